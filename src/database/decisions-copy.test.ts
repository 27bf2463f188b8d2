import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { silentLog } from '../lib/log.ts';
import { Database } from './database.ts';
import { readDecisions } from './decisions-copy.ts';

const log = silentLog();
let folder: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-decisions-'));
  clock = new FakeClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => path.join(folder, 'decisions.json');
const open = (): Promise<Database> => Database.open({ url: null, folder, log, clock });
const notes = (): unknown[] => (readDecisions(file(), log).protections ?? []).map(({ note }) => note);
const protect = async ({ kysely }: Database, note: string): Promise<void> => {
  const row = { channel: 1, from_at: 1, to_at: 2, note, created_by: 'admin', created_at: 0 };
  await kysely.insertInto('protections').values(row).execute();
};
const minute = async (): Promise<void> => {
  for (const _half of [1, 2]) {
    await expect.poll(() => clock.sleepers).toBe(1); // what was begun before is written
    await clock.advance(30_000);
  }
  await expect.poll(() => clock.sleepers).toBe(1);
};

test('what was decided is beside the database within a minute, readable by its owner only, and taken from there', async () => {
  const database = await open();
  await protect(database, 'burglary');
  await minute();
  expect([notes(), statSync(file()).mode & 0o777]).toEqual([['burglary'], 0o600]);

  await protect(database, 'at the stop');
  await database[Symbol.asyncDispose]();
  expect(notes()).toEqual(['at the stop', 'burglary']);
  rmSync(path.join(folder, 'catalogue.db'));
  await using next = await open();

  expect(await next.kysely.selectFrom('protections').select('note').orderBy('id').execute()).toEqual([
    { note: 'burglary' },
    { note: 'at the stop' },
  ]);
  expect([next.lost.has('protections'), next.lost.has('segments')]).toEqual([false, true]);
});

test('it is written when something was decided, and for the rest once an hour', async () => {
  await using database = await open();
  await minute();
  const written = (): number => statSync(file()).ino;
  const before = written();
  await database.kysely.insertInto('storage_hours').values({ hour: 0, used_bytes: 1, free_bytes: 1, total_bytes: 1 }).execute();
  await minute();
  expect(written()).toBe(before);

  await clock.advance(3_600_000);
  await minute();

  expect(readDecisions(file(), log).storage_hours).toHaveLength(1);
});

test('of the events it has the newest 1,000', async () => {
  {
    await using database = await open();
    const event = { at: 1, kind: 'started', channel: null, text: '', data: '{}' };
    for (let at = 0; at < 1_100; at += 100)
      await database.kysely
        .insertInto('events')
        .values(Array.from({ length: 100 }, () => event))
        .execute();
  }

  const ids = readDecisions(file(), log).events?.map(({ id }) => id);

  expect([ids?.length, ids?.[0], ids?.at(-1)]).toEqual([1_000, 1_100, 101]);
});

test('a database that is found damaged does not replace what it said before', async () => {
  await using database = await open();
  await protect(database, 'burglary');
  await minute();
  await database.kysely.deleteFrom('protections').execute();
  writeFileSync(path.join(folder, 'catalogue.db.is-broken'), 'a check in the background said so');

  await minute();

  expect(notes()).toEqual(['burglary']);
});

test('a file that cannot be written disturbs nobody, and is written when it can be, as one that somebody deleted', async () => {
  await using database = await open();
  mkdirSync(`${file()}/in-the-way`, { recursive: true });
  await protect(database, 'burglary');
  await minute();
  expect(await database.kysely.selectFrom('protections').select('note').execute()).toHaveLength(1);

  for (const _removed of [1, 2]) {
    rmSync(file(), { recursive: true });
    await minute();

    expect(notes()).toEqual(['burglary']);
  }
});

test('a copy that cannot be read is moved aside and does not keep the database from opening', async () => {
  writeFileSync(file(), '{"tables": {"users": [');

  await using database = await open();

  expect(database.lost.has('users')).toBe(true);
  expect(readdirSync(folder)).toContain('decisions.json.unreadable');
});

test('rows of another version enter with the columns that there are, and those that cannot be are left out', async () => {
  const row = { id: 1, channel: 1, from_at: 1, to_at: 2, note: 'burglary', created_by: 'admin', created_at: 0 };
  const tables = { protections: [{ ...row, colour: 'red' }, { ...row, id: 2, to_at: 1 }, { id: 3 }], 'not a table': [{ x: 1 }] };
  writeFileSync(file(), JSON.stringify({ tables }));

  await using database = await open();

  expect(await database.kysely.selectFrom('protections').selectAll().execute()).toEqual([row]);
});
