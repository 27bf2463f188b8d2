import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AlreadyRunning, CannotCreate, ConfigInvalid, DatabaseTooNew } from '../lib/errors.ts';
import { silentLog } from '../lib/log.ts';
import { BackgroundCheck } from './background-check.ts';
import { copyDatabase, Database } from './database.ts';
import { migrate } from './migrate.ts';
import { first } from './migrations/001-first.ts';
import { streaming } from './migrations/002-streaming.ts';
import { exports } from './migrations/003-exports.ts';
import { storageHours } from './migrations/004-storage-hours.ts';
import { shares } from './migrations/005-shares.ts';
import { unreadable } from './migrations/006-unreadable.ts';
import { diskBytes } from './migrations/007-disk-bytes.ts';
import { unplayable } from './migrations/008-unplayable.ts';
import { migrations } from './migrations/migrations.ts';
import { Reserve } from './reserve.ts';

const log = silentLog();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-database-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (): string => path.join(folder, 'catalogue.db');

/** Overwrites pages in the middle, as a dying disk does. */
function damage(): void {
  const descriptor = openSync(file(), 'r+');
  for (let at = 4096; at < statSync(file()).size; at += 4096) writeSync(descriptor, Buffer.alloc(3000, 0xa5), 0, 3000, at + 200);
}

describe('Database', () => {
  test('keeps what a transaction wrote over a restart, and nothing of one that failed', async () => {
    {
      await using database = await Database.open({ url: null, folder, log });
      await database.transaction((t) => t.insertInto('meta').values({ key: 'a', value: '1' }).execute());
      await database
        .transaction(async (t) => {
          await t.insertInto('meta').values({ key: 'b', value: '2' }).execute();
          throw new Error('changed my mind');
        })
        .catch(() => undefined);
    }

    await using again = await Database.open({ url: null, folder, log });

    expect(await again.kysely.selectFrom('meta').selectAll().execute()).toEqual([{ key: 'a', value: '1' }]);
    expect([...again.lost]).toEqual([]);
  });

  test('writes ahead with full synchronisation, so that a power cut costs no commit', async () => {
    await using database = await Database.open({ url: null, folder, log });

    const pragma = async (name: string): Promise<unknown> =>
      Object.values((await sql.raw(`PRAGMA ${name}`).execute(database.kysely)).rows[0] ?? {})[0];

    expect([await pragma('journal_mode'), await pragma('synchronous'), await pragma('foreign_keys')]).toEqual(['wal', 2, 1]);
  });

  test('proves that it can be written: the disk is asked, and nothing has changed', async () => {
    await using database = await Database.open({ url: null, folder, log });
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database.kysely);

    await database.demandWritable();

    expect(statSync(`${file()}-wal`).size).toBeGreaterThan(0);
    expect(await database.kysely.selectFrom('meta').selectAll().execute()).toEqual([]);
    await sql`PRAGMA query_only = on`.execute(database.kysely);
    await expect(database.demandWritable()).rejects.toThrow('readonly');
  });

  test('gives back inserted ids, changed rows and blobs', async () => {
    await using database = await Database.open({ url: 'sqlite::memory:', folder, log });
    const init = new Uint8Array([0, 1, 254, 255]);

    const insert = database.kysely.insertInto('codec_configurations').values({ sha256: 'x', init }).returning('id');
    const { id } = await insert.executeTakeFirstOrThrow();
    const { numUpdatedRows } = await database.kysely.updateTable('codec_configurations').set({ sha256: 'y' }).executeTakeFirstOrThrow();
    const row = await database.kysely.selectFrom('codec_configurations').selectAll().executeTakeFirstOrThrow();

    expect([id, Number(numUpdatedRows)]).toEqual([row.id, 1]);
    expect([...row.init]).toEqual([...init]);
  });

  test('does not keep a password in plain text', async () => {
    await using database = await Database.open({ url: 'sqlite::memory:', folder, log });

    const store = database.kysely.insertInto('users').values({ name: 'eve', password_hash: 'secret', created_at: 0 }).execute();

    await expect(store).rejects.toThrow('CHECK');
  });

  test('is readable by its owner only', async () => {
    await using _ = await Database.open({ url: null, folder, log });

    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  test('refuses a second use of the folder and lets go of it at the end', async () => {
    const first = await Database.open({ url: null, folder, log });

    await expect(Database.open({ url: null, folder, log })).rejects.toBeInstanceOf(AlreadyRunning);
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();

    await using second = await Database.open({ url: null, folder, log });
    expect([...second.lost]).toEqual([]);
  });

  test('says that PostgreSQL is not yet available, without the password', async () => {
    const opening = Database.open({ url: 'postgres://nvr:geheim@localhost/nvr', folder, log });

    await expect(opening).rejects.toThrow(ConfigInvalid);
    await expect(opening).rejects.toThrow(/^(?!.*geheim).*PostgreSQL is not yet available/);
  });

  test('says what to do about a folder that cannot be made', async () => {
    writeFileSync(path.join(folder, 'file'), '');

    await expect(Database.open({ url: null, folder: path.join(folder, 'file', 'data'), log })).rejects.toThrow(CannotCreate);
  });
});

/** As versions before Migrator made it. */
async function makeOlder(version: number): Promise<void> {
  using older = new DatabaseSync(file());
  older.exec('PRAGMA journal_mode = WAL');
  const steps = [first, streaming, exports, storageHours, shares, unreadable, diskBytes, unplayable];
  for (const statement of steps.slice(0, version).flat()) older.exec(statement);
  older.exec(`PRAGMA user_version = ${version}`);
  older.exec("INSERT INTO protections (channel, from_at, to_at, note, created_by, created_at) VALUES (1, 1, 2, 'burglary', 'admin', 0)");
}

describe('a schema', () => {
  test('made by a newer version is refused with exit code 78 and left as it is', async () => {
    const newer = new DatabaseSync(file());
    newer.exec(`CREATE TABLE later (x); PRAGMA user_version = ${Object.keys(migrations).length + 1}`);
    newer.close();

    const opening = Database.open({ url: null, folder, log });

    await expect(opening).rejects.toBeInstanceOf(DatabaseTooNew);
    await expect(opening).rejects.toMatchObject({ exitCode: 78 });
    expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([]);
  });

  test('with a step that this version does not know is refused, too', async () => {
    {
      await using database = await Database.open({ url: null, folder, log });
      await sql`INSERT INTO kysely_migration (name, timestamp) VALUES ('900-later', '2027-01-01T00:00:00Z')`.execute(database.kysely);
    }

    await expect(Database.open({ url: null, folder, log })).rejects.toMatchObject({ exitCode: 78 });
  });

  test('change that fails leaves everything as it was', async () => {
    await using database = await Database.open({ url: 'sqlite::memory:', folder, log });
    const tables = async (): Promise<string[]> =>
      (await database.kysely.introspection.getTables({ withInternalKyselyTables: true })).map(({ name }) => name);
    const before = await tables();
    const making = (...statements: string[]): Migration => ({
      up: async (kysely) => {
        for (const statement of statements) await sql.raw(statement).execute(kysely);
      },
    });

    await expect(migrate(database.kysely, { steps: { ...migrations, '900-a': making('CREATE TABLE a (x)', 'nonsense') } })).rejects.toThrow(
      'nonsense',
    );

    expect(await tables()).toEqual(before);
    expect(await migrate(database.kysely, { steps: { ...migrations, '900-a': making('CREATE TABLE a (x)') } })).toBe(1);
    expect(await tables()).toEqual(['a', ...before]);
  });

  test.each(Array.from({ length: 8 }, (_, steps) => steps + 1))(
    'of version %i, from before Migrator, is copied, brought up to date and keeps what it holds',
    async (version) => {
      await makeOlder(version);
      for (const older of [1, 2, 3]) writeFileSync(`${file()}.before-${older}`, '');

      {
        await using database = await Database.open({ url: null, folder, log });
        expect(await database.kysely.selectFrom('protections').select('note').execute()).toEqual([{ note: 'burglary' }]);
        expect(await database.kysely.selectFrom('exports').selectAll().execute()).toEqual([]);
      }

      const last = Object.keys(migrations).length;
      const copies = readdirSync(folder).filter((name) => name.includes('.before-'));
      if (version === last) return expect(copies).toHaveLength(3); // nothing changes but what Migrator notes
      using copy = new DatabaseSync(`${file()}.before-${last}`, { readOnly: true });
      expect(copies).toHaveLength(3);
      expect(copies).not.toContain('catalogue.db.before-1');
      expect(copy.prepare('PRAGMA user_version').get()).toEqual({ user_version: version });
      expect(statSync(`${file()}.before-${last}`).mode & 0o777).toBe(0o600);
    },
  );

  test('that is upgraded is the same as a new one', async () => {
    const shape = async (database: Database): Promise<unknown[]> =>
      (await sql.raw("SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name").execute(database.kysely)).rows;
    await makeOlder(1);

    await using older = await Database.open({ url: null, folder, log });
    await using fresh = await Database.open({ url: 'sqlite::memory:', folder, log });

    expect(await shape(older)).toEqual(await shape(fresh));
  });

  test('that is new, or did not change, is not copied', async () => {
    for (const _ of [1, 2]) {
      await using _database = await Database.open({ url: null, folder, log });
    }

    expect(readdirSync(folder).filter((name) => name.includes('.before-'))).toEqual([]);
  });

  test('in memory and in a file is the same', async () => {
    const namesOf = async (database: Database): Promise<unknown[]> =>
      (await sql.raw('SELECT name, sql FROM sqlite_schema ORDER BY name').execute(database.kysely)).rows;
    await using inMemory = await Database.open({ url: 'sqlite::memory:', folder, log });
    await using inFile = await Database.open({ url: null, folder, log });

    expect(await namesOf(inFile)).toEqual(await namesOf(inMemory));
  });
});

describe('a damaged file', () => {
  async function fill(): Promise<void> {
    await using database = await Database.open({ url: null, folder, log });
    await database.kysely
      .insertInto('protections')
      .values({ channel: 1, from_at: 1, to_at: 2, note: 'burglary', created_by: 'admin', created_at: 0 })
      .execute();
    const event = { at: 1, kind: 'started', channel: null, text: 'x'.repeat(500), data: '{}' };
    await database.kysely
      .insertInto('events')
      .values(Array.from({ length: 300 }, () => event))
      .execute();
  }

  test('is moved aside and begins anew', async () => {
    await fill();
    damage();

    await using database = await Database.open({ url: null, folder, log });

    expect(database.lost).toContain('segments');
    expect(readdirSync(folder).filter((name) => name.startsWith('catalogue.db.broken-')).length).toBeGreaterThan(0);
    await database.kysely.insertInto('meta').values({ key: 'works', value: 'yes' }).execute();
  });

  test('that is no database at all is moved aside', async () => {
    writeFileSync(file(), 'these are not the bytes you are looking for '.repeat(1000));

    await using database = await Database.open({ url: null, folder, log });

    expect(database.lost).toContain('segments');
  });

  test('still gives up the protections that people entered', async () => {
    await fill();
    writeFileSync(`${file()}.is-broken`, 'a check in the background said so');

    await using database = await Database.open({ url: null, folder, log });

    expect(database.lost).toContain('segments');
    expect(await database.kysely.selectFrom('protections').select('note').execute()).toEqual([{ note: 'burglary' }]);
    expect(existsSync(`${file()}.is-broken`)).toBe(false);
  });

  test('is found in the background and remembered for the next start', async () => {
    await fill();
    damage();
    await using check = BackgroundCheck.start(file(), log);

    await check.done;

    expect(existsSync(`${file()}.is-broken`)).toBe(true);
  });

  test('is not suspected when it is sound', async () => {
    await fill();
    await using check = BackgroundCheck.start(file(), log);

    await check.done;

    expect(existsSync(`${file()}.is-broken`)).toBe(false);
  });
});

describe('a copy', () => {
  test('is made of a database in use, as it is at that moment', async () => {
    await using database = await Database.open({ url: null, folder, log });
    await database.kysely.insertInto('meta').values({ key: 'a', value: '1' }).execute();
    const target = path.join(folder, 'copy.db');

    copyDatabase(file(), target);

    using copy = new DatabaseSync(target, { readOnly: true });
    expect(copy.prepare('SELECT * FROM meta').all()).toEqual([{ key: 'a', value: '1' }]);
    expect([statSync(target).mode & 0o777, existsSync(`${target}.new`)]).toEqual([0o600, false]);
  });

  test('is made of a database that nobody uses, and leaves nothing behind where it cannot be', async () => {
    {
      await using _ = await Database.open({ url: null, folder, log });
    }
    const target = path.join(folder, 'copy.db');

    copyDatabase(file(), target);

    expect(existsSync(target)).toBe(true);
    expect(() => copyDatabase(file(), path.join(folder, 'missing', 'copy.db'))).toThrow('ENOENT');
  });
});

describe('Reserve', () => {
  test('is given up once and laid by again when room was freed', () => {
    const reserve = new Reserve(path.join(folder, 'reserve'), log);
    const size = readFileSync(path.join(folder, 'reserve')).length;

    expect([reserve.release(), reserve.release(), existsSync(path.join(folder, 'reserve'))]).toEqual([true, false, false]);
    reserve.restore();

    expect(statSync(path.join(folder, 'reserve')).size).toBe(size);
  });
});
