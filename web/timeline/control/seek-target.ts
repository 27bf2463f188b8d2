import type { Span } from '../../time/span.ts';
import type { LaneGap } from '../lanes/lane.ts';
import { laneMoment, nextRecorded } from '../lanes/lane-moment.ts';
import { edgesOf, snapped } from './snap.ts';
import type { TimelineScene } from './timeline-scene.ts';

/** Where a seek leads: over a gap to the next recording, and never into the future. */
export function landingOf({ lanes, now }: TimelineScene, time: number): number {
  const past = Math.min(time, now);
  return nextRecorded(lanes, past, now) ?? past;
}

/** The gap of the focused camera at a moment; null where it has none. */
export function gapUnder(scene: TimelineScene, time: number): LaneGap | null {
  const lane = focusedOf(scene);
  const moment = lane && laneMoment(lane, time, scene.now);
  return moment?.kind === 'gap' ? moment.gap : null;
}

/** A moment, or the edge it sticks to: of the focused camera's recordings and activity, of the selection, or one of more. */
export function snappedIn(scene: TimelineScene, view: Span, time: number, more: readonly number[]): number {
  const lane = focusedOf(scene);
  const { selection, now, width } = scene;
  const edges = [...(lane ? edgesOf(lane, view, now) : []), ...(selection ? [selection.from, selection.to] : []), ...more];
  return Math.round(snapped(time, edges, view, width));
}

function focusedOf({ lanes, focusedChannel }: TimelineScene) {
  return lanes.find(({ channel }) => channel === focusedChannel) ?? lanes[0];
}
