import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/database.ts';
import type { Segment, Span } from '../segments/segments.ts';
import { type Misdated, misdated } from './believable.ts';
import { SEGMENT_COLUMNS, type SegmentRow, segmentOf } from './segment.ts';
import { isUnprotected } from './segment-rows.ts';

/** A segment as it is listed. */
export interface ListedSegment extends Segment {
  /** A protection touches it, so it is never deleted. */
  readonly isProtected: boolean;
  /** Its time cannot be right. */
  readonly misdated: Misdated | null;
}

export async function segmentsOfDay(t: Kysely<Tables>, channel: number, date: string, now: number): Promise<ListedSegment[]> {
  const rows = await t
    .selectFrom('segments')
    .select(SEGMENT_COLUMNS)
    .select(isUnprotected.as('is_free'))
    .where('channel', '=', channel)
    .where('date', '=', date)
    .where('is_deleting', '=', 0)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => listed(row, now));
}

export async function segmentsBetween(t: Kysely<Tables>, channel: number, { from, to }: Span): Promise<Segment[]> {
  const { rows } = await sql<SegmentRow>`
    SELECT ${sql.join(SEGMENT_COLUMNS.map((column) => sql.ref(column)))} FROM segments
    WHERE channel = ${channel} AND started_at < ${to} AND ended_at > ${from} AND is_deleting = 0
      AND started_at >= coalesce((
        SELECT min(started_at) FROM (
          SELECT started_at FROM segments WHERE channel = ${channel} AND started_at <= ${from}
          ORDER BY started_at DESC LIMIT 4)), ${from})
    ORDER BY started_at`.execute(t);
  return rows.map(segmentOf);
}

export async function segmentByPath(t: Kysely<Tables>, path: string, now: number): Promise<ListedSegment | undefined> {
  const row = await t
    .selectFrom('segments')
    .select(SEGMENT_COLUMNS)
    .select(isUnprotected.as('is_free'))
    .where('path', '=', path)
    .where('is_deleting', '=', 0)
    .executeTakeFirst();
  return row && listed(row, now);
}

/** Oldest first over all channels, without protected and marked ones. */
export async function deletableSegments(
  t: Kysely<Tables>,
  { limit, endedBefore, startedFrom }: { limit: number; endedBefore?: number; startedFrom?: number },
): Promise<Segment[]> {
  let query = t
    .selectFrom('segments')
    .select(SEGMENT_COLUMNS)
    .where('is_deleting', '=', 0)
    .where(isUnprotected)
    .orderBy('started_at')
    .limit(limit);
  // the first condition ends the search early, the second is the one that counts
  if (endedBefore !== undefined) query = query.where('started_at', '<', endedBefore).where('ended_at', '<', endedBefore);
  if (startedFrom !== undefined) query = query.where('started_at', '>=', startedFrom);
  return (await query.execute()).map(segmentOf);
}

export async function beingDeleted(t: Kysely<Tables>): Promise<Segment[]> {
  const { rows } = await sql<SegmentRow>`
    SELECT ${sql.join(SEGMENT_COLUMNS.map((column) => sql.ref(column)))} FROM segments WHERE is_deleting = 1 ORDER BY id`.execute(t);
  return rows.map(segmentOf);
}

function listed(row: SegmentRow & { readonly is_free: unknown }, now: number): ListedSegment {
  return { ...segmentOf(row), isProtected: row.is_free !== 1, misdated: misdated(row.started_at, now) };
}
