import type { NvrEvent } from '#shared/events.ts';
import { localTimeAt } from '../time/site-time.ts';

/** The events of one calendar day at the site, newest first. */
export interface EventDay {
  readonly date: string;
  readonly events: readonly NvrEvent[];
}

/** Pages of events, newest first, as days; an event that two pages share is there once. */
export function eventDays(pages: readonly { readonly events: readonly NvrEvent[] }[], timeZone: string): readonly EventDay[] {
  const days: { date: string; events: NvrEvent[] }[] = [];
  const seen = new Set<number>();
  for (const event of pages.flatMap(({ events }) => events)) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    const { date } = localTimeAt(Date.parse(event.at), timeZone);
    const last = days.at(-1);
    if (last?.date === date) last.events.push(event);
    else days.push({ date, events: [event] });
  }
  return days;
}

const BEFORE_MS = 5000;

/** Where to look at what an event is about: shortly before a camera was lost, or from the moment on. */
export function momentOf({ at, kind, data }: NvrEvent): string {
  const begun = typeof data.from === 'string' ? Date.parse(data.from) : Number.NaN;
  if (Number.isFinite(begun)) return iso(begun);
  return iso(Date.parse(at) - (kind === 'camera_lost' || kind === 'alarm_raised' ? BEFORE_MS : 0));
}

function iso(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
