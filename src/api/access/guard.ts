import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Auth, Session } from '../../auth/auth.ts';
import { Refused } from '../../lib/errors.ts';
import type { App } from '../app.ts';
import type { Cookies } from './cookies.ts';
import type { KnownHosts } from './known-hosts.ts';
import { isSafe } from './policy.ts';

const OWN_SITES: readonly unknown[] = [undefined, 'same-origin', 'none'];
/** Below /api, and made to be looked at. */
const PAGES: readonly string[] = ['/api/docs'];

export interface GuardOptions {
  readonly auth: Pick<Auth, 'sessionOf' | 'isCsrfValid'>;
  readonly cookies: Cookies;
  readonly hosts: KnownHosts;
  readonly headers: Readonly<Record<string, string>>;
}

/** Looks at every request before its body is read: is it for us, from a page of ours, and may this caller call this route? */
export class Guard {
  readonly #options: GuardOptions;

  constructor(options: GuardOptions) {
    this.#options = options;
  }

  install(app: App): void {
    app.decorateRequest('session', null);
    app.addHook('onRequest', (request, reply) => this.#check(request, reply));
  }

  /** The session of whoever asks, on open routes. */
  async sessionOf(request: FastifyRequest): Promise<Session | null> {
    return await this.#options.auth.sessionOf(this.#options.cookies.session(request));
  }

  async #check(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    reply.headers(this.#options.headers);
    if (!this.#options.hosts.has(request.headers.host)) {
      throw new Refused('host-unknown', 'This server does not answer to this name: add it to ALLOWED_HOSTS');
    }
    if (!isSafe(request.method)) this.#demandOwnPage(request);
    else this.#demandOwnReader(request);
    if (request.ws) this.#demandSocket(request);
    const policy = request.is404 ? 'open' : request.routeOptions.config.policy;
    if (policy === 'open') return;
    request.session = await this.sessionOf(request);
    if (!request.session) throw new Refused('not-signed-in', 'Sign in first');
    if (policy === 'session+csrf') this.#demandCsrf(request, request.session);
  }

  /** Sockets know no CSRF token, and browsers let every page open one: the Origin must be there and ours. */
  #demandSocket(request: FastifyRequest): void {
    if (request.is404 || !request.routeOptions.config.isSocket) throw new Refused('not-found', 'There is no WebSocket at this address');
    const { origin, host } = request.headers;
    if (!origin || !this.#options.hosts.isOwnOrigin(origin, host)) throw refusedOrigin();
  }

  /** Programs send neither header; browsers send at least one of them and cannot be made to lie. */
  #demandOwnPage({ headers }: FastifyRequest): void {
    if (headers.origin !== undefined && !this.#options.hosts.isOwnOrigin(headers.origin, headers.host)) throw refusedOrigin();
    if (!OWN_SITES.includes(headers['sec-fetch-site'])) throw refusedOrigin();
  }

  /**
   * Pages of other sites may not even ask: what they cannot read would cost us all the same. Another port of this host is another
   * site, too, although browsers send it our cookies. A link may lead to a page for people.
   */
  #demandOwnReader({ headers, routeOptions: { url = '' } }: FastifyRequest): void {
    if (!/^\/(?:api|recordings)\//.test(url) || OWN_SITES.includes(headers['sec-fetch-site'])) return;
    const isLink = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (!isLink || !PAGES.includes(url)) throw refusedOrigin();
  }

  #demandCsrf(request: FastifyRequest, session: Session): void {
    const { auth, cookies } = this.#options;
    const header = request.headers['x-csrf-token'];
    if (!auth.isCsrfValid(session, typeof header === 'string' ? header : undefined, cookies.csrf(request))) {
      throw new Refused('csrf-invalid', 'The header X-CSRF-Token does not match the cookie csrf_token of this session');
    }
  }
}

function refusedOrigin(): Refused {
  return new Refused('origin-refused', 'This request comes from a page of another site');
}
