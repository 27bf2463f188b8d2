import type { GapReason } from '#shared/channel.ts';
import type { DayCoverage } from '#shared/timeline.ts';
import { momentOf } from '../lib/time-zone.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A calendar day of the site, epoch ms. */
export interface Day extends Span {
  readonly date: string;
}

/** What is known of one channel. */
export interface HistoryOfChannel {
  readonly recordings: readonly Span[];
  readonly gaps: readonly (Span & { readonly reason: GapReason })[];
}

const DAY_MS = 86_400_000;
/** Gaps that somebody wanted. */
const WANTED: readonly GapReason[] = ['deleted', 'recording_off'];

/** The days of a month (`YYYY-MM`), of 23, 24 or 25 hours each. */
export function daysOfMonth(month: string, timeZone: string): Day[] {
  const days: Day[] = [];
  for (let local = Date.parse(`${month}-01T00:00:00Z`); dateOf(local).startsWith(month); local += DAY_MS) {
    days.push({ date: dateOf(local), from: momentOf(local, timeZone), to: momentOf(local + DAY_MS, timeZone) });
  }
  return days;
}

/** How much of each day these channels recorded together. What retention deleted is no gap. */
export function dayCoverage(days: readonly Day[], histories: readonly HistoryOfChannel[]): DayCoverage[] {
  return days.map((day) => {
    const recorded = sum(histories, ({ recordings }) => lengthWithin(recordings, day));
    const missing = sum(histories, ({ gaps }) =>
      lengthWithin(
        gaps.filter(({ reason }) => reason !== 'deleted'),
        day,
      ),
    );
    const interruptions = sum(histories, ({ gaps }) => gaps.filter((gap) => isInterruption(gap, day)).length);
    const percent = recorded > 0 ? Math.floor((recorded / (recorded + missing)) * 10_000) / 100 : missing > 0 ? 0 : null;
    return { date: day.date, percent, interruptions };
  });
}

function isInterruption({ from, reason }: Span & { readonly reason: GapReason }, day: Day): boolean {
  return from >= day.from && from < day.to && !WANTED.includes(reason);
}

function lengthWithin(spans: readonly Span[], { from, to }: Span): number {
  return sum(spans, (span) => Math.max(0, Math.min(span.to, to) - Math.max(span.from, from)));
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

function dateOf(local: number): string {
  return new Date(local).toISOString().slice(0, 10);
}
