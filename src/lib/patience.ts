import { type Clock, rest } from './clock.ts';

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
  #isLate = false;

  constructor({ clock, tickMs }: PatienceOptions) {
    this.#clock = clock;
    this.#mostMs = LATE_FACTOR * tickMs;
    this.#at = clock.monotonic();
  }

  /** Called at each tick. @returns the ms since the last one that count as waiting: at most two ticks, however late it is */
  tick(): number {
    const now = this.#clock.monotonic();
    const countedMs = Math.min(now - this.#at, this.#mostMs);
    this.#isLate = now - this.#at > this.#mostMs;
    this.#at = now;
    this.#waitedMs += countedMs;
    return countedMs;
  }

  /** This process stood still before the last tick: an answer that seemed to be missing may only not have been heard. */
  get isLate(): boolean {
    return this.#isLate;
  }

  /** All that was counted until the last tick: a clock, for those who note a moment and compare it later. */
  get waitedMs(): number {
    return this.#waitedMs;
  }
}

const TICK_MS = 500;

/** Resolves after so much real waiting, or when the signal aborts: for giving up on somebody who does not answer. */
export async function waitPatiently(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const patience = new Patience({ clock, tickMs: TICK_MS });
  while (!signal.aborted && patience.waitedMs < ms) {
    await rest(clock, Math.min(TICK_MS, ms - patience.waitedMs), signal);
    patience.tick();
  }
}
