import type { GapReason } from '#shared/channel.ts';
import type { EventKind } from '#shared/events.ts';
import type { Span } from '../../time/span.ts';
import { spansWithin } from '../../time/span.ts';
import { peaksOf } from './activity-peaks.ts';
import { eventsWithin, placeToLook } from './event-moments.ts';
import type { TimelineLane } from './lane.ts';

/** An entry of the timeline told in words. */
export interface Moment {
  /** Its own among all of a lane. */
  readonly key: string;
  readonly kind: 'run' | 'live' | 'peak' | 'gap' | 'unreadable' | 'event';
  readonly span: Span;
  /** Why nothing is recorded; of a gap. */
  readonly gap?: GapReason;
  /** What happened; of an event. */
  readonly event?: EventKind;
  /** Where its button plays from; null: there is nothing to see. */
  readonly playFrom: number | null;
}

/** All that a view holds of a lane, in time order. */
export function momentsOf(lane: TimelineLane, view: Span): readonly Moment[] {
  const playable = (kind: Moment['kind'], span: Span): Moment => ({ key: `${kind}${span.from}`, kind, span, playFrom: span.from });
  const mute = (kind: Moment['kind'], span: Span): Moment => ({ ...playable(kind, span), playFrom: null });
  // what is being written reaches to any moment that something has happened in
  const look = (at: number): number | null => placeToLook(lane, at, Number.POSITIVE_INFINITY);
  return [
    ...spansWithin(lane.recordings, view).map((span) => playable(span.isLive ? 'live' : 'run', span)),
    ...spansWithin(peaksOf(lane.activity), view).map((span) => playable('peak', span)),
    ...spansWithin(lane.gaps, view).map((span) => ({ ...mute('gap', span), gap: span.reason })),
    ...spansWithin(lane.unreadable ?? [], view).map((span) => mute('unreadable', span)),
    ...eventsWithin(lane.events, view).map(
      ({ id, at, kind }): Moment => ({ key: `event${id}`, kind: 'event', span: { from: at, to: at }, event: kind, playFrom: look(at) }),
    ),
  ].toSorted((a, b) => a.span.from - b.span.from);
}
