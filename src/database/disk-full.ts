import { SQLITE, sqliteCodeOf } from '../lib/sqlite-error.ts';

/** Whether a query failed because the disk of the database has no room left. */
export function isDiskFull(error: unknown): boolean {
  return sqliteCodeOf(error) === SQLITE.full;
}
