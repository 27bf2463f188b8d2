import { setTimeout as wait } from 'node:timers/promises';

/** What time it is, and a way to be woken: given to every room, so that tests can hold time in their hand. */
export interface Clock {
  /** Wall time in epoch milliseconds; may step when the system clock is set. */
  now(): number;
  /** Milliseconds since some fixed moment; never steps, never runs backwards. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

/** Sleeps `ms`, or less when the signal aborts: for loops that look at their signal themselves. */
export async function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
