import type { z } from 'zod';
import { Problem } from '#shared/problem.ts';
import { type Answer, bareError, errorOfProblem } from './answer.ts';

/** What a client needs of the browser; tests give their own. */
interface ClientOptions {
  readonly fetch: typeof globalThis.fetch;
  /** `document.cookie` now. */
  readonly cookies: () => string;
  /** The server answered, or could not be reached: told after each request. */
  readonly onReach: (isReached: boolean) => void;
  /** The session has ended (a 401 to anything but the login). */
  readonly onSignedOut: () => void;
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

const LOGIN = '/api/login';
const GATEWAY_ERRORS = [502, 503, 504];

/** The only place that calls fetch: adds the CSRF token, parses answers by their schema, and tells how the server does. */
export class Client {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Asks for JSON that fits the schema; what does not fit is an error, never half an answer. */
  async json<S extends z.ZodType>(path: string, schema: S, options: RequestOptions = {}): Promise<Answer<z.infer<S>>> {
    const answer = await this.#request(path, options);
    if (answer.kind !== 'success') return answer;
    const parsed = schema.safeParse(await bodyOf(answer.value));
    if (parsed.success) return { kind: 'success', value: parsed.data };
    return { kind: 'error', error: { ...bareError(answer.value.status), code: 'answer-not-understood' } };
  }

  /** Asks for bytes, e.g. a picture. */
  async blob(path: string, options: RequestOptions = {}): Promise<Answer<Blob>> {
    const answer = await this.#request(path, options);
    if (answer.kind !== 'success') return answer;
    try {
      return { kind: 'success', value: await answer.value.blob() };
    } catch {
      return options.signal?.aborted ? { kind: 'aborted' } : { kind: 'error', error: bareError(null) };
    }
  }

  async #request(path: string, { method = 'GET', body, signal }: RequestOptions): Promise<Answer<Response>> {
    let response: Response;
    try {
      response = await this.#options.fetch(path, {
        method,
        signal,
        headers: this.#headers(method, body),
        body: body === undefined ? undefined : JSON.stringify(body),
        credentials: 'same-origin',
      });
    } catch {
      if (signal?.aborted) return { kind: 'aborted' };
      this.#options.onReach(false);
      return { kind: 'error', error: bareError(null) };
    }
    return this.#judge(path, response);
  }

  async #judge(path: string, response: Response): Promise<Answer<Response>> {
    const problem = response.ok ? null : Problem.safeParse(await bodyOf(response));
    // A proxy whose server is away answers 502 to 504 without our problem document; that is "not reached" as well.
    this.#options.onReach(!(GATEWAY_ERRORS.includes(response.status) && !problem?.success));
    if (problem === null) return { kind: 'success', value: response };
    if (response.status === 401 && path !== LOGIN) this.#options.onSignedOut();
    const wait = retryAfterSeconds(response.headers.get('retry-after'));
    return { kind: 'error', error: problem.success ? errorOfProblem(problem.data, wait) : bareError(response.status, wait) };
  }

  #headers(method: string, body: unknown): Record<string, string> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body !== undefined) headers['content-type'] = 'application/json';
    const token = method === 'GET' ? null : csrfToken(this.#options.cookies());
    if (token) headers['x-csrf-token'] = token;
    return headers;
  }
}

/** The token of the readable cookie; null while there is none. */
export function csrfToken(cookies: string): string | null {
  for (const pair of cookies.split(';')) {
    const [name, ...value] = pair.trim().split('=');
    if (name === 'csrf_token' || name === '__Host-csrf_token') return decodeURIComponent(value.join('='));
  }
  return null;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function retryAfterSeconds(header: string | null): number | null {
  const seconds = Number(header);
  return header !== null && Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
