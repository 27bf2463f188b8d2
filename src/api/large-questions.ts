import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../lib/errors.ts';
import type { App } from './app.ts';

/** A quarter of all that may wait: a page with 16 cameras may ask for each of them, and three other people may do the same. */
const PER_USER = 16;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answer may take reading much: a user has few of them under way. */
    isLarge?: boolean;
  }
}

/** Counts the large questions that each user has under way, so that nobody keeps others from theirs. */
export class LargeQuestions {
  readonly #underWay = new Map<string, number>();

  install(app: App): void {
    app.addHook('preHandler', (request, reply) => this.#take(request, reply));
  }

  async #take({ session, headers, routeOptions }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const isStream = headers.accept?.includes('text/event-stream');
    if (!routeOptions.config.isLarge || !session || isStream) return;
    const { user } = session;
    const count = this.#underWay.get(user) ?? 0;
    if (count >= PER_USER)
      throw new Refused('too-busy', `${PER_USER} of your questions are being answered: try again in a moment`, {
        data: { retryAfterS: 1 },
      });
    this.#underWay.set(user, count + 1);
    reply.raw.once('close', () => this.#leave(user));
  }

  #leave(user: string): void {
    const left = (this.#underWay.get(user) ?? 1) - 1;
    if (left > 0) this.#underWay.set(user, left);
    else this.#underWay.delete(user);
  }
}
