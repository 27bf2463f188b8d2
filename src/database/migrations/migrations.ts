import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { first } from './001-first.ts';
import { streaming } from './002-streaming.ts';
import { exports } from './003-exports.ts';
import { storageHours } from './004-storage-hours.ts';
import { shares } from './005-shares.ts';
import { unreadable } from './006-unreadable.ts';
import { diskBytes } from './007-disk-bytes.ts';
import { unplayable } from './008-unplayable.ts';

/** Every step of the schema, in the order of the names. */
export const migrations = {
  '001-first': inSqlite(first),
  '002-streaming': inSqlite(streaming),
  '003-exports': inSqlite(exports),
  '004-storage-hours': inSqlite(storageHours),
  '005-shares': inSqlite(shares),
  '006-unreadable': inSqlite(unreadable),
  '007-disk-bytes': inSqlite(diskBytes),
  '008-unplayable': inSqlite(unplayable),
} as const satisfies Record<string, Migration>;

export type MigrationName = keyof typeof migrations;

function inSqlite(statements: readonly string[]): Migration {
  return {
    async up(kysely: Kysely<unknown>): Promise<void> {
      for (const statement of statements) await sql.raw(statement).execute(kysely);
    },
  };
}
