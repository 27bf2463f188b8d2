import { Refusal } from './refusal.ts';

/** A time zone's name in its official spelling. Offsets are refused: Intl and the C library read their sign differently. */
export function readTimeZone(text: string): string {
  const name = text.trim();
  try {
    if (/^[A-Za-z]/.test(name)) return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    // told below
  }
  throw new Refusal('must be the name of a time zone, such as Europe/Berlin or UTC');
}
