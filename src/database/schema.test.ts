import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { silentLog } from '../lib/log.ts';
import { Database } from './database.ts';
import { type Fate, kept, table } from './fate.ts';
import { migrate } from './migrate.ts';
import { type MigrationName, migrations } from './migrations/migrations.ts';
import { TABLES } from './schema.ts';
import { openSqliteFile } from './sqlite-file.ts';

const log = silentLog();
const tables = Object.entries(TABLES);

test('every table in the database is declared, with the migration that makes it', async () => {
  const steps = Object.entries(migrations);
  for (const [at, [name]] of steps.entries()) {
    const upTo = Object.fromEntries(steps.slice(0, at + 1));
    const { kysely } = await openSqliteFile({ file: ':memory:', log, steps: upTo });

    const made = (await kysely.introspection.getTables()).map((found) => found.name).sort();

    const declared = tables.filter(([, { since }]) => since <= name).map(([declaredName]) => declaredName);
    expect(made).toEqual(declared.sort());
    await migrate(kysely);
    await kysely.destroy();
  }
});

test('a table that is kept is put in order by one of its columns', async () => {
  await using database = await Database.open({ url: 'sqlite::memory:', folder: '/nowhere', log });
  const columns = new Map((await database.kysely.introspection.getTables()).map((found) => [found.name, found.columns]));

  const wrong = tables.filter(([name, { fate }]) => fate.kind === 'kept' && !columns.get(name)?.some((column) => column.name === fate.by));

  expect(wrong).toEqual([]);
});

test('a table without a fate, of no migration or in the order of no column of its own does not compile', () => {
  const since: MigrationName = '001-first';
  // @ts-expect-error it has no fate
  table<{ id: number }>({ since, holds: 'nothing' });
  // @ts-expect-error there is no such migration
  table<{ id: number }>({ since: '000-never', holds: 'nothing', fate: kept('id') });
  // @ts-expect-error there is no such column
  table<{ id: number }>({ since, holds: 'nothing', fate: kept('at') });

  expect(tables.length).toBeGreaterThan(0);
});

test('docs/operate.md tells what becomes of every table', () => {
  const page = readFileSync(path.join(import.meta.dirname, '../../docs/operate.md'), 'utf8');

  const rows = tables.map(([name, { holds, fate }]) => `| \`${name}\` | ${holds} | ${toldOf(fate)} |\n`);

  expect(page).toContain(`| Table | What it holds | What becomes of it |\n|---|---|---|\n${rows.join('')}`);
});

function toldOf(fate: Fate<never>): string {
  if (fate.kind !== 'kept') return fate.kind === 'rebuilt' ? 'found again in the recordings' : 'lost';
  const newest = fate.newest === undefined ? '' : `, the newest ${fate.newest.toLocaleString('en')}`;
  return `kept; copied ${fate.copied === 'soon' ? 'within a minute' : 'once an hour'}${newest}`;
}
