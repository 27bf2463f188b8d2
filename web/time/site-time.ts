import type { Span } from './span.ts';

/** A moment's date and time of day where the cameras are. */
export interface LocalTime {
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** A calendar day where the cameras are: from its first moment up to that of the next, epoch ms. It may have 23 or 25 hours. */
export interface SiteDay extends Span {
  readonly date: string;
}

const SECOND = 1000;
const HOUR = 3_600_000;
/** No place on earth is further from UTC than this (+14 h, with room to spare). */
const FURTHEST_OFFSET = 15 * HOUR;
/** By how much clocks are set back anywhere. */
const CHANGES_MS = [HOUR / 2, HOUR, 2 * HOUR];

const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock on the wall shows in this time zone. */
export function localTimeAt(time: number, timeZone: string): LocalTime {
  const part: Record<string, string> = {};
  for (const { type, value } of formatFor(timeZone).formatToParts(time)) part[type] = value;
  const date = `${part.year?.padStart(4, '0')}-${part.month}-${part.day}`;
  return { date, hour: Number(part.hour), minute: Number(part.minute), second: Number(part.second) };
}

/** The calendar day with this date. A date that was skipped there (Samoa, 2011-12-30) has no length. */
export function siteDay(date: string, timeZone: string): SiteDay {
  return { date, from: firstMomentOf(date, timeZone), to: firstMomentOf(addDays(date, 1), timeZone) };
}

/** The calendar day in which a moment lies. */
export function siteDayAt(time: number, timeZone: string): SiteDay {
  return siteDay(localTimeAt(time, timeZone).date, timeZone);
}

/** The date so many days later, or earlier when negative. */
export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/** `HH:MM:SS` on the wall clock of the site, for programs; what people read is `clockText`, which tells a doubled hour apart. */
export function wallClock(time: number, timeZone: string): string {
  const { hour, minute, second } = localTimeAt(time, timeZone);
  return [hour, minute, second].map((part) => `${part}`.padStart(2, '0')).join(':');
}

/**
 * The moments when the clocks of the site show this: one, two in the hour that comes twice, and where the hour is skipped
 * the first moment after it.
 */
export function momentsOf({ date, hour, minute, second }: LocalTime, timeZone: string): readonly number[] {
  const wanted = Date.parse(`${date}T00:00:00Z`) + (hour * 3600 + minute * 60 + second) * SECOND;
  const tried = [wanted - 24 * HOUR, wanted + 24 * HOUR].map((near) => wanted - offsetAt(near, timeZone)).toSorted((a, b) => a - b);
  const hits = [...new Set(tried)].filter((time) => time + offsetAt(time, timeZone) === wanted);
  return hits.length > 0 ? hits : [changeWithin((tried[0] ?? wanted) / SECOND, (tried[1] ?? wanted) / SECOND, timeZone)];
}

/** On the night when clocks are set back an hour comes twice: whether a moment lies in the first or the second one; null elsewhere. */
export function passOf(time: number, timeZone: string): 1 | 2 | null {
  const offset = offsetAt(time, timeZone);
  if (CHANGES_MS.some((change) => offsetAt(time - change, timeZone) === offset + change)) return 2;
  return CHANGES_MS.some((change) => offsetAt(time + change, timeZone) === offset - change) ? 1 : null;
}

/** How far the clocks of the site are ahead of UTC, in ms. */
export function offsetAt(time: number, timeZone: string): number {
  const { date, hour, minute, second } = localTimeAt(time, timeZone);
  return Date.parse(`${date}T00:00:00Z`) + (hour * 3600 + minute * 60 + second) * SECOND - Math.floor(time / SECOND) * SECOND;
}

/** The first second with the offset that holds at the end. */
function changeWithin(before: number, after: number, timeZone: string): number {
  const offset = offsetAt(after * SECOND, timeZone);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND, timeZone) === offset) high = middle;
    else low = middle;
  }
  return high * SECOND;
}

/** Dates only ever grow with time, so the first moment of one is found by halving. */
function firstMomentOf(date: string, timeZone: string): number {
  const noonless = Date.parse(`${date}T00:00:00Z`);
  let before = (noonless - FURTHEST_OFFSET) / SECOND;
  let within = (noonless + FURTHEST_OFFSET) / SECOND;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (localTimeAt(middle * SECOND, timeZone).date >= date) within = middle;
    else before = middle;
  }
  return within * SECOND;
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, format);
  return format;
}
