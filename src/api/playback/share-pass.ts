import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HOUR_MS } from '#shared/durations.ts';
import type { Clock } from '../../lib/clock.ts';

const COOKIE = 'share_pass';
const LASTS_MS = 12 * HOUR_MS;

/**
 * What a browser holds that has told a link's PIN: no session, but a note that is good for this link, below its address, until this
 * process ends or half a day has passed. A changed or revoked link needs nothing of it.
 */
export class SharePass {
  readonly #key = randomBytes(32);
  readonly #clock: Clock;
  readonly #isHttps: boolean;

  constructor({ clock, isHttps }: { readonly clock: Clock; readonly isHttps: boolean }) {
    this.#clock = clock;
    this.#isHttps = isHttps;
  }

  give(reply: FastifyReply, token: string, id: number): void {
    const until = this.#clock.now() + LASTS_MS;
    const where = { path: `/share/${token}`, sameSite: 'lax', httpOnly: true, secure: this.#isHttps } as const;
    reply.setCookie(COOKIE, `${until}.${this.#sign(id, until)}`, { ...where, maxAge: LASTS_MS / 1000 });
  }

  isGood(request: FastifyRequest, id: number): boolean {
    const [, until = '', sign = ''] = /^(\d{1,15})\.([\w-]{43})$/.exec(request.cookies[COOKIE] ?? '') ?? [];
    if (sign === '' || Number(until) <= this.#clock.now()) return false;
    return timingSafeEqual(Buffer.from(sign), Buffer.from(this.#sign(id, Number(until)))); // both 43 signs
  }

  #sign(id: number, until: number): string {
    return createHmac('sha256', this.#key).update(`${id} ${until}`).digest('base64url');
  }
}
