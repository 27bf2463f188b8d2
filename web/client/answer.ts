import type { Problem } from '#shared/problem.ts';

/** Why a request got no useful answer. `status` is null when the server could not be reached at all. */
export interface ClientError {
  readonly status: number | null;
  /** The server's stable code, e.g. `recording-running`; null when it gave none. */
  readonly code: string | null;
  /** The server's own sentence for people; empty when there is none. */
  readonly detail: string;
  readonly traceId: string | null;
  /** From `Retry-After`; null when the server did not ask to wait. */
  readonly retryAfterSeconds: number | null;
}

/** What every request gives back: each caller must look at what it got. */
export type Answer<T> =
  | { readonly kind: 'success'; readonly value: T }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'error'; readonly error: ClientError };

/** A request's error as something to throw, for TanStack Query, which knows no result unions. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  readonly error: ClientError;

  constructor(error: ClientError) {
    super(error.detail || `status ${error.status ?? 'none'}`);
    this.error = error;
  }
}

/** The value of a successful answer. @throws RequestFailed, or an AbortError when it was aborted */
export function unwrap<T>(answer: Answer<T>): T {
  switch (answer.kind) {
    case 'success':
      return answer.value;
    case 'aborted':
      throw new DOMException('aborted', 'AbortError');
    case 'error':
      throw new RequestFailed(answer.error);
  }
}

const CODE_PREFIX = 'urn:mini-nvr:';

/** A problem document of the server as our error. */
export function errorOfProblem(problem: Problem, retryAfterSeconds: number | null): ClientError {
  return {
    status: problem.status,
    code: problem.type.startsWith(CODE_PREFIX) ? problem.type.slice(CODE_PREFIX.length) : null,
    detail: problem.detail,
    traceId: problem.traceId ?? null,
    retryAfterSeconds,
  };
}

/** An error about which the server said nothing that we understand. */
export function bareError(status: number | null, retryAfterSeconds: number | null = null): ClientError {
  return { status, code: null, detail: '', traceId: null, retryAfterSeconds };
}
