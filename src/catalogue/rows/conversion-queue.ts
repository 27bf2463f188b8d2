import { type Kysely, sql } from 'kysely';
import type { PendingSegment } from '../../converter/converter.ts';
import { flag, isOneOf, type Tables, total } from '../../database/database.ts';

/** How often a conversion is tried, and how long it rests after each failure. */
const ATTEMPTS = 3;
const REST_MS = [60_000, 600_000] as const;
/** Of those that alone may be converted, the last ones told: with a disk that is never reconciled they become ever more. */
const MOST_ONLY = 1_000;
/** Of what was found to hold nothing to convert. What only browsers cannot play may still be encoded. */
const isConvertible = sql`(unplayable IS NULL OR unplayable = 'codec')`;

export interface ConversionQuery {
  /** Ids in hand already. */
  readonly excluding: readonly number[];
  /** Only these, while the rest is still being reconciled; null: all. */
  readonly only: readonly number[] | null;
  readonly now: number;
}

/** The newest MKV that is due. */
export async function nextToConvert(t: Kysely<Tables>, { excluding, only, now }: ConversionQuery): Promise<PendingSegment | undefined> {
  const { rows } = await sql<PendingSegment>`
    SELECT id, channel, path, started_at AS "startedAt", duration_ms AS "durationMs" FROM segments
    WHERE container = 'mkv' AND is_deleting = 0 AND ${isConvertible} AND conversion_attempts < ${ATTEMPTS} AND next_conversion_at <= ${now}
      AND NOT ${isOneOf('id', excluding)} AND ${only === null ? sql`1 = 1` : isOneOf('id', only.slice(-MOST_ONLY))}
    ORDER BY started_at DESC LIMIT 1`.execute(t);
  return rows[0];
}

/** How much is to be converted, and how much stays as it is because it failed too often. */
export async function conversionBacklog(t: Kysely<Tables>): Promise<{ waiting: number; givenUp: number }> {
  const { rows } = await sql<{ waiting: number; givenUp: number }>`
    SELECT ${total(flag(sql`conversion_attempts < ${ATTEMPTS}`))} AS waiting, ${total(flag(sql`conversion_attempts >= ${ATTEMPTS}`))} AS "givenUp"
    FROM segments WHERE container = 'mkv' AND is_deleting = 0 AND ${isConvertible}`.execute(t);
  return rows[0] ?? { waiting: 0, givenUp: 0 };
}

/** Why a conversion failed, and whether nothing of the recording itself can be read. */
interface ConversionFailure {
  readonly reason: string;
  readonly isUnreadable: boolean;
}

/** Remembers why a conversion failed. @returns the channel and whether that was the last attempt; undefined when the row is gone */
export async function conversionFailed(
  t: Kysely<Tables>,
  id: number,
  { reason, isUnreadable }: ConversionFailure,
  now: number,
): Promise<{ channel: number; path: string; isLast: boolean } | undefined> {
  const row = await t
    .selectFrom('segments')
    .select(['channel', 'path', 'conversion_attempts', 'unplayable', 'problem'])
    .where('id', '=', id)
    .where('is_deleting', '=', 0)
    .executeTakeFirst();
  if (!row) return undefined;
  const attempts = row.conversion_attempts + 1;
  const restMs = REST_MS[attempts - 1] ?? 0;
  await t
    .updateTable('segments')
    // what was found of its codec says it better than a program that cannot write it
    .set({
      problem: row.unplayable === 'codec' ? row.problem : reason,
      is_unreadable: isUnreadable ? 1 : 0,
      conversion_attempts: attempts,
      next_conversion_at: now + restMs,
    })
    .where('id', '=', id)
    .execute();
  return { channel: row.channel, path: row.path, isLast: attempts >= ATTEMPTS };
}
