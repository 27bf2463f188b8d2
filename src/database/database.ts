import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Kysely, type Transaction } from 'kysely';
import { type Clock, systemClock } from '../lib/clock.ts';
import { AlreadyRunning, CannotCreate, ConfigInvalid, messageOf } from '../lib/errors.ts';
import { FolderLock } from '../lib/files/folder-lock.ts';
import type { Logger } from '../lib/log.ts';
import { BackgroundCheck } from './background-check.ts';
import { DecisionsCopy, readDecisions } from './decisions-copy.ts';
import { isDiskFull } from './disk-full.ts';
import { Reader } from './reader.ts';
import { readingDialect } from './reading-dialect.ts';
import { Reserve } from './reserve.ts';
import type { TableName, Tables } from './schema.ts';
import { brokenFlag, openSqliteFile } from './sqlite-file.ts';

export { copyDatabase } from './backup.ts';
export { isDiskFull } from './disk-full.ts';
export { byIndex, flag, isOneOf, mean, total } from './expressions.ts';
export type { Tables } from './schema.ts';

export interface DatabaseOptions {
  /** DATABASE_URL; null: SQLite in the folder. `sqlite::memory:` keeps everything in memory, for tests. */
  readonly url: string | null;
  /** DATA_DIR; made when missing. */
  readonly folder: string;
  readonly log: Logger;
  /** The machine's own where none is given. */
  readonly clock?: Clock;
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
  /** Tables that began empty at this start although they may have held something: their file was damaged or is gone. */
  readonly lost: ReadonlySet<TableName>;
  readonly #rooms: AsyncDisposableStack;
  readonly #reserve: Reserve | undefined;

  private constructor({ kysely, reading }: Ways, lost: ReadonlySet<TableName>, rooms: AsyncDisposableStack, reserve?: Reserve) {
    this.kysely = kysely;
    this.reading = reading;
    this.lost = lost;
    this.#rooms = rooms;
    this.#reserve = reserve;
  }

  /**
   * @throws AlreadyRunning (exit 75) when another Mini-NVR uses the folder, CannotCreate (73) when it cannot be written,
   *   DatabaseTooNew or ConfigInvalid (78)
   */
  static async open({ url, folder, log, clock = systemClock }: DatabaseOptions): Promise<Database> {
    if (url !== null && url !== 'sqlite::memory:') throw new ConfigInvalid(refusalOf(url));
    await using rooms = new AsyncDisposableStack();
    if (url !== null) {
      const { kysely, lost } = await openSqliteFile({ file: ':memory:', log });
      rooms.defer(() => kysely.destroy());
      return new Database({ kysely, reading: kysely }, lost, rooms.move()); // what is in memory has no second way in
    }
    rooms.use(lockFolder(folder));
    const file = path.join(folder, 'catalogue.db');
    const decisions = path.join(folder, 'decisions.json');
    const copied = hasTraces(folder) ? () => readDecisions(decisions, log) : undefined;
    const reserve = new Reserve(path.join(folder, 'catalogue.reserve'), log);
    const { kysely, lost, isUnchecked } = await openSqliteFile({ file, log, copied, makeRoom: () => reserve.release() });
    rooms.defer(() => kysely.destroy());
    if (isUnchecked) rooms.use(BackgroundCheck.start(file, log));
    const reader = rooms.use(new Reader({ file, log }));
    const reading = new Kysely<Tables>({ dialect: readingDialect(reader) });
    rooms.use(DecisionsCopy.start({ file: decisions, kysely, clock, log, isDamaged: () => existsSync(brokenFlag(file)) }));
    return new Database({ kysely, reading }, lost, rooms.move(), reserve);
  }

  /**
   * All or nothing, and one after the other: what is read inside is still so when it is acted upon. Others wait until it ends, so do no
   * slow work inside. Tried once more when the full disk gave some room.
   */
  async transaction<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
    const releases = this.#reserve?.releases;
    try {
      return await this.kysely.transaction().execute(work);
    } catch (error) {
      if (!isDiskFull(error) || this.#reserve?.releases === releases) throw error;
      return await this.kysely.transaction().execute(work);
    }
  }

  /** Writes to the disk and takes it back in the same transaction, so that nothing has changed. @throws when nothing can be written */
  async demandWritable(): Promise<void> {
    await this.transaction(async (t) => {
      await t.insertInto('meta').values({ key: 'write-test', value: 'x' }).execute();
      await t.deleteFrom('meta').where('key', '=', 'write-test').execute();
    });
  }

  /** Tells it that files were deleted: room it had to give up on a full disk is laid by again. */
  roomFreed(): void {
    this.#reserve?.restore();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#rooms.disposeAsync();
  }
}

/** Whether Mini-NVR has run with this folder before, whatever has become of its database. */
function hasTraces(folder: string): boolean {
  const names = readdirSync(folder);
  // a first start that was cut short leaves an empty database and the reserve
  const isTrace = (name: string): boolean => /^(catalogue\.|decisions\.json)/.test(name) && name !== 'catalogue.db';
  return names.some((name) => isTrace(name) && !(name === 'catalogue.reserve' && names.includes('catalogue.db')));
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
