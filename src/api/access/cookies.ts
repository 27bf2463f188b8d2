import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';

const THIRTY_DAYS_S = 30 * 24 * 3600;
/** The longest that browsers keep one. */
const DEVICE_S = 400 * 24 * 3600;

/**
 * Our cookies: the session's, which no script can read, the CSRF token's, which our page must read, and of each user who has signed in here
 * one that tells this browser from strangers. Over https
 * (by PUBLIC_URL, not by a header that anyone can send) they are Secure, and the session's name is bound to this host.
 */
export class Cookies {
  readonly #secure: boolean;
  readonly #session: string;

  constructor({ isHttps }: { readonly isHttps: boolean }) {
    this.#secure = isHttps;
    this.#session = isHttps ? '__Host-sid' : 'sid';
  }

  session(request: FastifyRequest): string | undefined {
    return request.cookies[this.#session];
  }

  csrf(request: FastifyRequest): string | undefined {
    return request.cookies.csrf_token;
  }

  set(reply: FastifyReply, token: string, csrfToken: string): void {
    reply.setCookie(this.#session, token, { ...this.#common, httpOnly: true, maxAge: THIRTY_DAYS_S });
    this.setCsrf(reply, csrfToken);
  }

  setCsrf(reply: FastifyReply, csrfToken: string): void {
    reply.setCookie('csrf_token', csrfToken, { ...this.#common, maxAge: THIRTY_DAYS_S });
  }

  /** What this browser got when a user signed in on it. */
  device(request: FastifyRequest, user: string): string | undefined {
    return request.cookies[deviceCookieOf(user)];
  }

  /** It outlives the session, goes to the sign-in only, and opens nothing. */
  setDevice(reply: FastifyReply, user: string, device: string): void {
    const where = { path: '/api/login', sameSite: 'strict', secure: this.#secure, httpOnly: true } as const;
    reply.setCookie(deviceCookieOf(user), device, { ...where, maxAge: DEVICE_S });
  }

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#session, { ...this.#common, httpOnly: true });
    reply.clearCookie('csrf_token', this.#common);
  }

  get #common() {
    return { path: '/', sameSite: 'lax', secure: this.#secure } as const;
  }
}

/** Several people may share a browser. */
function deviceCookieOf(user: string): string {
  return `device_${createHash('sha256').update(user).digest('hex').slice(0, 12)}`;
}
