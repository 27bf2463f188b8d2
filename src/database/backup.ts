import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';

const KEPT = 3;

/**
 * Copies an SQLite file that may be in use, as of one moment, whole or not at all; readable by its owner only.
 * @throws SQLite's or the system's error
 */
export function copyDatabase(file: string, target: string): void {
  using database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  copyOpenDatabase(database, target);
}

/** Keeps a copy of a database whose schema is about to change, as `catalogue.db.before-<schema>`, and the newest three of them. */
export function backUpBefore(nextVersion: number, { database, file, log }: { database: DatabaseSync; file: string; log: Logger }): void {
  const copy = `${file}.before-${nextVersion}`;
  try {
    copyOpenDatabase(database, copy);
    log.info({ copy }, 'database backed up before its schema changes');
    removeOldest(file);
  } catch (error) {
    // not a reason to stop recording: everything but users, protections and events can be found again on the disk
    log.error({ copy, error: messageOf(error) }, 'cannot back up the database before its schema changes');
  }
}

function copyOpenDatabase(database: DatabaseSync, target: string): void {
  const unfinished = `${target}.new`;
  try {
    rmSync(unfinished, { force: true });
    closeSync(openSync(unfinished, 'wx', 0o600)); // SQLite would make it readable to others; an empty file it takes
    database.prepare('VACUUM INTO ?').run(unfinished);
    sync(unfinished); // SQLite does not
    renameSync(unfinished, target);
    sync(path.dirname(target));
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function removeOldest(file: string): void {
  const start = `${path.basename(file)}.before-`;
  const copies = readdirSync(path.dirname(file)).filter((name) => name.startsWith(start) && /^\d+$/.test(name.slice(start.length)));
  const newestFirst = copies.toSorted((a, b) => Number(b.slice(start.length)) - Number(a.slice(start.length)));
  for (const name of newestFirst.slice(KEPT)) rmSync(path.join(path.dirname(file), name));
}

function sync(place: string): void {
  const descriptor = openSync(place, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
