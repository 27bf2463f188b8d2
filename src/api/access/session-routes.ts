import { z } from 'zod';
import { LoginRequest, MeAnswer, Message, SessionsAnswer } from '#shared/session.ts';
import type { Auth } from '../../auth/auth.ts';
import { Refused } from '../../lib/errors.ts';
import { isoOf } from '../../lib/iso-time.ts';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';
import { addressOf } from './client-address.ts';
import type { Cookies } from './cookies.ts';
import type { Guard } from './guard.ts';
import { signedIn } from './policy.ts';
import type { SessionWatch } from './session-watch.ts';

export interface SessionRoutesOptions {
  readonly auth: Auth;
  readonly cookies: Cookies;
  readonly guard: Guard;
  /** Told at once when a session may have ended. */
  readonly watch: Pick<SessionWatch, 'check'>;
}

/** Signing in and out, and one's own sessions. */
export function sessionRoutes(app: App, options: SessionRoutesOptions): void {
  login(app, options);
  logout(app, options);
  me(app, options);
  list(app, options);
  endOthers(app, options);
  endOne(app, options);
}

const TAG = ['session'];

function login(app: App, { auth, cookies, guard, watch }: SessionRoutesOptions): void {
  app.post(
    '/api/login',
    {
      config: { policy: 'open' },
      schema: { tags: TAG, summary: 'Sign in', body: LoginRequest, response: { 200: Message, ...PROBLEMS } },
    },
    async (request, reply) => {
      const header = request.headers['x-csrf-token'];
      if (header !== undefined && header !== cookies.csrf(request)) {
        throw new Refused('csrf-invalid', 'The header X-CSRF-Token does not match the cookie csrf_token');
      }
      const { username } = request.body;
      const { session, token, device } = await auth.login({
        ...request.body,
        address: addressOf(request),
        userAgent: request.headers['user-agent'] ?? null,
        device: cookies.device(request, username),
        replaces: await guard.sessionOf(request),
      });
      await watch.check(); // the session before it in this browser, and the sixth of a user
      cookies.set(reply, token, auth.csrfTokenFor(session));
      cookies.setDevice(reply, username, device);
      return { message: 'Logged in' };
    },
  );
}

function logout(app: App, { auth, cookies, watch }: SessionRoutesOptions): void {
  app.post(
    '/api/logout',
    { config: { policy: 'session+csrf' }, schema: { tags: TAG, summary: 'Sign out', response: { 200: Message, ...PROBLEMS } } },
    async (request, reply) => {
      await auth.logout(signedIn(request), addressOf(request));
      await watch.check();
      cookies.clear(reply);
      return { message: 'Logged out' };
    },
  );
}

function me(app: App, { auth, cookies, guard }: SessionRoutesOptions): void {
  app.get(
    '/api/me',
    { config: { policy: 'open' }, schema: { tags: TAG, summary: 'Who is signed in', response: { 200: MeAnswer, ...PROBLEMS } } },
    async (request, reply) => {
      const session = await guard.sessionOf(request);
      if (!session) return { user: null };
      const csrfToken = auth.csrfTokenFor(session);
      if (cookies.csrf(request) !== csrfToken) cookies.setCsrf(reply, csrfToken); // lost, or SECRET_KEY has changed
      return { user: session.user };
    },
  );
}

function list(app: App, { auth }: SessionRoutesOptions): void {
  app.get(
    '/api/sessions',
    { config: { policy: 'session' }, schema: { tags: TAG, summary: 'One’s own sessions', response: { 200: SessionsAnswer, ...PROBLEMS } } },
    async (request) => {
      const own = signedIn(request);
      const sessions = (await auth.sessionsOf(own.user)).map(({ id, idHash, createdAt, lastSeenAt, address, userAgent }) => ({
        id,
        isCurrent: idHash === own.idHash,
        createdAt: isoOf(createdAt),
        lastSeenAt: isoOf(lastSeenAt),
        address,
        userAgent,
      }));
      return { sessions };
    },
  );
}

function endOthers(app: App, { auth, watch }: SessionRoutesOptions): void {
  app.delete(
    '/api/sessions',
    {
      config: { policy: 'session+csrf' },
      schema: { tags: TAG, summary: 'End all one’s other sessions', response: { 200: Message, ...PROBLEMS } },
    },
    async (request) => {
      const ended = await auth.endOtherSessions(signedIn(request), addressOf(request));
      await watch.check();
      return { message: `Ended ${ended}` };
    },
  );
}

function endOne(app: App, { auth, watch }: SessionRoutesOptions): void {
  app.delete(
    '/api/sessions/:id',
    {
      config: { policy: 'session+csrf' },
      schema: {
        tags: TAG,
        summary: 'End one of one’s sessions',
        params: z.object({ id: z.string().max(64) }),
        response: { 200: Message, ...PROBLEMS },
      },
    },
    async (request) => {
      const isEnded = await auth.endSession(signedIn(request).user, request.params.id, addressOf(request));
      if (!isEnded) throw new Refused('session-unknown', 'You have no such session');
      await watch.check();
      return { message: 'Ended' };
    },
  );
}
