import type { Clock } from '../lib/clock.ts';
import type { Journal } from './journal.ts';
import { keyToStartWith, nextAttemptAt, otherKey, rotationAt } from './rotation.ts';

/** A key refused so often in a row gives way to the other one. */
const REFUSALS = 2;

export interface KeyScheduleOptions {
  readonly journal: Pick<Journal, 'schedule' | 'plan'>;
  /** How many there are. */
  readonly keys: number;
  readonly rotationMs: number;
  readonly clock: Clock;
}

/** Which key is streamed with, and when the other one has its turn; remembered over a restart. */
export class KeySchedule {
  readonly #options: KeyScheduleOptions;
  #nextAt: number | null = null;
  #failures = 0;
  #refusals = 0;

  constructor(options: KeyScheduleOptions) {
    this.#options = options;
  }

  /** 1 or 2. */
  get key(): number {
    return this.#options.journal.schedule.key;
  }

  /** When the first session with this key began, epoch ms. */
  get since(): number | null {
    return this.#options.journal.schedule.since;
  }

  /** When the next rotation is due, epoch ms; null while nothing is streamed. */
  get nextAt(): number | null {
    return this.#nextAt;
  }

  /** How long it is until the next rotation. */
  remainingMs(): number {
    const { clock, rotationMs } = this.#options;
    if (this.#nextAt === null) return Infinity;
    this.#nextAt = Math.min(this.#nextAt, clock.now() + rotationMs); // the clock was set back: not a session of many hours
    return this.#nextAt - clock.now();
  }

  /** The key of a new start: the other one when the current one's time was over meanwhile. */
  keyToStartWith(): number {
    const { journal, keys, rotationMs, clock } = this.#options;
    return keyToStartWith(journal.schedule, keys, { now: clock.now(), rotationMs });
  }

  /** A first session runs: with the same key as before its time goes on, with another it begins. */
  began(key: number, since: number): void {
    const { clock, rotationMs } = this.#options;
    const goesOn = key === this.key && this.since !== null && clock.now() < rotationAt(this.since, rotationMs);
    this.#refusals = 0;
    this.#use(key, goesOn ? this.since : since);
  }

  /** A rotation to this key is done. */
  rotated(key: number, since: number): void {
    this.#use(key, since);
  }

  /** A rotation failed and is tried again soon. */
  rotationFailed(): void {
    this.#nextAt = nextAttemptAt(this.#options.clock.now(), ++this.#failures);
  }

  /** Nothing is streamed any more. @param isRefused the ingest did not take this key */
  interrupted(key: number, isRefused: boolean): void {
    const { journal, keys } = this.#options;
    this.#nextAt = null;
    this.#refusals = isRefused ? this.#refusals + 1 : 0;
    if (this.#refusals < REFUSALS || keys < 2) return;
    this.#refusals = 0;
    journal.plan({ key: otherKey(key, keys), since: null });
  }

  #use(key: number, since: number | null): void {
    const { journal, rotationMs } = this.#options;
    this.#failures = 0;
    if (key !== this.key || since !== this.since) journal.plan({ key, since });
    this.#nextAt = since === null ? null : rotationAt(since, rotationMs);
  }
}
