import { chmodSync, closeSync, existsSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../lib/log.ts';
import { isBrokenFile } from '../lib/sqlite-error.ts';
import { backUpBefore } from './backup.ts';
import { migrate } from './migrate.ts';
import { salvage } from './salvage.ts';

/** Checking is reading the whole file: what takes longer than a second is checked in the background. */
const CHECKED_AT_ONCE_BYTES = 128e6;

export interface OpenedFile {
  readonly database: DatabaseSync;
  /** It was broken and begins anew. */
  readonly wasRebuilt: boolean;
  /** It is too large to have been checked at once. */
  readonly isUnchecked: boolean;
}

/** Opens and migrates an SQLite file; one that is damaged is moved aside, and what people entered is saved from it. */
export function openSqliteFile(file: string, log: Logger): OpenedFile {
  const sizeBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const isUnchecked = sizeBytes > CHECKED_AT_ONCE_BYTES;
  try {
    if (existsSync(brokenFlag(file))) throw new Damaged('the check in the background found damage');
    return { database: openSound(file, !isUnchecked, log), wasRebuilt: false, isUnchecked };
  } catch (error) {
    if (!(error instanceof Damaged) && !isBrokenFile(error)) throw error;
    const aside = moveAside(file);
    log.error({ error, movedTo: aside }, 'the database is damaged: it is moved aside and rebuilt from the recordings');
    const database = openSound(file, true, log);
    salvage(database, aside, log);
    return { database, wasRebuilt: true, isUnchecked: false };
  }
}

/** Its existence says that the database beside it is damaged and must not be used at the next start. */
export function brokenFlag(file: string): string {
  return `${file}.is-broken`;
}

class Damaged extends Error {}

function openSound(file: string, shouldCheck: boolean, log: Logger): DatabaseSync {
  if (file !== ':memory:') closeToOthers(file);
  const database = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
  try {
    // FULL: with NORMAL a power cut lost every commit that had been acknowledged (docs/invariants.md)
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000');
    if (shouldCheck) check(database);
    migrate(database, { beforeChange: (version) => backUpBefore(version, { database, file, log }) });
    return database;
  } catch (error) {
    database.close();
    throw error;
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
