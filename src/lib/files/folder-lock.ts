import { rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AlreadyRunning } from '../errors.ts';
import { isBrokenFile, SQLITE, sqliteCodeOf } from '../sqlite-error.ts';

const FILE = '.nvr-lock';
const PATIENCE_MS = 300;

/**
 * Keeps a folder for this process: an open write transaction on a small SQLite file in it, because Node has no flock. The
 * system lets go of it by itself when the process dies, however it dies. No other code may open the file: closing any
 * descriptor of it would drop the lock.
 */
export class FolderLock implements Disposable {
  readonly #file: string;
  readonly #inode: string;
  readonly #database: DatabaseSync;

  private constructor(file: string, database: DatabaseSync) {
    this.#file = file;
    this.#database = database;
    this.#inode = inodeOf(file);
  }

  /**
   * @throws AlreadyRunning when another process holds the folder; the message names it
   * @throws SQLite's error when the folder cannot be written
   */
  static take(folder: string): FolderLock {
    const file = path.join(folder, FILE);
    try {
      return new FolderLock(file, hold(file, folder));
    } catch (error) {
      if (!isBrokenFile(error)) throw error;
      rmSync(file, { force: true }); // a holder keeps a sound file, so nobody holds this one
      return new FolderLock(file, hold(file, folder));
    }
  }

  /** Whether the folder still contains the very file we hold: not so after another disk was mounted over it. */
  isInPlace(): boolean {
    return inodeOf(this.#file) === this.#inode;
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function hold(file: string, folder: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: PATIENCE_MS });
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF'); // worth nothing after a power cut anyway
    begin(database, folder);
    signIn(database);
    begin(database, folder);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function begin(database: DatabaseSync, folder: string): void {
  try {
    database.exec('BEGIN IMMEDIATE');
  } catch (error) {
    if (sqliteCodeOf(error) !== SQLITE.busy) throw error;
    const holder = holderOf(database);
    throw new AlreadyRunning(
      `Another Mini-NVR uses ${folder}${holder ? ` (process ${holder.pid} on ${holder.host})` : ''}. Stop it, or give this one folders of its own.`,
      { cause: error, data: { folder, pid: holder?.pid ?? null, host: holder?.host ?? null } },
    );
  }
}

/** Commits who we are, so that whoever comes second can read it. Without room for it the lock holds all the same. */
function signIn(database: DatabaseSync): void {
  try {
    database.exec('CREATE TABLE IF NOT EXISTS holder (pid INTEGER, host TEXT); DELETE FROM holder');
    database.prepare('INSERT INTO holder VALUES (?, ?)').run(process.pid, os.hostname());
    database.exec('COMMIT');
  } catch (error) {
    if (sqliteCodeOf(error) !== SQLITE.full) throw error;
    if (database.isTransaction) database.exec('ROLLBACK');
  }
}

function holderOf(database: DatabaseSync): { pid: number; host: string } | undefined {
  try {
    const row = database.prepare('SELECT pid, host FROM holder').get();
    return row && { pid: Number(row.pid), host: String(row.host) };
  } catch {
    return undefined; // it holds the folder without having had room to write its name
  }
}

function inodeOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat ? `${stat.dev}:${stat.ino}` : 'gone';
}
