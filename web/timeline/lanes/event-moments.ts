import type { Span } from '../../time/span.ts';
import { begunBy } from '../../time/span.ts';
import { peaksOf } from './activity-peaks.ts';
import type { LaneEvent, TimelineLane } from './lane.ts';
import { endOf } from './lane-moment.ts';

/** What one looks at of a camera that was lost: how it came to it. */
const BEFORE_MS = 5000;

/** Trouble, not its end. */
export function isTrouble({ kind }: LaneEvent): boolean {
  return kind === 'camera_lost' || kind === 'alarm_raised';
}

/** The events that a view shows. */
export function eventsWithin(events: readonly LaneEvent[] | undefined, { from, to }: Span): readonly LaneEvent[] {
  return (events ?? []).filter(({ at }) => at >= from && at <= to);
}

/**
 * Where an event is looked at: in its own moment; where nothing is recorded then, at the end of what was before, or the begin
 * of what comes after, whichever is nearer. Null: nothing is recorded around it.
 */
export function placeToLook({ recordings }: TimelineLane, at: number, now: number): number | null {
  const count = begunBy(recordings, at);
  const [before, after] = [recordings[count - 1], recordings[count]];
  if (before && at < endOf(before, now)) return at;
  if (before && at - before.to <= (after?.from ?? Number.POSITIVE_INFINITY) - at) return Math.max(before.from, before.to - BEFORE_MS);
  return after?.from ?? null;
}

/** Where the keys for the next and the previous event stop, in time order: at what happened, and where something began to move. */
export function stopsOf(lane: TimelineLane, now: number): readonly Span[] {
  const looks = (lane.events ?? []).flatMap(({ at }) => placeToLook(lane, at, now) ?? []);
  return [...peaksOf(lane.activity), ...looks.map((at) => ({ from: at, to: at }))].toSorted((a, b) => a.from - b.from);
}
