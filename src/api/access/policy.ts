import type { FastifyRequest, RouteOptions } from 'fastify';
import type { Session } from '../../auth/auth.ts';
import { Refused } from '../../lib/errors.ts';
import type { App } from '../app.ts';

const POLICIES = ['open', 'session', 'session+csrf'] as const;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Who may call a route: everybody; the signed-in; the signed-in whose page sends the CSRF token. */
export type Policy = (typeof POLICIES)[number];

declare module 'fastify' {
  interface FastifyContextConfig {
    policy: Policy;
    /** It is opened as a WebSocket; other routes refuse to be. */
    isSocket?: boolean;
  }
  interface FastifyRequest {
    /** Who asks; null on open routes, which look themselves where they need to. */
    session: Session | null;
  }
}

/** Whether a method changes nothing. */
export function isSafe(method: string): boolean {
  return SAFE.has(method);
}

/** Makes the registration of a route without a policy, or of a changing one without CSRF protection, fail. */
export function demandPolicies(app: App): void {
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) check(method, route);
  });
}

function check(method: string, { url, config }: RouteOptions): void {
  const policy: Policy | undefined = config?.policy;
  if (policy === undefined || !POLICIES.includes(policy)) throw new Error(`${method} ${url} has no policy: say who may call it`);
  if (policy === 'session' && !isSafe(method)) throw new Error(`${method} ${url} changes something: its policy must be session+csrf`);
}

/** The session of a request that got past a policy. @throws Refused `not-signed-in` on an open route */
export function signedIn(request: FastifyRequest): Session {
  if (!request.session) throw new Refused('not-signed-in', 'Sign in first');
  return request.session;
}
