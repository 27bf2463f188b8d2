import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../lib/log.ts';
import { Database } from './database.ts';
import { Reader } from './reader.ts';

const log = silentLog();
/** Counts for a second or more. */
const SLOW = 'WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000) SELECT count(*) AS count FROM n';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-reader-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('sees at once what was written, and the same values', async () => {
  await using database = await Database.open({ url: null, folder, log });
  await database.kysely
    .insertInto('codec_configurations')
    .values({ sha256: 'a', init: Uint8Array.of(1, 2) })
    .execute();

  const rows = await database.reading.selectFrom('codec_configurations').selectAll().execute();

  expect(rows).toEqual([{ id: 1, sha256: 'a', init: Uint8Array.of(1, 2) }]);
});

test('changes nothing', async () => {
  await using database = await Database.open({ url: null, folder, log });

  await expect(database.reading.insertInto('meta').values({ key: 'a', value: 'b' }).execute()).rejects.toThrow('readonly');
  await expect(database.reading.transaction().execute(() => Promise.resolve())).rejects.toThrow('only reads');

  expect(await database.kysely.selectFrom('meta').selectAll().execute()).toEqual([]);
});

test('a question that takes too long is given up, while the event loop and those who write go on', async () => {
  await using database = await Database.open({ url: null, folder, log });
  await using reader = new Reader({ file: path.join(folder, 'catalogue.db'), log, withinMs: 100 });
  let turns = 0;
  const turning = setInterval(() => turns++, 5);

  const slow = reader.ask(SLOW, []).catch((error: unknown) => error);
  await database.kysely.insertInto('meta').values({ key: 'a', value: 'b' }).execute();
  const refused = await slow;
  clearInterval(turning);

  expect(refused).toMatchObject({ code: 'too-busy', data: { retryAfterS: 5 } });
  expect(turns).toBeGreaterThan(5);
});

test('those who wait for too long are refused, too, and there is a limit to how many wait', async () => {
  await using _ = await Database.open({ url: null, folder, log });
  await using reader = new Reader({ file: path.join(folder, 'catalogue.db'), log, withinMs: 100 });
  const slow = reader.ask(SLOW, []).catch(codeOf);

  const answers = await Promise.all(Array.from({ length: 80 }, () => reader.ask('SELECT 1 AS one', []).catch(codeOf)));

  expect(await slow).toBe('too-busy');
  expect(new Set(answers)).toEqual(new Set(['too-busy']));
});

test('a wrong question is an error of its own, and the next one is answered', async () => {
  await using database = await Database.open({ url: null, folder, log });

  await expect(sql`SELECT one FROM nowhere`.execute(database.reading)).rejects.toThrow('nowhere');

  expect((await sql<{ one: number }>`SELECT 1 AS one`.execute(database.reading)).rows).toEqual([{ one: 1 }]);
});

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}
