import { sql } from 'kysely';
import { DAY_MS, HOUR_MS } from '#shared/durations.ts';
import type { StorageHistoryAnswer, StoragePast } from '#shared/storage.ts';
import { type Database, mean, total } from '../database/database.ts';
import { isoOf } from '../lib/iso-time.ts';

const HOURLY_UP_TO_MS = 31 * DAY_MS;
/** 35,000 rows: about 3 MB. */
const KEPT_MS = 4 * 365 * DAY_MS;

/** What the storage is now. */
export interface StorageSample {
  readonly usedBytes: number | null;
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
}

/** What cleanup removed at once. */
export interface Removal {
  readonly segments: number;
  readonly bytes: number;
  readonly causes: { readonly age: number; readonly storage: number; readonly free: number };
}

/** Storage hour by hour, for years: used, free, and what cleanup removed and why. */
export class StorageHistory {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Notes how it is now; the last word of an hour counts. */
  async sample({ usedBytes, freeBytes, totalBytes }: StorageSample, now: number): Promise<void> {
    const hour = hourOf(now);
    const row = { used_bytes: usedBytes, free_bytes: freeBytes, total_bytes: totalBytes };
    await this.#database.kysely
      .insertInto('storage_hours')
      .values({ hour, ...row })
      .onConflict((conflict) => conflict.column('hour').doUpdateSet(row))
      .execute();
    await this.#database.kysely
      .deleteFrom('storage_hours')
      .where('hour', '<', now - KEPT_MS)
      .execute();
  }

  /** Adds what cleanup removed. */
  async removed({ segments, bytes, causes }: Removal, now: number): Promise<void> {
    const removed = {
      ...{ removed_segments: segments, removed_bytes: bytes },
      ...{ removed_for_age: causes.age, removed_for_storage: causes.storage, removed_for_free: causes.free },
    };
    await this.#database.kysely
      .insertInto('storage_hours')
      .values({ hour: hourOf(now), ...removed })
      .onConflict((conflict) =>
        conflict.column('hour').doUpdateSet(({ eb }) => ({
          removed_segments: eb('storage_hours.removed_segments', '+', segments),
          removed_bytes: eb('storage_hours.removed_bytes', '+', bytes),
          removed_for_age: eb('storage_hours.removed_for_age', '+', causes.age),
          removed_for_storage: eb('storage_hours.removed_for_storage', '+', causes.storage),
          removed_for_free: eb('storage_hours.removed_for_free', '+', causes.free),
        })),
      )
      .execute();
  }

  /** The past from a moment on, oldest first: by hours, or by days of UTC where there are too many. */
  async since(from: number, now: number): Promise<StorageHistoryAnswer> {
    const stepMs = now - from <= HOURLY_UP_TO_MS ? HOUR_MS : DAY_MS;
    const { rows } = await sql<Row>`
      SELECT hour - hour % ${stepMs} AS at, ${total('removed_segments')} AS "removedSegments", ${total('removed_bytes')} AS "removedBytes",
        ${total('removed_for_age')} AS age, ${total('removed_for_storage')} AS storage, ${total('removed_for_free')} AS free,
        ${mean('used_bytes')} AS "usedBytes", ${mean('free_bytes')} AS "freeBytes", max(total_bytes) AS "totalBytes"
      FROM storage_hours WHERE hour >= ${from - (from % stepMs)} AND hour <= ${now} GROUP BY 1 ORDER BY 1`.execute(this.#database.reading);
    return { stepMs, spans: rows.map(spanOf) };
  }
}

interface Row {
  readonly at: number;
  readonly removedSegments: number;
  readonly removedBytes: number;
  readonly age: number;
  readonly storage: number;
  readonly free: number;
  readonly usedBytes: number | null;
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
}

function spanOf({ at, age, storage, free, usedBytes, freeBytes, ...rest }: Row): StoragePast {
  const rounded = (bytes: number | null): number | null => (bytes === null ? null : Math.round(bytes));
  return {
    ...rest,
    at: isoOf(at),
    usedBytes: rounded(usedBytes),
    freeBytes: rounded(freeBytes),
    removedFor: { age, storage, free },
  };
}

function hourOf(now: number): number {
  return Math.floor(now / HOUR_MS) * HOUR_MS;
}
