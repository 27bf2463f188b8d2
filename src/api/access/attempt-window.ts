import type { Clock } from '../../lib/clock.ts';
import { Refused } from '../../lib/errors.ts';

export interface AttemptWindowOptions {
  readonly clock: Clock;
  readonly most: number;
  readonly windowMs: number;
  /** What is said to who tries too often, before the seconds to wait. */
  readonly sentence: string;
}

/** The longest unused are forgotten first. */
const REMEMBERED = 10_000;

/** Lets so many attempts pass in any window of time, for each of many keys, in bounded memory. */
export class AttemptWindow {
  readonly #options: AttemptWindowOptions;
  readonly #moments = new Map<string, readonly number[]>();

  constructor(options: AttemptWindowOptions) {
    this.#options = options;
  }

  /** Counts one. @throws Refused `too-many-attempts`, with the seconds to wait */
  count(key: string): void {
    this.demand(key);
    const moments = this.#recent(key);
    this.#moments.delete(key);
    this.#moments.set(key, [...moments, this.#options.clock.monotonic()]);
    const [oldest] = this.#moments.keys();
    if (this.#moments.size > REMEMBERED && oldest !== undefined) this.#moments.delete(oldest);
  }

  /** The latest one does not count after all. */
  forgive(key: string): void {
    const left = this.#recent(key).slice(0, -1);
    if (left.length > 0) this.#moments.set(key, left);
    else this.#moments.delete(key);
  }

  /** @throws Refused `too-many-attempts` when another one would be too many */
  demand(key: string): void {
    const { most, windowMs, clock, sentence } = this.#options;
    const recent = this.#recent(key);
    const [oldest] = recent;
    if (recent.length < most || oldest === undefined) return;
    const retryAfterS = Math.max(1, Math.ceil((oldest + windowMs - clock.monotonic()) / 1000));
    throw new Refused('too-many-attempts', `${sentence}: try again in ${retryAfterS} s`, { data: { retryAfterS } });
  }

  #recent(key: string): number[] {
    const { clock, windowMs } = this.#options;
    return (this.#moments.get(key) ?? []).filter((at) => clock.monotonic() - at < windowMs);
  }
}
