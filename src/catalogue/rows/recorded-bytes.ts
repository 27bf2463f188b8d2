import { type Kysely, sql } from 'kysely';
import { isOneOf, type Tables, total } from '../../database/database.ts';
import type { Span } from '../../segments/segments.ts';
import type { Protection } from './protections.ts';

/** Longer than any segment, so that those a span reaches into are found without reading the whole past. */
export const LONGEST_SEGMENT_MS = 86_400_000;

/** What was recorded in a span. */
export interface RecordedBytes {
  /** Of segments at its edges only their share. */
  readonly bytes: number;
  readonly segments: number;
  /** Something of it is being written; its bytes are not known. */
  readonly isRunning: boolean;
}

/** Of all these channels together, in one question. */
export async function recordedBytes(t: Kysely<Tables>, channels: readonly number[], { from, to }: Span): Promise<RecordedBytes> {
  if (channels.length === 0) return { bytes: 0, segments: 0, isRunning: false };
  const { rows } = await sql<{ bytes: number; segments: number; running: number }>`
    SELECT ${total(share({ from: sql`${from}`, to: sql`${to}` }))} AS bytes, count(*) AS segments,
      (SELECT count(*) FROM camera_status c WHERE ${isOneOf('c.channel', channels)} AND c.running_started_at < ${to}) AS running
    FROM segments s
    WHERE ${isOneOf('s.channel', channels)} AND s.is_deleting = 0
      AND s.started_at < ${to} AND s.ended_at > ${from} AND s.started_at > ${from - LONGEST_SEGMENT_MS}`.execute(t);
  const [row] = rows;
  return { bytes: row?.bytes ?? 0, segments: row?.segments ?? 0, isRunning: (row?.running ?? 0) > 0 };
}

/** Of one protection: a month of ten-minute segments. What would take more to find out is not known. */
const MOST_SEGMENTS = 5_000;
/** The newest ones: several users may have as many as they may, and older versions knew no limit. */
const MOST_PROTECTIONS = 400;

/** What is recorded in each protection, by id, in one question; those of which it is not known are not among them. */
export async function bytesOfProtections(t: Kysely<Tables>): Promise<ReadonlyMap<Protection['id'], number>> {
  const { rows } = await sql<{ id: number; bytes: number | null }>`
    SELECT p.id AS id, (
      SELECT CASE WHEN count(*) BETWEEN 1 AND ${MOST_SEGMENTS - 1} THEN ${total('bytes')} END FROM (
        SELECT ${share({ from: sql`p.from_at`, to: sql`p.to_at` })} AS bytes FROM segments s
        WHERE s.channel = p.channel AND s.is_deleting = 0
          AND s.started_at < p.to_at AND s.ended_at > p.from_at AND s.started_at > p.from_at - ${LONGEST_SEGMENT_MS}
        LIMIT ${MOST_SEGMENTS}) AS recorded) AS bytes
    FROM (SELECT * FROM protections ORDER BY id DESC LIMIT ${MOST_PROTECTIONS}) AS p`.execute(t);
  return new Map(rows.flatMap(({ id, bytes }) => (bytes === null ? [] : [[id, Math.round(bytes)]])));
}

type Moment = ReturnType<typeof sql>;

/** The bytes of `s` that lie in a span, as if they were spread evenly over its time. */
function share({ from, to }: { readonly from: Moment; readonly to: Moment }): Moment {
  return sql`s.size_bytes * 1.0
      * ((CASE WHEN s.ended_at < ${to} THEN s.ended_at ELSE ${to} END) - (CASE WHEN s.started_at > ${from} THEN s.started_at ELSE ${from} END))
      / (CASE WHEN s.ended_at > s.started_at THEN s.ended_at - s.started_at ELSE 1 END)`;
}
