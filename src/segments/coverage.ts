import type { GapReason } from '#shared/channel.ts';
import { clipped, lengthOf, type Span } from './span.ts';

/** What is known of one channel: every moment between its first segment and now is recorded or a gap. */
export interface History {
  readonly recordings: readonly Span[];
  readonly gaps: readonly (Span & { readonly reason: GapReason })[];
  /** The parts of recordings of which nothing can be read. */
  readonly unreadable?: readonly Span[];
}

/** How much of a span was recorded. */
export interface Coverage {
  readonly recordedMs: number;
  /** What should have been recorded, and is not deleted since. */
  readonly wantedMs: number;
  /** With two digits, and never rounded up to a hundred that is not one; null where nothing should have been recorded. */
  readonly percent: number | null;
}

/** Gaps that somebody wanted: what was deleted, by age or by hand, and what was not to be recorded. */
export const WANTED_GAPS: readonly GapReason[] = ['deleted', 'recording_off'];

/** The one definition of coverage: recorded video by the time that should have been recorded, of all these channels together. */
export function coverageOf(histories: readonly History[], within: Span): Coverage {
  const all = (spans: readonly Span[]): number => lengthOf(clipped(spans, within));
  let [recordedMs, wantedMs] = [0, 0];
  for (const { recordings, gaps, unreadable = [] } of histories) {
    const recorded = all(recordings);
    recordedMs += Math.max(0, recorded - all(unreadable));
    wantedMs += recorded + all(gaps.filter(({ reason }) => !WANTED_GAPS.includes(reason)));
  }
  return { recordedMs, wantedMs, percent: wantedMs > 0 ? Math.floor((recordedMs / wantedMs) * 10_000) / 100 : null };
}
