import type { ChannelTimeline } from '#shared/timeline.ts';
import type { Run } from '../../player/viewer/runs.ts';
import type { Span } from '../../time/span.ts';
import type { LaneActivity, LaneEvent, LaneGap, TimelineLane } from './lane.ts';

/** What the server told about a channel and a window of time, in our units. */
export interface LaneWindow extends Span {
  readonly recordings: readonly Run[];
  readonly gaps: readonly LaneGap[];
  readonly unreadable: readonly Span[];
  readonly events: readonly LaneEvent[];
  readonly activity: readonly LaneActivity[];
}

const HOUR = 3_600_000;
/** A window is at least as long as the view, so that three cover it and half of it on both sides. */
const WINDOWS = [HOUR, 6 * HOUR, 24 * HOUR] as const;
const SPARE = 0.5;
/** Files follow each other within this; the server joins them as well. */
const SEAM_MS = 1500;

/** The windows to ask for, aligned so that views near to each other ask for the same. */
export function windowsFor(view: Span): readonly Span[] {
  const length = view.to - view.from;
  const step = WINDOWS.find((candidate) => candidate >= length) ?? 24 * HOUR;
  const first = Math.floor((view.from - length * SPARE) / step);
  const last = Math.floor((view.to + length * SPARE) / step);
  return Array.from({ length: last - first + 1 }, (_, index) => ({ from: (first + index) * step, to: (first + index + 1) * step }));
}

/** The server's answer in our units. */
export function laneWindow(window: Span, { recordings, gaps, unreadable, events, activity }: ChannelTimeline): LaneWindow {
  const byTime = (a: Span, b: Span): number => a.from - b.from;
  const runs = recordings.map(({ from, to, live }) => ({ from: Date.parse(from), to: Date.parse(to), isLive: live })).toSorted(byTime);
  return {
    ...window,
    recordings: runs,
    gaps: withOpenEnd(
      gaps.map(({ from, to, reason }) => ({ from: Date.parse(from), to: Date.parse(to), reason })).toSorted(byTime),
      window,
      runs,
    ),
    unreadable: unreadable.map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) })).toSorted(byTime),
    events: events.map(({ id, at, kind }) => ({ id, at: Date.parse(at), kind })).toSorted((a, b) => a.at - b.at),
    activity: activity ? [{ from: window.from, ...activity }] : [],
  };
}

/** The server knows every moment up to now: a gap that ends within the window, with nothing behind it, ended when it was asked for. */
function withOpenEnd(gaps: readonly LaneGap[], window: Span, runs: readonly Run[]): readonly LaneGap[] {
  const last = gaps.at(-1);
  const isOpen = last !== undefined && last.to < window.to && !runs.some(({ to }) => to > last.to);
  return isOpen ? [...gaps.slice(0, -1), { ...last, isOpen }] : gaps;
}

/** One lane of several windows: where they overlap the earlier in the list holds. What was cut at their borders is one again. */
export function joinedWindows(
  windows: readonly LaneWindow[],
): Pick<TimelineLane, 'recordings' | 'gaps' | 'unreadable' | 'events' | 'activity'> {
  const parts = disjoint(windows).toSorted((a, b) => a.from - b.from);
  return {
    recordings: joined(
      parts.flatMap((part) => clipped(part.recordings, part)),
      (a, b) => b.from - a.to <= SEAM_MS,
      (a, b) => ({ from: a.from, to: Math.max(a.to, b.to), isLive: a.isLive || b.isLive }),
    ),
    gaps: joined(
      parts.flatMap((part) => clipped(part.gaps, part)),
      (a, b) => a.reason === b.reason && b.from - a.to < 1,
      (a, b) => ({ ...b, from: a.from }),
    ),
    unreadable: joined(
      parts.flatMap((part) => clipped(part.unreadable, part)),
      (a, b) => b.from - a.to <= SEAM_MS,
      (a, b) => ({ from: a.from, to: Math.max(a.to, b.to) }),
    ),
    events: parts.flatMap((part) => part.events.filter(({ at }) => at >= part.from && at < part.to)),
    activity: parts.flatMap((part) => part.activity.map((one) => clippedActivity(one, part))),
  };
}

/** The windows without what earlier ones in the list cover. */
function disjoint(windows: readonly LaneWindow[]): LaneWindow[] {
  const taken: LaneWindow[] = [];
  for (const window of windows) {
    let rest: Span[] = [window];
    for (const other of taken) rest = rest.flatMap((span) => without(span, other));
    taken.push(...rest.map((span) => ({ ...window, ...span })));
  }
  return taken;
}

function without(span: Span, other: Span): Span[] {
  if (other.to <= span.from || other.from >= span.to) return [span];
  return [
    { from: span.from, to: other.from },
    { from: other.to, to: span.to },
  ].filter(({ from, to }) => to > from);
}

function clipped<T extends Span>(spans: readonly T[], { from, to }: Span): T[] {
  return spans
    .filter((span) => span.to > from && span.from < to)
    .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }));
}

function clippedActivity({ from, stepMs, levels }: LaneActivity, part: Span): LaneActivity {
  const [first, end] = [Math.max(0, Math.floor((part.from - from) / stepMs)), Math.ceil((part.to - from) / stepMs)];
  return { from: from + first * stepMs, stepMs, levels: levels.slice(first, end) };
}

function joined<T extends Span>(spans: readonly T[], touches: (a: T, b: T) => boolean, join: (a: T, b: T) => T): T[] {
  const result: T[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last && touches(last, span)) result[result.length - 1] = join(last, span);
    else result.push(span);
  }
  return result;
}
