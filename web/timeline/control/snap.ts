import type { Span } from '../../time/span.ts';
import { spansWithin } from '../../time/span.ts';
import { peaksOf } from '../lanes/activity-peaks.ts';
import { eventsWithin } from '../lanes/event-moments.ts';
import type { TimelineLane } from '../lanes/lane.ts';
import { endOf } from '../lanes/lane-moment.ts';

const REACH_PIXELS = 6;

/** The nearest edge within six pixels, or the moment itself. */
export function snapped(time: number, edges: readonly number[], view: Span, width: number): number {
  const reach = (REACH_PIXELS * (view.to - view.from)) / Math.max(1, width);
  let [best, distance] = [time, reach];
  for (const edge of edges) {
    const away = Math.abs(edge - time);
    if (away <= distance) [best, distance] = [edge, away];
  }
  return best;
}

/** What a lane has to snap to within a view: where runs begin and end, where something begins to move, and what happened. */
export function edgesOf(lane: TimelineLane, view: Span, now: number): readonly number[] {
  const runs = spansWithin(lane.recordings, view).flatMap((run) => (run.isLive ? [run.from] : [run.from, endOf(run, now)]));
  return [
    ...runs,
    ...spansWithin(peaksOf(lane.activity), view).map(({ from }) => from),
    ...eventsWithin(lane.events, view).map(({ at }) => at),
  ];
}
