import type { DatabaseSync } from 'node:sqlite';
import { DatabaseTooNew } from '../lib/errors.ts';
import { migrations } from './migrations/migrations.ts';

/**
 * Brings the schema up to date, each step in a transaction of its own.
 * @returns how many steps were taken
 * @throws DatabaseTooNew when a newer Mini-NVR has been here
 */
export function migrate(database: DatabaseSync, steps: readonly (readonly string[])[] = migrations): number {
  const version = versionOf(database);
  if (version > steps.length) {
    throw new DatabaseTooNew(
      `The catalogue in DATA_DIR was made by a newer Mini-NVR (schema ${version}, this one knows ${steps.length}). ` +
        'Start that version again, or move catalogue.db away: it is rebuilt from the recordings.',
      { data: { found: version, known: steps.length } },
    );
  }
  for (const [index, step] of steps.entries()) if (index >= version) take(database, step, index + 1);
  return steps.length - version;
}

function take(database: DatabaseSync, step: readonly string[], version: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const statement of step) database.exec(statement);
    database.exec(`PRAGMA user_version = ${version}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}
