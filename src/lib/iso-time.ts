/** Epoch ms as answers and files say them: ISO 8601 in UTC, to the nearest millisecond. */
export function isoOf(epochMs: number): string {
  return new Date(Math.round(epochMs)).toISOString();
}

/** The same where it may be missing. */
export function isoOrNull(epochMs: number | null | undefined): string | null {
  return typeof epochMs === 'number' ? isoOf(epochMs) : null;
}
