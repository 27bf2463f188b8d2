import { DAY_MS } from '#shared/durations.ts';
import type { DayCoverage } from '#shared/timeline.ts';
import { momentOf } from '../../lib/time-zone.ts';
import { coverageOf, type History, type Span, WANTED_GAPS } from '../../segments/segments.ts';

/** A calendar day of the site, epoch ms. */
export interface Day extends Span {
  readonly date: string;
}

/** The days of a month (`YYYY-MM`), of 23, 24 or 25 hours each. */
export function daysOfMonth(month: string, timeZone: string): Day[] {
  const days: Day[] = [];
  for (let local = Date.parse(`${month}-01T00:00:00Z`); dateOf(local).startsWith(month); local += DAY_MS) {
    days.push({ date: dateOf(local), from: momentOf(local, timeZone), to: momentOf(local + DAY_MS, timeZone) });
  }
  return days;
}

/** How much of each day these channels recorded together, and how often they were interrupted. */
export function dayCoverage(days: readonly Day[], histories: readonly History[]): DayCoverage[] {
  return days.map((day) => ({
    date: day.date,
    percent: coverageOf(histories, day).percent,
    interruptions: histories.flatMap(({ gaps }) => gaps).filter((gap) => isInterruption(gap, day)).length,
  }));
}

function isInterruption({ from, reason }: History['gaps'][number], day: Day): boolean {
  return from >= day.from && from < day.to && !WANTED_GAPS.includes(reason);
}

function dateOf(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}
