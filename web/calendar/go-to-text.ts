import { addDays, type LocalTime, localTimeAt, momentsOf } from '../time/site-time.ts';

/** What the words are read against. */
interface GoToContext {
  /** The moment that is shown. */
  readonly playhead: number;
  readonly now: number;
  readonly timeZone: string;
}

interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** `2nd`: in the hour that comes twice, the second time. */
  readonly isSecondPass: boolean;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  std: 3_600_000,
  d: 86_400_000,
  t: 86_400_000,
};
const RELATIVE = /^(?:(?<sign>[-+−–])\s*|vor\s+)?(?<amount>\d+(?:[.,]\d+)?)\s*(?<unit>s|sec|m|min|h|std|d|t)\.?(?<ago>\s+ago)?$/;
const TIME =
  /^(?:um\s+|at\s+)?(?<hour>\d{1,2})(?::(?<minute>\d{2})(?::(?<second>\d{2}))?|\s*(?<bare>h|uhr|am|pm))\s*(?<half>am|pm|uhr)?(?<pass>\s*\(?(?:2nd|2\.)\)?)?$/;
const DAYS: Readonly<Record<string, number>> = { today: 0, heute: 0, yesterday: -1, gestern: -1, vorgestern: -2 };
const ISO_DATE = /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/;
const DOTTED_DATE = /^(?<day>\d{1,2})\.\s*(?<month>\d{1,2})\.?\s*(?<year>\d{2}|\d{4})?$/;
const NAMED_DATE = /^(?<day>\d{1,2})\.?\s*(?<name>[a-zä]{3,})\.?\s*(?<year>\d{4})?$/;
const MONTHS = [/^jan/, /^feb/, /^m(?:ar|är|rz)/, /^apr/, /^ma[iy]/, /^jun/, /^jul/, /^aug/, /^sep/, /^o[ck]t/, /^nov/, /^de[cz]/];

/**
 * The moment that somebody means by `14:03`, `yesterday 14:03`, `gestern 14:03`, `22.11. 14:03:20`, `2026-11-22 14:03`, `-15m` or `now`;
 * null when it says nothing we know. A time without a date is on the day that is shown, or the last time it was so before now.
 */
export function goToMoment(text: string, context: GoToContext): number | null {
  const words = text.trim().toLowerCase().replaceAll(/,?\s+/g, ' ');
  if (words === 'now' || words === 'jetzt') return context.now;
  const iso = /^\d{4}-\d\d-\d\dt\d\d:\d\d.*(?:z|[-+]\d\d:?\d\d)$/.test(words) ? Date.parse(text.trim()) : Number.NaN;
  if (!Number.isNaN(iso)) return iso;
  return relative(words, context) ?? absolute(words, context);
}

function relative(words: string, { playhead, now }: GoToContext): number | null {
  const { sign, amount = '', unit = '', ago } = RELATIVE.exec(words)?.groups ?? {};
  const isAgo = ago !== undefined || words.startsWith('vor ');
  if (!unit || (!sign && !isAgo)) return null;
  const ms = Number(amount.replace(',', '.')) * (UNITS[unit] ?? 0);
  if (isAgo) return now - ms;
  return sign === '+' ? Math.min(now, playhead + ms) : playhead - ms;
}

function absolute(words: string, context: GoToContext): number | null {
  const at = words.search(/(?:^| )(?:um |at )?\d{1,2}(?::\d{2}| ?(?:h|uhr|am|pm)\b)/);
  const dayWords = (at < 0 ? words : words.slice(0, at)).trim();
  const time = at < 0 ? MIDNIGHT : timeOf(words.slice(at).trim());
  if (!time) return null;
  if (dayWords === '') return at < 0 ? null : onDayShown(time, context);
  const date = dateOf(dayWords, context);
  return date === null ? null : momentOf(date, time, context.timeZone);
}

const MIDNIGHT: TimeOfDay = { hour: 0, minute: 0, second: 0, isSecondPass: false };

function timeOf(words: string): TimeOfDay | null {
  const groups = TIME.exec(words)?.groups;
  if (!groups) return null;
  const half = groups.half ?? groups.bare;
  const given = Number(groups.hour);
  const hour = half === 'pm' && given < 12 ? given + 12 : half === 'am' && given === 12 ? 0 : given;
  const [minute, second] = [Number(groups.minute ?? 0), Number(groups.second ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  return { hour, minute, second, isSecondPass: groups.pass !== undefined };
}

function onDayShown(time: TimeOfDay, { playhead, now, timeZone }: GoToContext): number {
  const { date } = localTimeAt(playhead, timeZone);
  const moment = momentOf(date, time, timeZone);
  return moment <= now ? moment : momentOf(addDays(date, -1), time, timeZone);
}

function momentOf(date: string, { isSecondPass, ...time }: TimeOfDay, timeZone: string): number {
  const wall: LocalTime = { date, ...time };
  const moments = momentsOf(wall, timeZone);
  return (isSecondPass ? moments.at(-1) : moments[0]) ?? Number.NaN;
}

function dateOf(words: string, { now, timeZone }: GoToContext): string | null {
  const today = localTimeAt(now, timeZone).date;
  const days = DAYS[words];
  if (days !== undefined) return addDays(today, days);
  const groups = (ISO_DATE.exec(words) ?? DOTTED_DATE.exec(words) ?? NAMED_DATE.exec(words))?.groups;
  if (!groups) return null;
  const month = groups.name === undefined ? Number(groups.month) : MONTHS.findIndex((name) => name.test(groups.name ?? '')) + 1;
  const day = Number(groups.day);
  if (groups.year !== undefined) return calendarDate(Number(groups.year) + (groups.year.length === 2 ? 2000 : 0), month, day);
  const year = Number(today.slice(0, 4));
  const thisYear = calendarDate(year, month, day);
  return thisYear !== null && thisYear <= today ? thisYear : calendarDate(year - 1, month, day);
}

/** Null for the 31st of February and its like. */
function calendarDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}
