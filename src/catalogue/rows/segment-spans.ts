import { type Kysely, type RawBuilder, sql } from 'kysely';
import { byIndex, type Tables } from '../../database/database.ts';
import type { Span } from '../../segments/segments.ts';
import { EARLIEST_MS } from '../believable.ts';

/** Segments hardly overlap, unless the clock was set: then a few that begin before the span may reach into it. */
const LOOK_BACK = 4;

/** Condition for closed segments that lie in a span. */
export function inSpan(channel: number, { from, to }: Span): RawBuilder<unknown> {
  return sql`channel = ${channel} AND started_at < ${to} AND ended_at > ${from}
    AND started_at >= coalesce((
      SELECT min(started_at) FROM (
        SELECT started_at FROM segments WHERE channel = ${channel} AND started_at <= ${from}
        ORDER BY started_at DESC LIMIT ${LOOK_BACK}) AS latest), ${from})`;
}

/** When the segments of a channel that touch a span begin and end, in order; read from one index alone. */
export async function segmentSpans(t: Kysely<Tables>, channel: number, span: Span): Promise<Span[]> {
  const { rows } = await sql<{ started_at: number; ended_at: number }>`
    SELECT started_at, ended_at FROM segments WHERE is_deleting = 0 AND ${inSpan(channel, span)} ORDER BY started_at`.execute(t);
  return rows.map(({ started_at, ended_at }) => ({ from: started_at, to: ended_at }));
}

/** The same joined where they follow each other within a tolerance: as many rows as there are gaps, however long the span is. */
export async function segmentRuns(t: Kysely<Tables>, channel: number, span: Span, toleranceMs: number): Promise<Span[]> {
  const touching = sql`FROM segments WHERE is_deleting = 0 AND ${inSpan(channel, span)}`;
  // where a run begins, and where the one before it has ended
  const { rows: begins } = await sql<{ started_at: number; before: number | null }>`
    SELECT started_at, before FROM (
      SELECT started_at, max(ended_at) OVER (ORDER BY started_at, ended_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      ${touching}) AS followed
    WHERE before IS NULL OR started_at - before > ${toleranceMs}`.execute(t);
  const { rows: ends } = await sql<{ last: number | null }>`SELECT max(ended_at) AS last ${touching}`.execute(t);
  return begins.map(({ started_at }, at) => ({ from: started_at, to: begins[at + 1]?.before ?? ends[0]?.last ?? started_at }));
}

/** When recordings of a channel were made of which nothing can be read, in order; few, and in an index of their own. */
export async function unreadableSpans(t: Kysely<Tables>, channel: number, { from, to }: Span): Promise<Span[]> {
  const { rows } = await sql<{ started_at: number; ended_at: number }>`
    SELECT started_at, ended_at FROM segments ${byIndex('segments_unreadable')}
    WHERE is_unreadable = 1 AND channel = ${channel} AND started_at < ${to} AND ended_at > ${from} AND is_deleting = 0
    ORDER BY started_at`.execute(t);
  return rows.map(({ started_at, ended_at }) => ({ from: started_at, to: ended_at }));
}

/** Where the latest segment that begins before a moment ends, of those whose time can be right; undefined when there is none. */
export async function lastEndBefore(t: Kysely<Tables>, channel: number, moment: number): Promise<number | undefined> {
  const rows = await t
    .selectFrom('segments')
    .select('ended_at')
    .where('channel', '=', channel)
    .where('started_at', '<', moment)
    .where('started_at', '>=', EARLIEST_MS)
    .where('is_deleting', '=', 0)
    .orderBy('started_at', 'desc')
    .limit(LOOK_BACK)
    .execute();
  return rows.length > 0 ? Math.max(...rows.map(({ ended_at }) => ended_at)) : undefined;
}

/** Where the history of a channel begins, of what is believed; undefined when it has none. */
export async function firstStart(t: Kysely<Tables>, channel: number): Promise<number | undefined> {
  const row = await t
    .selectFrom('segments')
    .select('started_at')
    .where('channel', '=', channel)
    .where('is_deleting', '=', 0)
    .where('started_at', '>=', EARLIEST_MS)
    .orderBy('started_at')
    .limit(1)
    .executeTakeFirst();
  return row?.started_at;
}
