import { momentOf, offsetAt, offsetText } from '../time-zone.ts';
import { containerInName } from './container.ts';

/** What the path of a segment says about it. */
export interface SegmentName {
  readonly channel: number;
  /** Local date, `YYYY-MM-DD`: the day it is listed under. */
  readonly date: string;
  /** Epoch ms, to the second. */
  readonly startedAt: number;
  /** As its extension tells it, which is not always what it is. */
  readonly container: 'mkv' | 'mp4';
}

/** Other recorders and cards write capitals. */
const EXTENSION = '[mM][kK][vV]|[mM][pP]4';
const CHANNEL = '([1-9]\\d{0,3})';
const OURS = new RegExp(`^ch${CHANNEL}/(\\d{4}-\\d\\d-\\d\\d)/(\\d{6})(?:([+-])(\\d\\d)(\\d\\d)(?:_\\d{1,4})?)?\\.(${EXTENSION})$`);
const FLAT = new RegExp(`^(?:ch${CHANNEL}/)?ch${CHANNEL}_(\\d{4})(\\d\\d)(\\d\\d)_(\\d{6})\\.(${EXTENSION})$`);

/**
 * Path below RECORD_DIR of a segment whose first frame is at this moment, without its extension:
 * `ch1/2026-11-22/101500+0100`. Add `.mkv` or `.mp4`, or `_2.mkv` where a clock set back made the name exist already.
 */
export function formatSegmentName(channel: number, epochMs: number, timeZone: string): string {
  const offset = offsetAt(epochMs, timeZone);
  const local = new Date(epochMs + offset).toISOString();
  return `ch${channel}/${local.slice(0, 10)}/${local.slice(11, 19).replaceAll(':', '')}${offsetText(offset, '')}`;
}

/**
 * Reads a path below RECORD_DIR, ours or an older Mini-NVR's (without offset: a local time in the zone, of the doubled hour
 * the first one); null when it is no segment's.
 */
export function parseSegmentPath(path: string, timeZone: string): SegmentName | null {
  const ours = OURS.exec(path);
  if (ours) {
    const [, channel = '', date = '', time = '', sign, hours = '', minutes = '', container = ''] = ours;
    const local = localMs(date, time);
    if (local === null || Number(hours) > 15 || Number(minutes) > 59) return null;
    const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
    return {
      channel: Number(channel),
      date,
      startedAt: sign ? local - offset : momentOf(local, timeZone),
      container: containerInName(`.${container}`),
    };
  }
  const flat = FLAT.exec(path);
  if (!flat) return null;
  const [, folder, channel = '', year, month, day, time = '', container = ''] = flat;
  const date = `${year}-${month}-${day}`;
  const local = localMs(date, time);
  if (local === null || (folder !== undefined && folder !== channel)) return null;
  return { channel: Number(channel), date, startedAt: momentOf(local, timeZone), container: containerInName(`.${container}`) };
}

/** The local time as if it were UTC; null when the calendar or the clock does not know it. */
function localMs(date: string, time: string): number | null {
  const iso = `${date}T${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}.000Z`;
  const ms = Date.parse(iso);
  // the last comparison refuses what Date.parse would roll over: 30 February, 24:00:00
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? null : ms;
}
