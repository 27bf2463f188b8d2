import type { Clock } from './clock.ts';

/** A tick that comes later than this many times its interval came late because this process stood still. */
const LATE_FACTOR = 2;

export interface PatienceOptions {
  readonly clock: Clock;
  /** How often `tick` is called. */
  readonly tickMs: number;
}

/**
 * Counts how long one has really waited for somebody else. While our own process stood still, nobody's words could reach us: that
 * time says nothing about the other side, so a watch that ends things for their silence must not count it.
 */
export class Patience {
  readonly #clock: Clock;
  readonly #mostMs: number;
  #at: number;
  #waitedMs = 0;

  constructor({ clock, tickMs }: PatienceOptions) {
    this.#clock = clock;
    this.#mostMs = LATE_FACTOR * tickMs;
    this.#at = clock.monotonic();
  }

  /** Called at each tick. @returns the ms since the last one that count as waiting: at most two ticks, however late it is */
  tick(): number {
    const now = this.#clock.monotonic();
    const countedMs = Math.min(now - this.#at, this.#mostMs);
    this.#at = now;
    this.#waitedMs += countedMs;
    return countedMs;
  }

  /** All that was counted until the last tick: a clock, for those who note a moment and compare it later. */
  get waitedMs(): number {
    return this.#waitedMs;
  }
}
