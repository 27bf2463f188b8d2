import type { RecordingEntry } from '#shared/recordings.ts';
import { withPass } from '../time/format.ts';
import { passOf } from '../time/site-time.ts';

/** A segment as a row of the day's list: the wall time it covers (epoch ms), and all the server says of it. */
export interface SegmentRow {
  readonly from: number;
  readonly to: number;
  readonly entry: RecordingEntry;
}

/** The segments of a day in time order. */
export function segmentRows(entries: readonly RecordingEntry[]): readonly SegmentRow[] {
  return entries
    .map((entry) => {
      const from = Date.parse(entry.datetime);
      return { from, to: from + entry.duration * 1000, entry };
    })
    .toSorted((a, b) => a.from - b.from);
}

/** When a segment begins, as lists and messages say it: `02:30:00`, and in the hour that comes twice `02:30:00 (2nd)`. */
export function beginText({ startTime, datetime }: RecordingEntry, timeZone: string, language: string): string {
  return withPass(startTime, passOf(Date.parse(datetime), timeZone), language);
}

/** Which row holds a moment; -1 when none does. One that is being written holds all that follows: it has grown since. */
export function rowAt(rows: readonly SegmentRow[], time: number): number {
  const index = rows.findLastIndex(({ from }) => from <= time);
  const row = rows[index];
  return row && (time < row.to || row.entry.live) ? index : -1;
}
