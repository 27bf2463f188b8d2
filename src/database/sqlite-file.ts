import { chmodSync, closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteAdapter, SqliteDialect } from 'kysely';
import type { Logger } from '../lib/log.ts';
import { isBrokenFile } from '../lib/sqlite-error.ts';
import { backUpBefore } from './backup.ts';
import { type MigrateOptions, migrate } from './migrate.ts';
import { type Rows, restore } from './restore.ts';
import type { TableName, Tables } from './schema.ts';
import { sqliteConnection } from './sqlite-connection.ts';

/** Checking is reading the whole file: what takes longer than a second is checked in the background. */
const CHECKED_AT_ONCE_BYTES = 128e6;

export interface SqliteFileOptions {
  readonly file: string;
  readonly log: Logger;
  /** Called when the disk is full; says whether it could free some. */
  readonly makeRoom?: () => boolean;
  /** Other steps of the schema, for tests. */
  readonly steps?: MigrateOptions['steps'];
  /** Reads what was copied of an earlier database; undefined: there has never been one. */
  readonly copied?: () => Readonly<Record<string, Rows>>;
}

export interface OpenedFile {
  readonly kysely: Kysely<Tables>;
  /** Tables that began empty at this start although they may have held something. */
  readonly lost: ReadonlySet<TableName>;
  /** It is too large to have been checked at once. */
  readonly isUnchecked: boolean;
}

/** Opens and migrates an SQLite file; one that is damaged is moved aside, and what people entered is saved from it. */
export async function openSqliteFile(options: SqliteFileOptions): Promise<OpenedFile> {
  const { file, log, copied = () => ({}) } = options;
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const isUnchecked = sizeBytes > CHECKED_AT_ONCE_BYTES;
  try {
    if (existsSync(brokenFlag(file))) throw new Damaged('the check in the background found damage');
    return { ...(await openSound(options, { shouldCheck: !isUnchecked })), isUnchecked };
  } catch (error) {
    if (!(error instanceof Damaged) && !isBrokenFile(error)) throw error;
    const damagedFile = moveAside(file);
    log.error({ error, movedTo: damagedFile }, 'database is damaged: it is moved aside and rebuilt from the recordings');
    return { ...(await openSound({ ...options, copied }, { shouldCheck: true, damagedFile })), isUnchecked: false };
  }
}

/** Its existence says that the database beside it is damaged and must not be used at the next start. */
export function brokenFlag(file: string): string {
  return `${file}.is-broken`;
}

class Damaged extends Error {}

interface Opening {
  readonly shouldCheck: boolean;
  readonly damagedFile?: string;
}

async function openSound(options: SqliteFileOptions, { shouldCheck, damagedFile }: Opening): Promise<Omit<OpenedFile, 'isUnchecked'>> {
  const { file, log, makeRoom = () => false, copied, steps } = options;
  if (file !== ':memory:') closeToOthers(file);
  const database = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
  try {
    // FULL: with NORMAL a power cut lost every commit that had been acknowledged (docs/invariants.md)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000');
    if (shouldCheck) check(database);
    const kysely = new Kysely<Tables>({ dialect: new TransactionalSqlite({ database: sqliteConnection(database, makeRoom) }) });
    let lost: ReadonlySet<TableName> = new Set();
    await migrate(kysely, {
      steps,
      beforeChange: (version) => backUpBefore(version, { database, file, log }),
      fillNew: async (transaction) => {
        if (copied) lost = await restore(transaction, { damagedFile, copied: copied(), log });
      },
    });
    return { kysely, lost };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite changes its schema in a transaction as everything else; Kysely does not count on it. */
class TransactionalSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** It holds password hashes. Before SQLite opens it: its log gets the rights that the file has then. */
function closeToOthers(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
}

function check(database: DatabaseSync): void {
  const [first] = database.prepare('PRAGMA quick_check(1)').all();
  const verdict = String(first?.quick_check);
  if (verdict !== 'ok') throw new Damaged(verdict);
}

/** @returns where it is now */
function moveAside(file: string): string {
  const aside = `${file}.broken-${new Date().toISOString().replaceAll(':', '')}`;
  renameSync(file, aside);
  // the write-ahead log belongs to the file by name: it must go with it, or it would be played into the new one
  for (const part of ['-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, aside + part);
  rmSync(brokenFlag(file), { force: true });
  return aside;
}
