import type { FastifyReply, FastifyRequest } from 'fastify';

const THIRTY_DAYS_S = 30 * 24 * 3600;

/**
 * Our two cookies: the session's, which no script can read, and the CSRF token's, which our page must read. Over https
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

  clear(reply: FastifyReply): void {
    reply.clearCookie(this.#session, { ...this.#common, httpOnly: true });
    reply.clearCookie('csrf_token', this.#common);
  }

  get #common() {
    return { path: '/', sameSite: 'lax', secure: this.#secure } as const;
  }
}
