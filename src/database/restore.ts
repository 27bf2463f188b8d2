import { DatabaseSync } from 'node:sqlite';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';

/** What cannot be found again by looking at the recordings. */
const TABLES = ['meta', 'users', 'protections', 'events', 'gaps'] as const;

/** Copies what can still be read of the tables that people filled, row by row, from a damaged file into a new database. */
export function salvage(database: DatabaseSync, damagedFile: string, log: Logger): void {
  const saved: Record<string, number> = {};
  try {
    using damaged = new DatabaseSync(damagedFile);
    for (const table of TABLES) saved[table] = copyRows(damaged, database, table);
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'nothing can be read from the damaged database');
  }
  log.info({ saved }, 'what could still be read of the damaged database is saved');
}

function copyRows(from: DatabaseSync, to: DatabaseSync, table: (typeof TABLES)[number]): number {
  let copied = 0;
  to.exec('BEGIN');
  try {
    for (const row of from.prepare(`SELECT * FROM ${table}`).iterate()) {
      const columns = Object.keys(row).join(', ');
      const places = Object.keys(row).fill('?').join(', ');
      to.prepare(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${places})`).run(...Object.values(row));
      copied++;
    }
  } catch {
    // the damage begins here: what came before it is kept
  }
  to.exec('COMMIT');
  return copied;
}
