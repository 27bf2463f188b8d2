import type { Unplayable } from '#shared/recordings.ts';
import type { Container } from '../lib/files/container.ts';

/** A closed file of one channel; times are epoch ms, the path is below RECORD_DIR. */
export interface Segment {
  readonly id: number;
  readonly channel: number;
  readonly path: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly durationMs: number;
  /** How long the file is. */
  readonly sizeBytes: number;
  /** What it takes of the disk. */
  readonly diskBytes: number;
  readonly container: Container;
  /** Why it could not be converted, read or played, in a sentence. */
  readonly problem: string | null;
  /** Why no browser plays it. */
  readonly unplayable: Unplayable | null;
}

/** A file that is being written. */
export interface RunningSegment {
  readonly channel: number;
  readonly path: string;
  readonly startedAt: number;
}

/** Whether a segment is complete: what is being written has no row, and no end. */
export function isClosed<T extends Segment>(segment: T | RunningSegment): segment is T {
  return 'id' in segment;
}

/** The other file that a segment may have, of the same name: the MP4 beside an MKV, which a conversion makes, or the MKV beside an MP4. */
export function twinOf(path: string): string {
  const stem = path.slice(0, -4);
  return path.endsWith('.mkv') ? `${stem}.mp4` : `${stem}.mkv`;
}
