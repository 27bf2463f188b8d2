import { Database } from '../../src/database/database.ts';
import { silentLog } from '../../src/lib/log.ts';

/** A database with nothing in it. */
export interface DialectOfTests {
  readonly name: string;
  readonly open: () => Promise<Database>;
}

/** Each kind of database that the catalogue can be in: what rows are asked must be answered the same by all of them. */
export const DIALECTS: readonly DialectOfTests[] = [
  { name: 'SQLite', open: () => Database.open({ url: 'sqlite::memory:', folder: '/nowhere', log: silentLog() }) },
];
