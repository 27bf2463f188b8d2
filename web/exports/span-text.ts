import { clockText, dateText } from '../time/format.ts';
import { localTimeAt } from '../time/site-time.ts';

/** A span on the wall clock of the site, the date said once where it is the same: `Sun, 22 Nov 2026, 14:03:20 – 14:05:20`. */
export function spanLine({ from, to }: { readonly from: number; readonly to: number }, timeZone: string, language: string): string {
  const [first, last] = [localTimeAt(from, timeZone).date, localTimeAt(to, timeZone).date];
  const end = first === last ? '' : `${dateText(last, language)}, `;
  return `${dateText(first, language)}, ${clockText(from, timeZone, language)} – ${end}${clockText(to, timeZone, language)}`;
}
