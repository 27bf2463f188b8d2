import type { LaneGap, LaneProtection, LaneRun, Span, TimelineLane } from './lane.ts';
import { begunBy, spanAt } from './spans.ts';

/** What there is of a camera at a moment. */
export type LaneMoment =
  | { readonly kind: 'recorded'; readonly run: LaneRun; readonly protection: LaneProtection | null; readonly level: number | null }
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
export function endOf(run: LaneRun, now: number): number {
  return run.live ? Math.max(run.to, now) : run.to;
}

/** Where a gap ends: one that lasts ends now. */
export function endOfGap(gap: LaneGap, now: number): number {
  return gap.isOpen ? Math.max(gap.to, now) : gap.to;
}

/** The recorded moment at or after a moment on any of the lanes; null when there is none before now. */
export function nextRecorded(lanes: readonly TimelineLane[], time: number, now: number): number | null {
  let next = Number.POSITIVE_INFINITY;
  for (const lane of lanes) {
    if (runAt(lane, time, now)) return time;
    next = Math.min(next, lane.recordings[begunBy(lane.recordings, time)]?.from ?? next);
  }
  return Number.isFinite(next) ? next : null;
}

/** How much moved then, 0 to 9; null where nothing is known. */
export function levelAt(lane: TimelineLane, time: number): number | null {
  for (const { from, stepMs, levels } of lane.activity ?? []) {
    const level = time < from ? undefined : levels[Math.floor((time - from) / stepMs)];
    if (level !== undefined) return level;
  }
  return null;
}

function runAt(lane: TimelineLane, time: number, now: number): LaneRun | null {
  const run = lane.recordings[begunBy(lane.recordings, time) - 1];
  return run && time < endOf(run, now) ? run : null;
}
