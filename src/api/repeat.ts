import { type Clock, rest } from '../lib/clock.ts';

/** Does the same work again and again, `ms` apart, until the signal aborts. */
export async function repeat(clock: Clock, ms: number, signal: AbortSignal, work: () => void | Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await rest(clock, ms, signal);
    if (!signal.aborted) await work();
  }
}
