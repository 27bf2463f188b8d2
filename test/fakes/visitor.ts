import { once } from 'node:events';
import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, anything else as JSON. */
  readonly body?: unknown;
  /** Hangs up when it aborts. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly json: any;
}

/** A browser without a page: cookies, the CSRF header, an address of its own on loopback; sends exactly the headers and path it is told. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  readonly #base: URL;
  readonly #address: string;
  readonly #agent: Agent | false;

  constructor(base: string, address = '127.0.0.1', agent: Agent | false = false) {
    this.#agent = agent;
    this.#base = new URL(base);
    this.#address = address;
  }

  get(path: string, headers: Question['headers'] = {}): Promise<Answer> {
    return this.ask(path, { headers });
  }

  /** With the CSRF header, as our page sends it. */
  change(method: string, path: string, body?: unknown, headers: Question['headers'] = {}, signal?: AbortSignal): Promise<Answer> {
    return this.ask(path, { method, body, signal, headers: { 'x-csrf-token': this.cookies.get('csrf_token') ?? '', ...headers } });
  }

  login(username = 'anna', password = 'correct horse battery'): Promise<Answer> {
    return this.ask('/api/login', { method: 'POST', body: { username, password } });
  }

  async ask(path: string, { method = 'GET', headers = {}, body, signal }: Question = {}): Promise<Answer> {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const question = request({
      host: this.#base.hostname,
      port: this.#base.port,
      localAddress: this.#address,
      agent: this.#agent,
      path,
      method,
      ...(signal && { signal }),
      headers: {
        ...(this.cookies.size && { cookie: this.cookieHeader }),
        ...(payload !== undefined && { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(payload)) }),
        ...headers,
      },
    });
    question.end(payload);
    const [reply] = await once(question, 'response');
    this.#keepCookies(reply.headers['set-cookie'] ?? []);
    const bytes = await buffer(reply);
    const text = bytes.toString();
    return {
      status: reply.statusCode,
      headers: reply.headers,
      bytes,
      text,
      json: text && /json/.test(reply.headers['content-type'] ?? '') ? JSON.parse(text) : undefined,
    };
  }

  get cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=thu, 01 jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, decodeURIComponent(value));
    }
  }
}
