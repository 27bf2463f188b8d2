import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Reader } from './reader.ts';

/** Questions may be asked at the same time: the reader keeps them in order itself. */
class ReadingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Lets Kysely ask a reader; nothing can be changed through it. */
export function readingDialect(reader: Reader): Dialect {
  return {
    createAdapter: () => new ReadingAdapter(),
    createDriver: () => driverOf(reader),
    createIntrospector: (kysely) => new SqliteIntrospector(kysely),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

function driverOf(reader: Reader): Driver {
  const done = (): Promise<void> => Promise.resolve();
  const refuse = (): Promise<void> => Promise.reject(new Error('this way to the database only reads'));
  return {
    init: done,
    acquireConnection: () => Promise.resolve(connectionTo(reader)),
    releaseConnection: done,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
    destroy: done,
  };
}

function connectionTo(reader: Reader): DatabaseConnection {
  return {
    async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
      // Kysely's own types say what a query gives
      return { rows: [...(await reader.ask(sql, parameters))] as R[] };
    },
    streamQuery: () => {
      throw new Error('answers are not streamed');
    },
  };
}
