import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Kysely, SqliteDialect, type Transaction } from 'kysely';
import { AlreadyRunning, CannotCreate, ConfigInvalid, messageOf } from '../lib/errors.ts';
import { FolderLock } from '../lib/folder-lock.ts';
import type { Logger } from '../lib/log.ts';
import { SQLITE, sqliteCodeOf } from '../lib/sqlite-error.ts';
import { BackgroundCheck } from './background-check.ts';
import { Reader } from './reader.ts';
import { readingDialect } from './reading-dialect.ts';
import { Reserve } from './reserve.ts';
import type { Tables } from './schema.ts';
import { sqliteConnection } from './sqlite-connection.ts';
import { type OpenedFile, openSqliteFile } from './sqlite-file.ts';

export { copyDatabase } from './backup.ts';
export type { Tables } from './schema.ts';

export interface DatabaseOptions {
  /** DATABASE_URL; null: SQLite in the folder. `sqlite::memory:` keeps everything in memory, for tests. */
  readonly url: string | null;
  /** DATA_DIR; made when missing. */
  readonly folder: string;
  readonly log: Logger;
}

interface Ways {
  readonly kysely: Kysely<Tables>;
  readonly reading: Kysely<Tables>;
}

/** The catalogue's database, open and of the right schema; knows no table's meaning. Holds DATA_DIR for this process. */
export class Database implements AsyncDisposable {
  /** All tables. Inside `transaction` use only what it gives: this one would wait for the transaction's end. */
  readonly kysely: Kysely<Tables>;
  /**
   * The same tables for questions that may read much: answered beside the recording, each in its time, and never a change.
   * @throws Refused `too-busy` instead of an answer that would take too long
   */
  readonly reading: Kysely<Tables>;
  /** A broken file was moved aside at this start, so the catalogue is empty until it is reconciled with the disk. */
  readonly wasRebuilt: boolean;
  readonly #rooms: AsyncDisposableStack;
  readonly #reserve: Reserve | undefined;

  private constructor({ kysely, reading }: Ways, wasRebuilt: boolean, rooms: AsyncDisposableStack, reserve?: Reserve) {
    this.kysely = kysely;
    this.reading = reading;
    this.wasRebuilt = wasRebuilt;
    this.#rooms = rooms;
    this.#reserve = reserve;
  }

  /**
   * @throws AlreadyRunning (exit 75) when another Mini-NVR uses the folder, CannotCreate (73) when it cannot be written,
   *   DatabaseTooNew or ConfigInvalid (78)
   */
  static async open({ url, folder, log }: DatabaseOptions): Promise<Database> {
    if (url !== null && url !== 'sqlite::memory:') throw new ConfigInvalid(refusalOf(url));
    await using rooms = new AsyncDisposableStack();
    if (url !== null) {
      const opened = openSqliteFile(':memory:', log);
      const kysely = connect(opened, rooms);
      return new Database({ kysely, reading: kysely }, false, rooms.move()); // what is in memory has no second way in
    }
    rooms.use(lockFolder(folder));
    const file = path.join(folder, 'catalogue.db');
    const reserve = new Reserve(path.join(folder, 'catalogue.reserve'), log);
    const opened = openSqliteFile(file, log);
    const kysely = connect(opened, rooms, reserve);
    if (opened.isUnchecked) rooms.use(BackgroundCheck.start(file, log));
    const reader = rooms.use(new Reader({ file, log }));
    const reading = new Kysely<Tables>({ dialect: readingDialect(reader) });
    return new Database({ kysely, reading }, opened.wasRebuilt, rooms.move(), reserve);
  }

  /** All or nothing; others wait until it ends, so do no slow work inside. Tried once more when the full disk gave some room. */
  async transaction<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    const releases = this.#reserve?.releases;
    try {
      return await this.kysely.transaction().execute(work);
    } catch (error) {
      if (sqliteCodeOf(error) !== SQLITE.full || this.#reserve?.releases === releases) throw error;
      return await this.kysely.transaction().execute(work);
    }
  }

  /** Tells it that files were deleted: room it had to give up on a full disk is laid by again. */
  roomFreed(): void {
    this.#reserve?.restore();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rooms.disposeAsync();
  }
}

function connect({ database }: OpenedFile, rooms: AsyncDisposableStack, reserve?: Reserve): Kysely<Tables> {
  const connection = sqliteConnection(database, () => reserve?.release() ?? false);
  rooms.defer(() => connection.close());
  return rooms.adopt(new Kysely<Tables>({ dialect: new SqliteDialect({ database: connection }) }), (kysely) => kysely.destroy());
}

function lockFolder(folder: string): FolderLock {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return FolderLock.take(folder);
  } catch (error) {
    if (error instanceof AlreadyRunning) throw error;
    throw new CannotCreate(`DATA_DIR ${folder} cannot be written: ${messageOf(error)}. Choose a folder that this user may write.`, {
      cause: error,
    });
  }
}

function refusalOf(url: string): string {
  return /^postgres(ql)?:\/\//i.test(url)
    ? 'DATABASE_URL: PostgreSQL is not yet available. Leave DATABASE_URL empty to use SQLite in DATA_DIR.'
    : 'DATABASE_URL is neither empty nor a postgres:// address. Leave it empty to use SQLite in DATA_DIR.';
}
