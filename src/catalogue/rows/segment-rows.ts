import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import type { Tables } from '../../database/database.ts';
import type { Segment } from '../../segments/segments.ts';
import { containerOf, dateOf, type NewSegment, SEGMENT_COLUMNS, segmentOf } from './segment.ts';

/** The only place that writes rows of `segments`, because the totals of each day must change with them. */

interface Counted {
  readonly channel: number;
  readonly date: string;
  readonly size_bytes: number;
  readonly disk_bytes: number | null;
  readonly duration_ms: number;
}

/** Enters a segment, or corrects the row that has its path. @returns the row's id */
export async function upsertSegment(t: Kysely<Tables>, segment: NewSegment): Promise<number> {
  const row = rowOf(segment);
  const known = await t
    .selectFrom('segments')
    .select(['id', 'channel', 'date', 'size_bytes', 'disk_bytes', 'duration_ms', 'is_deleting'])
    .where('path', '=', segment.path)
    .executeTakeFirst();
  if (known?.is_deleting) return known.id;
  if (known) {
    await t.updateTable('segments').set(row).where('id', '=', known.id).execute();
    await count(t, [known], -1);
    await count(t, [row], 1);
    return known.id;
  }
  const { id } = await t.insertInto('segments').values(row).returning('id').executeTakeFirstOrThrow();
  await count(t, [row], 1);
  return id;
}

/** Takes rows out of every list; their files are to be unlinked next. @returns those it could: none that is protected, marked already or gone */
export async function markSegments(t: Kysely<Tables>, ids: readonly number[]): Promise<Segment[]> {
  if (ids.length === 0) return [];
  const rows = await t
    .updateTable('segments')
    .set({ is_deleting: 1 })
    .where('id', 'in', ids)
    .where('is_deleting', '=', 0)
    .where(isUnprotected)
    .returning([...SEGMENT_COLUMNS, 'date'])
    .execute();
  await count(t, rows, -1);
  return rows.map(segmentOf);
}

/** Removes rows. @returns what they were */
export async function removeSegments(t: Kysely<Tables>, ids: readonly number[]): Promise<Segment[]> {
  if (ids.length === 0) return [];
  const rows = await t
    .deleteFrom('segments')
    .where('id', 'in', ids)
    .returning([...SEGMENT_COLUMNS, 'date', 'is_deleting'])
    .execute();
  await count(
    t,
    rows.filter(({ is_deleting }) => !is_deleting),
    -1,
  );
  return rows.map(segmentOf);
}

/** What a conversion changes of a row. */
export interface Replacement {
  readonly path: string;
  readonly sizeBytes: number;
  /** Of the disk; where it is not given, as much as it is long. */
  readonly diskBytes?: number;
  readonly durationMs: number;
  /** What was found in it; where it is not given, it can be played. */
  readonly found?: Pick<Segment, 'problem' | 'unplayable'>;
}

/** Points a row to another file of the same moment. @returns false when the row is gone or being deleted */
export async function replaceFile(t: Kysely<Tables>, id: number, file: Replacement): Promise<Segment | undefined> {
  const before = await t
    .selectFrom('segments')
    .select(['channel', 'date', 'size_bytes', 'disk_bytes', 'duration_ms'])
    .where('id', '=', id)
    .where('is_deleting', '=', 0)
    .executeTakeFirst();
  if (!before) return undefined;
  await removeOther(t, id, file.path);
  const after = {
    path: file.path,
    container: containerOf(file.path),
    size_bytes: file.sizeBytes,
    disk_bytes: file.diskBytes ?? file.sizeBytes,
    duration_ms: Math.round(file.durationMs),
  };
  const row = await t
    .updateTable('segments')
    .set({ ...after, ...standingOf(file.found ?? PLAYABLE), conversion_attempts: 0, next_conversion_at: 0 })
    .where('id', '=', id)
    .returning(SEGMENT_COLUMNS)
    .executeTakeFirstOrThrow();
  await count(t, [before], -1);
  await count(t, [{ ...before, ...after }], 1);
  return segmentOf(row);
}

const PLAYABLE = { problem: null, unplayable: null } as const;

/** Kysely's `where` for segments no protection touches. */
export const isUnprotected = sql<boolean>`NOT EXISTS (
  SELECT 1 FROM protections p
  WHERE p.channel = segments.channel AND p.from_at < segments.ended_at AND p.to_at > segments.started_at)`;

async function removeOther(t: Kysely<Tables>, id: number, path: string): Promise<void> {
  const other = await t.selectFrom('segments').select('id').where('path', '=', path).where('id', '!=', id).executeTakeFirst();
  if (other) await removeSegments(t, [other.id]);
}

function rowOf(segment: NewSegment) {
  return {
    channel: segment.channel,
    path: segment.path,
    date: dateOf(segment),
    started_at: Math.round(segment.startedAt),
    ended_at: Math.max(Math.round(segment.startedAt), Math.round(segment.endedAt)),
    duration_ms: Math.round(segment.durationMs),
    size_bytes: segment.sizeBytes,
    disk_bytes: segment.diskBytes ?? segment.sizeBytes,
    container: containerOf(segment.path),
    ...(segment.found && standingOf(segment.found)),
  };
}

/** What is said of a recording that cannot be played; only of one with a codec can anything be read. */
function standingOf({ problem, unplayable }: Pick<Segment, 'problem' | 'unplayable'>) {
  return { problem, unplayable, is_unreadable: unplayable !== null && unplayable !== 'codec' ? 1 : 0 };
}

/** Adds to the totals of each day, or takes from them. */
async function count(t: Kysely<Tables>, rows: readonly Counted[], sign: 1 | -1): Promise<void> {
  for (const [, day] of Map.groupBy(rows, ({ channel, date }) => `${channel}/${date}`)) {
    const { channel = 0, date = '' } = day[0] ?? {};
    const bytes = day.reduce((sum, { disk_bytes, size_bytes }) => sum + (disk_bytes ?? size_bytes), 0);
    const durationMs = day.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
    await sql`INSERT INTO channel_days (channel, date, segments, bytes, duration_ms)
      VALUES (${channel}, ${date}, ${sign * day.length}, ${sign * bytes}, ${sign * durationMs})
      ON CONFLICT (channel, date) DO UPDATE SET segments = channel_days.segments + excluded.segments,
        bytes = channel_days.bytes + excluded.bytes, duration_ms = channel_days.duration_ms + excluded.duration_ms`.execute(t);
    if (sign < 0) await sql`DELETE FROM channel_days WHERE channel = ${channel} AND date = ${date} AND segments <= 0`.execute(t);
  }
}
