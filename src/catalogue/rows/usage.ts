import { type Kysely, sql } from 'kysely';
import { DAY_MS } from '#shared/durations.ts';
import { type Tables, total } from '../../database/database.ts';
import { joined } from '../../segments/segments.ts';
import { EARLIEST_MS, latestMs, surelyBelievableDates } from '../believable.ts';
import { LONGEST_SEGMENT_MS } from './recorded-bytes.ts';

/** What a segment takes of the disk. */
const DISK_BYTES = sql`coalesce(disk_bytes, size_bytes)`;

/** What the recordings take of the disk. */
export interface Usage {
  readonly bytes: number;
  readonly channels: readonly {
    readonly channel: number;
    readonly bytes: number;
    readonly segments: number;
    readonly oldestDate: string | null;
  }[];
  readonly oldestStartedAt: number | null;
  /** What the last 24 hours brought. */
  readonly bytesLast24h: number;
  /** Of finished recordings that a protection touches. */
  readonly protectedBytes: number;
}

export async function usage(t: Kysely<Tables>, now: number): Promise<Usage> {
  const { first } = surelyBelievableDates(now);
  const channels = await sql<{ channel: number; bytes: number; segments: number; oldestDate: string | null }>`
    SELECT channel, ${total('bytes')} AS bytes, ${total('segments')} AS segments,
      min(CASE WHEN segments > 0 AND date >= ${first} THEN date END) AS "oldestDate"
    FROM channel_days GROUP BY channel ORDER BY channel`.execute(t);
  // marked segments are on the disk until they are forgotten
  const { rows } = await sql<{ deleting: number; oldest: number | null; lastDay: number }>`
    SELECT
      (SELECT ${total(DISK_BYTES)} FROM segments WHERE is_deleting = 1) AS deleting,
      (SELECT started_at FROM segments WHERE is_deleting = 0 AND started_at >= ${EARLIEST_MS} AND started_at <= ${now} ORDER BY started_at LIMIT 1) AS oldest,
      (SELECT ${total('size_bytes')} FROM segments WHERE started_at > ${now - DAY_MS} AND started_at <= ${now}) AS "lastDay"`.execute(t);
  const kept = channels.rows.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    bytes: kept + (rows[0]?.deleting ?? 0),
    channels: channels.rows,
    oldestStartedAt: rows[0]?.oldest ?? null,
    bytesLast24h: rows[0]?.lastDay ?? 0,
    protectedBytes: await protectedBytes(t),
  };
}

/** Local dates, newest first. */
export async function datesWithRecordings(t: Kysely<Tables>, now: number, channel?: number): Promise<string[]> {
  const { first, before } = surelyBelievableDates(now);
  return await datesWhere(
    t,
    sql`date >= ${first} AND (date < ${before} OR EXISTS (${segmentsOf(sql`s.started_at <= ${latestMs(now)}`)}))`,
    channel,
  );
}

/** Local dates of recordings whose time cannot be right, newest first. */
export async function misdatedDates(t: Kysely<Tables>, now: number, channel?: number): Promise<string[]> {
  const { first, before } = surelyBelievableDates(now);
  return await datesWhere(
    t,
    sql`(date < ${first} OR (date >= ${before} AND EXISTS (${segmentsOf(sql`s.started_at > ${latestMs(now)}`)})))`,
    channel,
  );
}

type Condition = ReturnType<typeof sql>;

async function datesWhere(t: Kysely<Tables>, condition: Condition, channel: number | undefined): Promise<string[]> {
  const { rows } = await sql<{ date: string }>`
    SELECT DISTINCT date FROM channel_days WHERE segments > 0 AND ${channel === undefined ? sql`1 = 1` : sql`channel = ${channel}`}
      AND ${condition} ORDER BY date DESC`.execute(t);
  return rows.map(({ date }) => date);
}

function segmentsOf(condition: Condition): Condition {
  return sql`SELECT 1 FROM segments s WHERE s.channel = channel_days.channel AND s.date = channel_days.date AND s.is_deleting = 0 AND ${condition}`;
}

/** Of all that is not being deleted. */
export async function keptBytes(t: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ kept: number }>`SELECT ${total('bytes')} AS kept FROM channel_days`.execute(t);
  return rows[0]?.kept ?? 0;
}

/** Of what a protection touches. Protections that overlap are looked up together: nothing is read twice, however many there are. */
export async function protectedBytes(t: Kysely<Tables>): Promise<number> {
  const protections = await t.selectFrom('protections').select(['channel', 'from_at as from', 'to_at as to']).execute();
  let bytes = 0;
  for (const [channel, spans] of Map.groupBy(protections, (protection) => protection.channel)) {
    let counted = Number.NEGATIVE_INFINITY;
    for (const { from, to } of joined(spans, 0, (a, b) => ({ ...a, to: Math.max(a.to, b.to) }))) {
      // what reaches from one span into the next was counted with the first one
      const begin = Math.max(from - LONGEST_SEGMENT_MS, counted);
      const { rows } = await sql<{ bytes: number }>`
        SELECT ${total(DISK_BYTES)} AS bytes FROM segments
        WHERE channel = ${channel} AND is_deleting = 0 AND started_at >= ${begin} AND started_at < ${to} AND ended_at > ${from}`.execute(t);
      bytes += rows[0]?.bytes ?? 0;
      counted = to;
    }
  }
  return bytes;
}

/** When the newest recording of any channel ended; null when there is none. */
export async function newestEnd(t: Kysely<Tables>, now: number): Promise<number | null> {
  const row = await t
    .selectFrom('segments')
    .select('ended_at')
    .where('started_at', '<=', latestMs(now))
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.ended_at ?? null;
}

/** Whether any recording is known. */
export async function hasSegments(t: Kysely<Tables>): Promise<boolean> {
  return (await t.selectFrom('segments').select('id').limit(1).executeTakeFirst()) !== undefined;
}
