const MINUTE = 60_000;
/** Every change of offset since 1970 fell on a quarter of an hour of UTC. */
const QUARTER = 15 * MINUTE;
const DAY = 24 * 60 * MINUTE;
const CACHED = 4096;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, number>();

/** How far local time is ahead of UTC at a moment, in whole minutes as ms; @throws RangeError for an unknown zone. */
export function offsetAt(epochMs: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const quarter = Math.floor(epochMs / QUARTER);
  const key = `${timeZone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const offset = computeOffset(quarter * QUARTER, timeZone);
  if (offsets.size >= CACHED) offsets.clear();
  offsets.set(key, offset);
  return offset;
}

/**
 * The moment a wall clock in the zone shows this local time, given as if it were UTC. Of the doubled hour the first one;
 * a time that a clock change skips is read as if the clock had not been changed.
 */
export function momentOf(localMs: number, timeZone: string): number {
  const before = offsetAt(localMs - DAY, timeZone);
  const after = offsetAt(localMs + DAY, timeZone);
  const first = localMs - Math.max(before, after);
  const second = localMs - Math.min(before, after);
  if (first + offsetAt(first, timeZone) === localMs) return first;
  if (second + offsetAt(second, timeZone) === localMs) return second;
  return localMs - before;
}

/** Whether the clocks of the zone show this moment's time twice, because they are set back: then it needs its offset to be told. */
export function isDoubled(epochMs: number, timeZone: string): boolean {
  const offset = offsetAt(epochMs, timeZone);
  const local = epochMs + offset;
  return [-DAY, DAY].some((away) => {
    const other = offsetAt(epochMs + away, timeZone);
    return other !== offset && offsetAt(local - other, timeZone) === other;
  });
}

/** An offset from UTC as clocks and names write it: `+01:00`, or with another separator `+0100`. */
export function offsetText(offsetMs: number, separator = ':'): string {
  const minutes = Math.abs(Math.round(offsetMs / MINUTE));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}

/** `14:03` in the zone, and in the hour that comes twice `02:03 +02:00`. */
export function hourText(epochMs: number, timeZone: string): string {
  const offset = offsetAt(epochMs, timeZone);
  const hour = new Date(epochMs + offset).toISOString().slice(11, 16);
  return isDoubled(epochMs, timeZone) ? `${hour} ${offsetText(offset)}` : hour;
}

/** `YYYY-MM-DD` of a moment in the zone. */
export function localDate(epochMs: number, timeZone: string): string {
  return new Date(epochMs + offsetAt(epochMs, timeZone)).toISOString().slice(0, 10);
}

function computeOffset(epochMs: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(epochMs)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Math.round((Date.UTC(year, month - 1, day, hour, minute, second) - epochMs) / MINUTE) * MINUTE;
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
