import type { Span } from '../../time/span.ts';
import { spansWithin } from '../../time/span.ts';
import type { TimelineLane } from '../lanes/lane.ts';
import { endOf } from '../lanes/lane-moment.ts';

export type Edge = 'from' | 'to';

const SHORTEST_MS = 1000;
const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** One edge put to a moment; it never passes the other, and nothing of the future is selected. */
export function withEdge(selection: Span, edge: Edge, time: number, now: number): Span {
  if (edge === 'from') return { from: Math.min(time, selection.to - SHORTEST_MS), to: selection.to };
  return { from: selection.from, to: Math.max(Math.min(time, now), selection.from + SHORTEST_MS) };
}

/** What a drag from one moment to another selects, in either direction. */
export function dragged(from: number, to: number, now: number): Span {
  const [first, last] = [Math.min(from, to, now - SHORTEST_MS), Math.min(Math.max(from, to), now)];
  return { from: first, to: Math.max(last, first + SHORTEST_MS) };
}

/** `i` and `o`: an edge at the playhead. Without a selection, or where the other edge lies on the wrong side, a new one of a minute begins. */
export function marked(selection: Span | null, edge: Edge, time: number, now: number): Span {
  if (selection && (edge === 'from' ? time < selection.to : time > selection.from)) return withEdge(selection, edge, time, now);
  return edge === 'from' ? dragged(time, time + MINUTE, now) : dragged(time - MINUTE, time, now);
}

/** By how much a key moves a handle, ms; null for other keys. */
export function handleStep({ key, shiftKey }: Pick<KeyboardEvent, 'key' | 'shiftKey'>): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: shiftKey ? -10 * SECOND : -SECOND,
    ArrowDown: shiftKey ? -10 * SECOND : -SECOND,
    ArrowRight: shiftKey ? 10 * SECOND : SECOND,
    ArrowUp: shiftKey ? 10 * SECOND : SECOND,
    PageDown: -MINUTE,
    PageUp: MINUTE,
  };
  return steps[key] ?? null;
}

/** What a selection holds of the lanes; `bytes` is null while no lane's rate is known. */
export function estimate(selection: Span, lanes: readonly TimelineLane[], now: number): { recordedMs: number; bytes: number | null } {
  let [recordedMs, bytes] = [0, 0];
  for (const lane of lanes) {
    const ms = spansWithin(lane.recordings, selection).reduce(
      (sum, run) => sum + Math.min(endOf(run, now), selection.to) - Math.max(run.from, selection.from),
      0,
    );
    recordedMs = Math.max(recordedMs, ms);
    bytes += (ms / SECOND) * (lane.bytesPerSecond ?? Number.NaN);
  }
  return { recordedMs, bytes: Number.isNaN(bytes) || lanes.length === 0 ? null : bytes };
}
