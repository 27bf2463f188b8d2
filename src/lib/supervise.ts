import { type Clock, rest } from './clock.ts';
import { Signal } from './signal.ts';

/** Delays between lives in ms: the first entries in turn, then the last for ever; each gets ±20 % jitter. */
export type Backoff = readonly number[];

export interface SuperviseOptions {
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly backoff: Backoff;
  /** A life that lasted so long was a good one: the next delay is the first again. */
  readonly healthyAfterMs: number;
  /** Told how each life ended (undefined: it returned) and how long we wait; may give another delay. */
  readonly onEnd?: (end: { readonly error: unknown; readonly delayMs: number; readonly attempt: number }) => number | undefined;
  /** Cuts the waiting short when it fires. */
  readonly wake?: Wake;
  /** 0…1, for jitter. */
  readonly random?: () => number;
}

/** Lives the same life again and again until the signal aborts; resolves when the last life has ended. */
export async function supervise(live: (signal: AbortSignal) => Promise<void>, options: SuperviseOptions): Promise<void> {
  const { signal, clock, healthyAfterMs, onEnd, wake } = options;
  let attempt = 0;
  while (!signal.aborted) {
    const alarm = new AbortController();
    using _ = wake?.on(() => alarm.abort()); // whoever rings while a life is still ending is heard, too
    const bornAt = clock.monotonic();
    const error = await endOf(live, signal);
    if (signal.aborted) return;
    if (clock.monotonic() - bornAt >= healthyAfterMs) attempt = 0;
    const planned = delayFor(options, attempt++);
    const delayMs = onEnd?.({ error, delayMs: planned, attempt }) ?? planned;
    await rest(clock, delayMs, AbortSignal.any([signal, alarm.signal]));
    if (alarm.signal.aborted) attempt = 0;
  }
}

/** @returns what a life threw, also before its first await; undefined when it returned */
async function endOf(live: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<unknown> {
  try {
    await live(signal);
    return undefined;
  } catch (thrown) {
    return thrown ?? new Error('ended without a reason');
  }
}

function delayFor({ backoff, random = Math.random }: SuperviseOptions, attempt: number): number {
  const base = backoff[Math.min(attempt, backoff.length - 1)] ?? 1000;
  return Math.round(base * (0.8 + 0.4 * random()));
}

/** A signal that one can also wait for. */
export class Wake extends Signal {
  ring(): void {
    this.tell();
  }

  /** Resolves when it rings next, or when the signal aborts. */
  async next(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    using _ = this.on(resolve);
    await promise;
  }
}
