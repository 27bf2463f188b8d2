import { z } from 'zod';

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
