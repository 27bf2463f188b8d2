import { sql } from 'kysely';
import { DAY_MS, HOUR_MS } from '#shared/durations.ts';
import type { StorageHistoryAnswer, StoragePast } from '#shared/storage.ts';
import type { Database } from '../database/database.ts';
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
    await sql`INSERT INTO storage_hours (hour, used_bytes, free_bytes, total_bytes) VALUES (${hour}, ${usedBytes}, ${freeBytes}, ${totalBytes})
      ON CONFLICT (hour) DO UPDATE SET used_bytes = excluded.used_bytes, free_bytes = excluded.free_bytes, total_bytes = excluded.total_bytes`.execute(
      this.#database.kysely,
    );
    await this.#database.kysely
      .deleteFrom('storage_hours')
      .where('hour', '<', now - KEPT_MS)
      .execute();
  }

  /** Adds what cleanup removed. */
  async removed({ segments, bytes, causes }: Removal, now: number): Promise<void> {
    await sql`INSERT INTO storage_hours (hour, removed_segments, removed_bytes, removed_for_age, removed_for_storage, removed_for_free)
      VALUES (${hourOf(now)}, ${segments}, ${bytes}, ${causes.age}, ${causes.storage}, ${causes.free})
      ON CONFLICT (hour) DO UPDATE SET
        removed_segments = removed_segments + excluded.removed_segments, removed_bytes = removed_bytes + excluded.removed_bytes,
        removed_for_age = removed_for_age + excluded.removed_for_age, removed_for_storage = removed_for_storage + excluded.removed_for_storage,
        removed_for_free = removed_for_free + excluded.removed_for_free`.execute(this.#database.kysely);
  }

  /** The past from a moment on, oldest first: by hours, or by days of UTC where there are too many. */
  async since(from: number, now: number): Promise<StorageHistoryAnswer> {
    const stepMs = now - from <= HOURLY_UP_TO_MS ? HOUR_MS : DAY_MS;
    const { rows } = await sql<Row>`
      SELECT hour - hour % ${stepMs} AS at, sum(removed_segments) AS removedSegments, sum(removed_bytes) AS removedBytes,
        sum(removed_for_age) AS age, sum(removed_for_storage) AS storage, sum(removed_for_free) AS free,
        avg(used_bytes) AS usedBytes, avg(free_bytes) AS freeBytes, max(total_bytes) AS totalBytes
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
