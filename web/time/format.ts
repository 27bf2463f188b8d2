import { offsetAt, passOf, wallClock } from './site-time.ts';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** A length of time, exact to the second: `9:05` or `1:02:03`. */
export function lengthText(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor((whole % HOUR) / MINUTE), whole % MINUTE];
  const hours = Math.floor(whole / HOUR);
  const [minutes = 0, rest = 0] = parts;
  const two = (part: number): string => `${part}`.padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** A length of time in its largest unit: `45 s`, `12 min`, `3 h`, `5 d`. */
export function spanText(seconds: number): string {
  if (seconds < MINUTE) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} d`;
}

/** A calendar date (`YYYY-MM-DD`) with its weekday, e.g. `Sun, 22 Nov 2026`. */
export function dateText(date: string, language: string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return format.format(Date.parse(`${date}T12:00:00Z`));
}

/** The day of a moment at the site, e.g. `22 November`, or `22 Nov`. */
export function dayText(
  time: number,
  { timeZone, language, month }: { timeZone: string; language: string; month: 'long' | 'short' },
): string {
  return new Intl.DateTimeFormat(localeOf(language), { day: 'numeric', month, timeZone }).format(time);
}

/** A calendar date without its year, e.g. `Sun 22 Nov`. */
export function shortDateText(date: string, language: string): string {
  const format = new Intl.DateTimeFormat(localeOf(language), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
  return format.format(Date.parse(`${date}T12:00:00Z`)).replace(',', '');
}

/** The month of a calendar date, e.g. `November 2026`. */
export function monthText(date: string, language: string): string {
  return new Intl.DateTimeFormat(localeOf(language), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${date}T12:00:00Z`),
  );
}

/** The short names of the days, Monday first. */
export function weekdayTexts(language: string): readonly { readonly short: string; readonly long: string }[] {
  const name = (day: number, weekday: 'short' | 'long'): string =>
    new Intl.DateTimeFormat(localeOf(language), { weekday, timeZone: 'UTC' }).format(Date.UTC(2026, 10, 2 + day)); // the 2nd was a Monday
  return Array.from({ length: 7 }, (_, day) => ({ short: name(day, 'short').slice(0, 2), long: name(day, 'long') }));
}

/** `14:03:20` at the site, and in the hour that comes twice `02:03:20 (1st)`. */
export function clockText(time: number, timeZone: string, language: string): string {
  return withPass(wallClock(time, timeZone), passOf(time, timeZone), language);
}

/** The same without seconds. */
export function hourText(time: number, timeZone: string, language: string): string {
  return withPass(wallClock(time, timeZone).slice(0, 5), passOf(time, timeZone), language);
}

/** A time of day in the name of a file: `14-03-20`, and in the hour that comes twice `02-03-20+0200`. */
export function clockInName(time: number, timeZone: string): string {
  const clock = wallClock(time, timeZone).replaceAll(':', '-');
  if (passOf(time, timeZone) === null) return clock;
  const minutes = Math.round(offsetAt(time, timeZone) / 60_000);
  const [hour, minute] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${clock}${minutes < 0 ? '-' : '+'}${`${hour}`.padStart(2, '0')}${`${minute}`.padStart(2, '0')}`;
}

/** A time of day that may come twice, told apart from the other one. */
export function withPass(clock: string, pass: 1 | 2 | null, language: string): string {
  return pass === null ? clock : `${clock} (${language === 'de' ? `${pass}.` : pass === 1 ? '1st' : '2nd'})`;
}

/** Date and time at the site, e.g. `22 Nov 2026, 14:03`, and in the hour that comes twice `25 Oct 2026, 02:03 (1st)`. */
export function momentText(time: number, timeZone: string, language: string): string {
  const moment = new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(time);
  return withPass(moment, passOf(time, timeZone), language);
}

/** English as most of the world writes it: the day before the month, 24 hours. */
function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language;
}
