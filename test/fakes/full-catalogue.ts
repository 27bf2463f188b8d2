import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { Database } from '../../src/database/database.ts';
import { silentLog } from '../../src/lib/log.ts';

const YEAR_MS = 365 * 86_400_000;
/** About what ten minutes in GOPs of two seconds take. */
const INDEX_BYTES = 1_500;

export interface FullCatalogueOptions {
  /** Of channel 1, evenly over the last seven years. */
  readonly segments: number;
  /** Of a month each, evenly over the same time; of nobody who signs in. */
  readonly protections?: number;
}

const VOLUME = 'a-volume-of-tests';

/**
 * Fills the database of a product that has not started yet with years of recordings. Their files are not there, and nobody will
 * miss them: where their folder should be there is a file, and what cannot be listed counts as complete.
 * @param home the product's folder
 */
export async function fillCatalogue(home: string, { segments, protections = 0 }: FullCatalogueOptions): Promise<void> {
  await using database = await openBefore(home);
  writeFileSync(path.join(home, 'recordings/ch9'), '');
  const begin = Date.now() - 7 * YEAR_MS;
  const stepMs = Math.floor((7 * YEAR_MS - 86_400_000) / segments);
  await sql`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${segments - 1})
    INSERT INTO segments (channel, path, date, started_at, ended_at, duration_ms, size_bytes, container)
    SELECT 1, 'ch9/' || strftime('%Y-%m-%d/%H%M%S', at / 1000, 'unixepoch') || '+0000_' || i || '.mp4', strftime('%Y-%m-%d', at / 1000, 'unixepoch'),
      at, at + ${Math.min(600_000, stepMs)}, ${Math.min(600_000, stepMs)}, 1000, 'mp4'
    FROM (SELECT i, ${begin} + i * ${stepMs} AS at FROM n)`.execute(database.kysely);
  await sql`INSERT INTO segment_media (segment_id, codec_configuration_id, fragment_index, tracks)
    SELECT id, NULL, zeroblob(${INDEX_BYTES}), '[]' FROM segments`.execute(database.kysely);
  await sql`INSERT INTO channel_days SELECT channel, date, count(*), sum(size_bytes), sum(duration_ms) FROM segments GROUP BY channel, date`.execute(
    database.kysely,
  );
  if (protections === 0) return;
  const everyMs = Math.floor((7 * YEAR_MS) / protections);
  await sql`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${protections - 1})
    INSERT INTO protections (channel, from_at, to_at, note, created_by, created_at)
    SELECT 1, ${begin} + i * ${everyMs}, ${begin} + i * ${everyMs} + 2592000000, '', 'somebody', ${begin} FROM n`.execute(database.kysely);
}

/** A recording of channel 1 whose file is large and holds nothing; its init segment has this name. */
export async function addLargeRecording(home: string, bytes: number): Promise<{ readonly path: string; readonly init: string }> {
  await using database = await openBefore(home);
  const file = 'ch1/2020-01-01/100000+0000.mp4';
  const init = 'a'.repeat(64);
  mkdirSync(path.join(home, 'recordings', path.dirname(file)), { recursive: true });
  writeFileSync(path.join(home, 'recordings', file), '');
  truncateSync(path.join(home, 'recordings', file), bytes);
  const at = Date.UTC(2020, 0, 1, 10);
  const { kysely } = database;
  await kysely
    .insertInto('codec_configurations')
    .values({ id: 1, sha256: init, init: Buffer.from('nothing') })
    .execute();
  await sql`INSERT INTO segments (id, channel, path, date, started_at, ended_at, duration_ms, size_bytes, container)
    VALUES (1, 1, ${file}, '2020-01-01', ${at}, ${at + 600_000}, 600000, ${bytes}, 'mp4')`.execute(kysely);
  await sql`INSERT INTO segment_media (segment_id, codec_configuration_id, fragment_index, tracks) VALUES (1, 1, NULL, '[]')`.execute(
    kysely,
  );
  await sql`INSERT INTO channel_days (channel, date, segments, bytes, duration_ms) VALUES (1, '2020-01-01', 1, ${bytes}, 600000)`.execute(
    kysely,
  );
  return { path: file, init };
}

/** The database of a product that has not started yet, whose disk is taken as known. */
async function openBefore(home: string): Promise<Database> {
  mkdirSync(path.join(home, 'recordings'), { recursive: true });
  writeFileSync(path.join(home, 'recordings/.nvr-volume'), `${VOLUME}\n`);
  const database = await Database.open({ url: null, folder: path.join(home, 'data'), log: silentLog() });
  await sql`INSERT INTO meta (key, value) VALUES ('volume-id', ${VOLUME})`.execute(database.kysely);
  return database;
}
