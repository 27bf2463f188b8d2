import type { GapReason } from '#shared/channel.ts';
import type { ChannelTimeline } from '#shared/timeline.ts';
import type { Span } from '../../time/span.ts';

/** An unbroken stretch of recording, epoch ms; `isLive` while it is still growing. */
export interface Run extends Span {
  readonly isLive: boolean;
}

/** A stretch without recording, and why. */
export interface Gap extends Span {
  readonly reason: GapReason;
}

/** What a channel recorded, in epoch ms and in time order. */
export interface Recorded {
  readonly runs: readonly Run[];
  readonly gaps: readonly Gap[];
}

/** The server's answer in our units; a run that is being written reaches to `now`. */
export function recordedOf(timeline: ChannelTimeline, now: number): Recorded {
  const byTime = (a: { from: number }, b: { from: number }): number => a.from - b.from;
  const runs = timeline.recordings.map(({ from, to, live }) => ({
    from: ms(from),
    to: live ? Math.max(ms(to), now) : ms(to),
    isLive: live,
  }));
  const gaps = timeline.gaps.map(({ from, to, reason }) => ({ from: ms(from), to: ms(to), reason }));
  return { runs: runs.toSorted(byTime), gaps: gaps.toSorted(byTime) };
}

/** What there is at a moment: a run, a gap with its reason, or nothing known. */
export function stateAt(recorded: Recorded, time: number): { kind: 'run'; run: Run } | { kind: 'gap'; gap: Gap } | { kind: 'nothing' } {
  const run = recorded.runs.find((candidate) => candidate.from <= time && time < candidate.to);
  if (run) return { kind: 'run', run };
  const gap = recorded.gaps.find((candidate) => candidate.from <= time && time < candidate.to);
  return gap ? { kind: 'gap', gap } : { kind: 'nothing' };
}

function ms(time: string): number {
  return Date.parse(time);
}
