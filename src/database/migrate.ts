import type { DatabaseSync } from 'node:sqlite';
import { DatabaseTooNew } from '../lib/errors.ts';
import { migrations } from './migrations/migrations.ts';

export interface MigrateOptions {
  readonly steps?: readonly (readonly string[])[];
  /** Called before a schema that holds something is changed, with the number it is going to have. */
  readonly beforeChange?: (nextVersion: number) => void;
}

/**
 * Brings the schema up to date, all steps in one transaction: a failure leaves everything as it was.
 * @returns how many steps were taken
 * @throws DatabaseTooNew when a newer Mini-NVR has been here
 */
export function migrate(database: DatabaseSync, { steps = migrations, beforeChange }: MigrateOptions = {}): number {
  const version = versionOf(database);
  if (version > steps.length) {
    throw new DatabaseTooNew(
      `The catalogue in DATA_DIR was made by a newer Mini-NVR (schema ${version}, this one knows ${steps.length}). ` +
        'Start that version again, put back the copy made before the upgrade (catalogue.db.before-…), ' +
        'or move catalogue.db away: it is rebuilt from the recordings. See "Upgrade and downgrade" in docs/operate.md.',
      { data: { found: version, known: steps.length } },
    );
  }
  if (version === steps.length) return 0;
  if (version > 0) beforeChange?.(steps.length);
  take(database, steps.slice(version).flat(), steps.length);
  return steps.length - version;
}

function take(database: DatabaseSync, statements: readonly string[], version: number): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const statement of statements) database.exec(statement);
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
