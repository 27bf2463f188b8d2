import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refused } from '../../lib/errors.ts';
import { networkOf } from '../../lib/network-of.ts';
import { addressOf } from '../access/client-address.ts';
import { signedIn } from '../access/policy.ts';
import type { SessionWatch } from '../access/session-watch.ts';

/** Six connections of a browser for each of the five sessions that somebody may have, and two for programs. */
const PER_USER = 32;
/** A browser opens six to a server. */
const PER_LINK = 8;
/** Of all links together, so that people who are signed in keep most of what there is. */
const BY_LINKS = 64;
const AGAIN_AFTER_S = 5;

interface LinkDownload {
  readonly isAlive: () => Promise<boolean>;
  readonly reply: FastifyReply;
}

/** The files and parts of files being sent: so many for each user and each link, and none after its session or its link has ended. */
export class Downloads {
  readonly #watch: SessionWatch;
  readonly #counts = new Map<string, number>();
  readonly #byLinks = new Set<LinkDownload>();

  constructor(watch: SessionWatch) {
    this.#watch = watch;
  }

  /** An answer to somebody who is signed in. @throws Refused `too-many-downloads` */
  ofUser(request: FastifyRequest, reply: FastifyReply): void {
    if (request.method === 'HEAD') return;
    const session = signedIn(request);
    const free = this.#take(`user ${session.user}`, PER_USER);
    const watched = this.#watch.add(session, () => void reply.raw.destroy());
    reply.raw.once('close', () => {
      free();
      watched[Symbol.dispose]();
    });
  }

  /** An answer to somebody who has a link. @throws Refused `too-many-downloads` */
  ofLink(request: FastifyRequest, reply: FastifyReply, { id, isAlive }: { readonly id: number } & Pick<LinkDownload, 'isAlive'>): void {
    if (request.method === 'HEAD') return;
    if (this.#byLinks.size >= BY_LINKS) throw tooMany();
    const free = this.#take(`link ${id} ${networkOf(addressOf(request))}`, PER_LINK);
    const download = { isAlive, reply };
    this.#byLinks.add(download);
    reply.raw.once('close', () => {
      free();
      this.#byLinks.delete(download);
    });
  }

  /** Ends what is sent by links that have ended. */
  async check(): Promise<void> {
    for (const { isAlive, reply } of [...this.#byLinks]) if (!(await isAlive())) reply.raw.destroy();
  }

  /** @returns gives it back */
  #take(key: string, most: number): () => void {
    const count = this.#counts.get(key) ?? 0;
    if (count >= most) throw tooMany();
    this.#counts.set(key, count + 1);
    return () => {
      const left = (this.#counts.get(key) ?? 1) - 1;
      if (left > 0) this.#counts.set(key, left);
      else this.#counts.delete(key);
    };
  }
}

function tooMany(): Refused {
  const data = { retryAfterS: AGAIN_AFTER_S };
  return new Refused('too-many-downloads', 'You have too many downloads open: wait for them, or close some', { data });
}
