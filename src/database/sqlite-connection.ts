import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { isDiskFull } from './disk-full.ts';

const KEPT_STATEMENTS = 200;

/**
 * node:sqlite in the shape Kysely expects. Keeps prepared statements, because preparing costs more than most of our queries.
 * @param makeRoom called when the disk is full; when it could free some, the statement is tried once more
 */
export function sqliteConnection(database: DatabaseSync, makeRoom: () => boolean): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>();
  return {
    close: () => {
      statements.clear();
      if (database.isOpen) database.close();
    },
    prepare: (sql) => {
      const known = statements.get(sql);
      if (known) return known;
      if (statements.size >= KEPT_STATEMENTS) statements.clear();
      const statement = sql === 'rollback' ? rollback(database) : adapt(database, database.prepare(sql), makeRoom);
      statements.set(sql, statement);
      return statement;
    },
  };
}

function adapt(database: DatabaseSync, statement: StatementSync, makeRoom: () => boolean): SqliteStatement {
  /** After a full disk SQLite may have rolled the transaction back: then only the whole of it can be tried again. */
  const withRoom = <T>(work: () => T): T => {
    const wasInside = database.isTransaction;
    try {
      return work();
    } catch (error) {
      if (!isDiskFull(error) || !makeRoom() || database.isTransaction !== wasInside) throw error;
      return work();
    }
  };
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => withRoom(() => statement.all(...values(parameters))),
    run: (parameters) => withRoom(() => statement.run(...values(parameters))),
    iterate: (parameters) => statement.iterate(...values(parameters)),
  };
}

/** Kysely rolls back after every failure; where SQLite has done so itself, the failure must not be hidden by another one. */
function rollback(database: DatabaseSync): SqliteStatement {
  const run = (): { changes: number; lastInsertRowid: number } => {
    if (database.isTransaction) database.exec('ROLLBACK');
    return { changes: 0, lastInsertRowid: 0 };
  };
  return { reader: false, run, all: () => [], iterate: () => [].values() };
}

/** Kysely's parameters are `unknown`; our tables hold only what SQLite takes, and it refuses the rest itself. */
function values(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}
