import type { CameraGap } from '../player/viewer/recording-history.ts';

/** A place to go to from where nothing is recorded. */
interface NearestRecording {
  readonly time: number;
  /** Before or after the moment on view. */
  readonly side: 'before' | 'after';
}

/** Of a recording that is over its last moments are shown: at its very end there is no picture. */
const LAST_MOMENTS_MS = 2_000;

/** The recordings before and after a gap, the nearer one to a moment in it first; none where nothing is known. */
export function nearestRecordings({ from, to, reason }: CameraGap, time: number): readonly NearestRecording[] {
  const before = from === null || reason === 'unreadable' ? [] : [{ time: from - LAST_MOMENTS_MS, side: 'before' as const }];
  const after = to === null ? [] : [{ time: to, side: 'after' as const }];
  return [...before, ...after].toSorted((a, b) => Math.abs(a.time - time) - Math.abs(b.time - time));
}
