import type { Protection } from '#shared/protections.ts';
import type { RecordingEntry } from '#shared/recordings.ts';
import type { Span } from '../time/span.ts';

/** What goes when a span of a channel is deleted. */
export interface Deletion {
  readonly channel: number;
  readonly paths: readonly string[];
  /** From the first picture that goes to the last. */
  readonly span: Span;
  readonly sizeBytes: number;
  /** Protections that end, each with what of it goes on. */
  readonly protections: readonly { readonly id: number; readonly note: string; readonly rest: readonly Span[] }[];
  /** Who protects recordings in the span that therefore stay: their protections are not ours to end. */
  readonly keptBy: readonly string[];
  /** A recording in the span is being written and stays. */
  readonly leavesRunning: boolean;
}

/** Recordings are deleted whole: plans which of a channel's go for a span, and what of its protections remains. */
export function deletionOf(
  channel: number,
  selection: Span,
  recordings: readonly RecordingEntry[],
  protections: readonly Protection[],
): Deletion | null {
  const touched = recordings.filter((entry) => overlaps(spanOf(entry), selection));
  const closed = touched.filter(({ live }) => !live);
  const own = protections.filter((each) => each.channel === channel);
  const foreign = own.filter(({ mayChange }) => !mayChange);
  const keepers = foreign.filter((each) => closed.some((entry) => overlaps(spanOf(entry), protectedSpan(each))));
  const gone = closed.filter((entry) => !keepers.some((each) => overlaps(spanOf(entry), protectedSpan(each))));
  const keptBy = [...new Set(keepers.map(({ by }) => by))];
  const leavesRunning = touched.length > closed.length;
  const spans = gone.map(spanOf);
  if (closed.length === 0) return null;
  if (spans.length === 0) return { channel, paths: [], span: selection, sizeBytes: 0, protections: [], keptBy, leavesRunning };
  const span = { from: Math.min(...spans.map(({ from }) => from)), to: Math.max(...spans.map(({ to }) => to)) };
  const ended = own.filter((each) => spans.some((one) => overlaps(one, protectedSpan(each))));
  return {
    channel,
    paths: gone.map(({ name }) => name),
    span,
    sizeBytes: gone.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    protections: ended.map((each) => ({ id: each.id, note: each.note, rest: without(protectedSpan(each), span) })),
    keptBy,
    leavesRunning,
  };
}

function spanOf({ datetime, duration }: RecordingEntry): Span {
  const from = Date.parse(datetime);
  return { from, to: from + duration * 1000 };
}

function protectedSpan({ from, to }: Protection): Span {
  return { from: Date.parse(from), to: Date.parse(to) };
}

function overlaps(one: Span, other: Span): boolean {
  return one.from < other.to && one.to > other.from;
}

function without(whole: Span, hole: Span): Span[] {
  return [
    { from: whole.from, to: Math.min(whole.to, hole.from) },
    { from: Math.max(whole.from, hole.to), to: whole.to },
  ].filter(({ from, to }) => to > from);
}
