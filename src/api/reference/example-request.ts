import type { ApiExample } from '../examples/api-example.ts';

const HOST = 'http://nvr.local:2126';

export interface RequestFacts extends ApiExample {
  readonly security: readonly Readonly<Record<string, unknown>>[];
}

/** A request for a shell, with the cookies of a sign-in in the file `jar` and its CSRF token in `$token`. */
export function exampleRequest(method: string, route: string, { path = route, body, options, security }: RequestFacts): string {
  const [demand = {}] = security;
  const parts = [
    ...('session' in demand ? ['-b jar'] : []),
    ...('csrf' in demand ? ['-H "X-CSRF-Token: $token"'] : []),
    ...(method === 'get' ? [] : [method === 'head' ? '--head' : `-X ${method.toUpperCase()}`]),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`]),
    ...(options === undefined ? [] : [options]),
    `'${HOST}${path}'`,
  ];
  return `curl ${parts.join(' \\\n  ')}`;
}
