import { DAY_MS } from '#shared/durations.ts';

/** Clocks that begin anew show 1970 or, in cameras and recorders, 2000: nothing was recorded with this product before. */
export const EARLIEST_MS = Date.UTC(2001, 0, 1);
const EARLIEST_DATE = '2001-01-01';
/** Clocks are set by seconds all the time: more than this is no recording of now. */
const AHEAD_MS = 300_000;

/** How a recording's time cannot be right; null when it can. Such a recording is listed, and decides nothing. */
export type Misdated = 'past' | 'future';

/** Whether the time that a recording's name tells can be right. */
export function misdated(startedAt: number, now: number): Misdated | null {
  if (startedAt < EARLIEST_MS) return 'past';
  return startedAt > latestMs(now) ? 'future' : null;
}

/** The last moment in which a recording can have begun. */
export function latestMs(now: number): number {
  return now + AHEAD_MS;
}

/** Local dates on which recordings can lie: from the first to the second they are believed, beyond that each must be looked at. */
export function surelyBelievableDates(now: number): { readonly first: string; readonly before: string } {
  return { first: EARLIEST_DATE, before: new Date(now - DAY_MS).toISOString().slice(0, 10) };
}
