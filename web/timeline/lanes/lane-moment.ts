import type { Run } from '../../player/viewer/runs.ts';
import type { Span } from '../../time/span.ts';
import { begunBy, spanAt } from '../../time/span.ts';
import type { LaneGap, LaneProtection, TimelineLane } from './lane.ts';

/** What there is of a camera at a moment. */
export type LaneMoment =
  | { readonly kind: 'recorded'; readonly run: Run; readonly protection: LaneProtection | null; readonly level: number | null }
  | { readonly kind: 'unreadable'; readonly span: Span }
  | { readonly kind: 'gap'; readonly gap: LaneGap }
  | { readonly kind: 'future' }
  | { readonly kind: 'nothing' };

/** Looks at one moment of a lane. What is being written reaches up to now. */
export function laneMoment(lane: TimelineLane, time: number, now: number): LaneMoment {
  const broken = spanAt(lane.unreadable ?? [], time);
  if (broken) return { kind: 'unreadable', span: broken };
  const run = runAt(lane, time, now);
  if (run) {
    const protection = lane.protections.find(({ from, to }) => from <= time && time < to) ?? null;
    return { kind: 'recorded', run, protection, level: levelAt(lane, time) };
  }
  if (time > now) return { kind: 'future' };
  const gap = lane.gaps[begunBy(lane.gaps, time) - 1];
  return gap && time < endOfGap(gap, now) ? { kind: 'gap', gap } : { kind: 'nothing' };
}

/** Where a run ends: what is being written ends now. */
export function endOf(run: Run, now: number): number {
  return run.isLive ? Math.max(run.to, now) : run.to;
}

/** Where a gap ends: one that lasts ends now. */
export function endOfGap(gap: LaneGap, now: number): number {
  return gap.isOpen ? Math.max(gap.to, now) : gap.to;
}

/** The moment at or after a moment that any of the lanes can show; null when there is none before now. */
export function nextRecorded(lanes: readonly TimelineLane[], time: number, now: number): number | null {
  let next = Number.POSITIVE_INFINITY;
  for (const lane of lanes) {
    next = Math.min(next, nextReadable(lane, time, now) ?? next);
    if (next === time) return time;
  }
  return Number.isFinite(next) ? next : null;
}

/** Over gaps, and over what is recorded but cannot be read. */
function nextReadable(lane: TimelineLane, time: number, now: number): number | null {
  for (let at = time; ; ) {
    const begin = runAt(lane, at, now) ? at : lane.recordings[begunBy(lane.recordings, at)]?.from;
    if (begin === undefined) return null;
    const broken = spanAt(lane.unreadable ?? [], begin);
    if (!broken) return begin;
    at = broken.to;
  }
}

/** How much moved then, 0 to 9; null where nothing is known. */
export function levelAt(lane: TimelineLane, time: number): number | null {
  for (const { from, stepMs, levels } of lane.activity ?? []) {
    const level = time < from ? undefined : levels[Math.floor((time - from) / stepMs)];
    if (level !== undefined) return level;
  }
  return null;
}

function runAt(lane: TimelineLane, time: number, now: number): Run | null {
  const run = lane.recordings[begunBy(lane.recordings, time) - 1];
  return run && time < endOf(run, now) ? run : null;
}
