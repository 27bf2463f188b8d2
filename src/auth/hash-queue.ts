import { Refused } from '../lib/errors.ts';

const IN_FLIGHT = 2;
const WAITING = 20;

/** Lets few password hashes run at once, because each takes a core and 19 MiB; a flood of sign-ins must not starve the rest. */
export class HashQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @throws Refused `too-busy` when twenty wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < IN_FLIGHT) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= WAITING) {
      throw new Refused('too-busy', 'Too many sign-ins at once: try again in a moment', { data: { retryAfterS: 2 } });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes straight to the next one, so that nobody can slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}
