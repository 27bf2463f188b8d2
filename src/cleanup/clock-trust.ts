import { HOUR_MS } from '#shared/durations.ts';
import type { Clock } from '../lib/clock.ts';

const STEP_MS = HOUR_MS;
const HOLD_MS = 600_000;

/** Whether the wall clock can be believed: not for ten minutes after it was set by more than an hour. */
export class ClockTrust {
  readonly #clock: Clock;
  #difference: number;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#difference = clock.now() - clock.monotonic();
  }

  /** Compares with the clock that never steps. @returns by how much it was set since the last look, when that is too much; else 0 */
  look(): number {
    const difference = this.#clock.now() - this.#clock.monotonic();
    const stepMs = difference - this.#difference;
    this.#difference = difference;
    if (Math.abs(stepMs) <= STEP_MS) return 0;
    this.hold();
    return stepMs;
  }

  /** Distrusts it for a while from now. */
  hold(): void {
    this.#heldUntil = this.#clock.monotonic() + HOLD_MS;
  }

  get isTrusted(): boolean {
    return this.#clock.monotonic() >= this.#heldUntil;
  }

  /** Whether a moment that should be just past is not: the clock may have been set while nobody looked. */
  isFarFrom(moment: number): boolean {
    return Math.abs(this.#clock.now() - moment) > STEP_MS;
  }
}
