import { z } from 'zod';
import { Refused } from '../lib/errors.ts';

/** A moment in a query, ISO 8601 with offset, read into epoch ms; a `+` that arrived unencoded, as a space, is understood. */
export const Instant = z
  .string()
  .transform((text) => text.replace(/ (?=\d\d:?\d\d$)/, '+'))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => Date.parse(text))
  .meta({ format: 'date-time' });

/** Epoch ms as answers say it. */
export function isoOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** The same where it may be missing. */
export function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : isoOf(epochMs);
}

const DAY_MS = 86_400_000;

/** @throws Refused `input-invalid` when a span does not go forward, or is longer than a question may be */
export function demandSpan({ from, to }: { readonly from: number; readonly to: number }, longestMs: number): void {
  if (to <= from) throw new Refused('input-invalid', '`to` must be later than `from`');
  const longest = longestMs > DAY_MS ? `${longestMs / DAY_MS} days` : `${longestMs / 3_600_000} hours`;
  if (to - from > longestMs) throw new Refused('input-invalid', `Ask for ${longest} at most`);
}
