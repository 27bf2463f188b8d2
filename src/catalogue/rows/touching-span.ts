import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../database/database.ts';
import type { NewSegment } from './segment.ts';

/** A name knows the second in which a file was opened; its first picture comes up to a group of pictures later. */
const ROUGHLY_MS = 5_000;

interface Neighbours {
  readonly before: number | null;
  readonly after: number | null;
}

/** A found file whose time is known from its name only, moved so that it touches its neighbours instead of overlapping them a little. */
export async function touching(t: Kysely<Tables>, segment: NewSegment): Promise<NewSegment> {
  const { before, after } = await neighboursOf(t, segment);
  const lateMs = overlapOf(before ?? segment.startedAt, segment.startedAt);
  const [startedAt, end] = [segment.startedAt + lateMs, segment.endedAt + lateMs];
  return { ...segment, startedAt, endedAt: Math.max(startedAt, end - overlapOf(end, after ?? end)) };
}

/** Of more than a little nobody knows what it means. */
function overlapOf(endedAt: number, startedAt: number): number {
  const overlapMs = endedAt - startedAt;
  return overlapMs > 0 && overlapMs <= ROUGHLY_MS ? overlapMs : 0;
}

/** When the one before it ends, and when the next one begins. */
async function neighboursOf(t: Kysely<Tables>, { channel, path, startedAt }: NewSegment): Promise<Neighbours> {
  const { rows } = await sql<Neighbours>`SELECT
    (SELECT ended_at FROM segments WHERE channel = ${channel} AND started_at <= ${startedAt} AND path <> ${path} AND is_deleting = 0
      ORDER BY started_at DESC LIMIT 1) AS before,
    (SELECT started_at FROM segments WHERE channel = ${channel} AND started_at > ${startedAt} AND path <> ${path} AND is_deleting = 0
      ORDER BY started_at LIMIT 1) AS after`.execute(t);
  return rows[0] ?? { before: null, after: null };
}
