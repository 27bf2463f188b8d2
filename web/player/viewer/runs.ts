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

/** Where the run after (or before) a moment begins; null when there is none. Going back from within a run leads to its own begin first. */
export function neighbourRun(recorded: Recorded, time: number, direction: 'next' | 'previous'): number | null {
  if (direction === 'next') return recorded.runs.find((run) => run.from > time)?.from ?? null;
  const settled = time - 2000; // so that pressing the key twice goes back twice, although playback has gone on meanwhile
  return recorded.runs.findLast((run) => run.from < settled)?.from ?? null;
}

function ms(time: string): number {
  return Date.parse(time);
}
