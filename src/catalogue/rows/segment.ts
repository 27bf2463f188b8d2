import type { Unplayable } from '#shared/recordings.ts';
import { containerInName } from '../../lib/files/container.ts';
import { parseSegmentPath } from '../../lib/files/segment-name.ts';
import type { Segment } from '../../segments/segments.ts';

/** A segment that is to be entered: its file is complete on disk. */
export type NewSegment = Omit<Segment, 'id' | 'container' | 'problem' | 'unplayable' | 'diskBytes'> & {
  /** What was found of a file that was looked into. */
  readonly found?: Pick<Segment, 'problem' | 'unplayable'>;
  /** Where it is not given, it counts as much as it is long. */
  readonly diskBytes?: number;
};

/** What the columns of a segment's row are called. */
export const SEGMENT_COLUMNS = [
  'id',
  'channel',
  'path',
  'started_at',
  'ended_at',
  'duration_ms',
  'size_bytes',
  'disk_bytes',
  'container',
  'problem',
  'unplayable',
] as const;

/** A row of these columns. */
export interface SegmentRow {
  readonly id: number;
  readonly channel: number;
  readonly path: string;
  readonly started_at: number;
  readonly ended_at: number;
  readonly duration_ms: number;
  readonly size_bytes: number;
  readonly disk_bytes: number | null;
  readonly container: 'mkv' | 'mp4';
  readonly problem: string | null;
  readonly unplayable: string | null;
}

export function segmentOf(row: SegmentRow): Segment {
  return {
    id: row.id,
    channel: row.channel,
    path: row.path,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    durationMs: row.duration_ms,
    sizeBytes: row.size_bytes,
    diskBytes: row.disk_bytes ?? row.size_bytes,
    container: row.container,
    problem: row.problem,
    unplayable: row.unplayable as Unplayable | null, // only we write the column
  };
}

/** The day a segment is listed under: the local date in its path, whatever the zone is now. */
export function dateOf({ path, startedAt }: Pick<Segment, 'path' | 'startedAt'>): string {
  return parseSegmentPath(path, 'UTC')?.date ?? new Date(startedAt).toISOString().slice(0, 10);
}

export function containerOf(path: string): 'mkv' | 'mp4' {
  return containerInName(path);
}
