import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

/** What time it is, and a way to be woken: given to every room, so that tests can hold time in their hand. */
export interface Clock {
  /** Wall time in epoch milliseconds; may step when the system clock is set. */
  now(): number;
  /** Milliseconds since some fixed moment; never steps, never runs backwards. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest wait Node's timers know; they end a longer one at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    try {
      for (let left = Math.max(0, ms); ; left -= LONGEST_MS) {
        await wait(Math.min(left, LONGEST_MS), undefined, { signal });
        if (left <= LONGEST_MS) return;
      }
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

/**
 * Sleeps `ms`, or less when the signal aborts: for loops that look at their signal themselves. It always lets the event loop turn,
 * because a loop that forgot to look would otherwise be an endless chain of microtasks, in which nothing else ever runs.
 */
export async function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) await nextTurn();
  else await sleepUntilAborted(clock, ms, signal);
}

async function sleepUntilAborted(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
