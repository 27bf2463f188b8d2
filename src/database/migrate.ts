import { type Kysely, sql, type Transaction } from 'kysely';
import { type Migration, type MigrationResultSet, Migrator, NO_MIGRATIONS } from 'kysely/migration';
import { DatabaseTooNew } from '../lib/errors.ts';
import { migrations } from './migrations/migrations.ts';
import type { Tables } from './schema.ts';

export interface MigrateOptions {
  readonly steps?: Readonly<Record<string, Migration>>;
  /** Called before a schema that holds something is changed, with the number it is going to have. */
  readonly beforeChange?: (nextVersion: number) => void;
  /** Fills a database that was empty, in the same transaction. */
  readonly fillNew?: (transaction: Transaction<Tables>) => Promise<void>;
}

/**
 * Brings the schema up to date, all steps in one transaction: a failure leaves everything as it was.
 * @returns how many steps were taken
 * @throws DatabaseTooNew when a newer Mini-NVR has been here
 */
export async function migrate(kysely: Kysely<Tables>, { steps = migrations, beforeChange, fillNew }: MigrateOptions = {}): Promise<number> {
  const names = Object.keys(steps).sort();
  const { done, isNoted } = await stepsDone(kysely, names);
  if (done.length === names.length) return 0;
  if (done.length > 0) beforeChange?.(names.length);
  await kysely.transaction().execute(async (transaction) => {
    const migrator = new Migrator({
      db: transaction,
      provider: { getMigrations: async () => steps },
      allowUnorderedMigrations: true, // Kysely orders them by the clock, which may have been set back between two upgrades
    });
    if (!isNoted) await noteSteps(transaction, migrator, done);
    demandDone(await migrator.migrateToLatest());
    await sql.raw(`PRAGMA user_version = ${names.length}`).execute(transaction); // versions without Migrator count the steps there
    if (done.length === 0) await fillNew?.(transaction);
  });
  return names.length - done.length;
}

/** What was done before there was Migrator. */
async function noteSteps(transaction: Transaction<Tables>, migrator: Migrator, done: readonly string[]): Promise<void> {
  demandDone(await migrator.migrateTo(NO_MIGRATIONS)); // makes its own tables and, none being noted, nothing else
  const timestamp = new Date(0).toISOString();
  for (const name of done) await sql`INSERT INTO kysely_migration (name, timestamp) VALUES (${name}, ${timestamp})`.execute(transaction);
}

function demandDone({ error }: MigrationResultSet): void {
  if (error) throw error instanceof Error ? error : new Error(String(error));
}

interface StepsDone {
  readonly done: readonly string[];
  /** Migrator knows of them. */
  readonly isNoted: boolean;
}

/** Names of the steps that were taken: those that Migrator noted, in older databases as many as `user_version` says. */
async function stepsDone(kysely: Kysely<Tables>, names: readonly string[]): Promise<StepsDone> {
  const { rows: versions } = await sql<{ user_version: number }>`PRAGMA user_version`.execute(kysely);
  const version = versions[0]?.user_version ?? 0;
  const { rows: found } = await sql`SELECT name FROM sqlite_schema WHERE name = 'kysely_migration'`.execute(kysely);
  if (found.length === 0) {
    if (version > names.length) throw tooNew(version, names.length);
    return { done: names.slice(0, version), isNoted: false };
  }
  const { rows } = await sql<{ name: string }>`SELECT name FROM kysely_migration`.execute(kysely);
  const done = rows.map(({ name }) => name);
  if (done.some((name) => !names.includes(name))) throw tooNew(done.length, names.length);
  return { done, isNoted: true };
}

function tooNew(found: number, known: number): DatabaseTooNew {
  return new DatabaseTooNew(
    `The catalogue in DATA_DIR was made by a newer Mini-NVR (schema ${found}, this one knows ${known}). ` +
      'Start that version again, put back the copy made before the upgrade (catalogue.db.before-…), ' +
      'or move catalogue.db away: it is rebuilt from the recordings. See "Upgrade and downgrade" in docs/operate.md.',
    { data: { found, known } },
  );
}
