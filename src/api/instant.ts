import { z } from 'zod';
import { DAY_MS, HOUR_MS } from '#shared/durations.ts';
import { Refused } from '../lib/errors.ts';

/** A moment in a query, ISO 8601 with offset, read into epoch ms; a `+` that arrived unencoded, as a space, is understood. */
export const Instant = z
  .string()
  .transform((text) => text.replace(/ (?=\d\d:?\d\d$)/, '+'))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => Date.parse(text))
  .meta({ format: 'date-time' });

/** @throws Refused `input-invalid` when a span does not go forward, or is longer than a question may be */
export function demandSpan({ from, to }: { readonly from: number; readonly to: number }, longestMs: number): void {
  if (to <= from) throw new Refused('input-invalid', '`to` must be later than `from`');
  const longest = longestMs > DAY_MS ? `${longestMs / DAY_MS} days` : `${longestMs / HOUR_MS} hours`;
  if (to - from > longestMs) throw new Refused('input-invalid', `Ask for ${longest} at most`);
}
