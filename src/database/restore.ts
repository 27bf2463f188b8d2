import { DatabaseSync } from 'node:sqlite';
import type { Transaction } from 'kysely';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { TABLES, type TableName, type Tables } from './schema.ts';

/** Rows as a table had them; columns that it has no more are left out. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Sources {
  /** A database in which some rows can no longer be read. */
  readonly damagedFile?: string;
  /** What was copied beside it, by table. */
  readonly copied: Readonly<Record<string, Rows>>;
  readonly log: Logger;
}

const AT_ONCE = 100;

/**
 * Fills a new database with what is to be kept: of each table what the damaged file still gives, and where that is not all of it, also what
 * was copied. A row that was deleted since the last copy comes back only where the damaged file cannot say that it is gone.
 * @returns tables that began empty although they may have held something
 */
export async function restore(transaction: Transaction<Tables>, { damagedFile, copied, log }: Sources): Promise<Set<TableName>> {
  const lost = new Set(Object.keys(TABLES) as TableName[]); // the keys are the type
  const entry = await Entry.into(transaction);
  const saved: Record<string, number> = {};
  using damaged = openDamaged(damagedFile, log);
  for (const table of lost) {
    if (TABLES[table].fate.kind !== 'kept') continue;
    const salvaged = damaged && (await salvage(damaged, table, entry));
    const rows = salvaged?.isWhole ? [] : copied[table];
    saved[table] = (salvaged?.rows ?? 0) + (rows ? await entry.enter(table, rows) : 0);
    if (rows) lost.delete(table);
  }
  log.info({ saved }, 'protections, users, exports and other decisions restored into the new database');
  return lost;
}

function openDamaged(file: string | undefined, log: Logger): DatabaseSync | null {
  try {
    return file === undefined ? null : new DatabaseSync(file);
  } catch (error) {
    log.warn({ reason: messageOf(error) }, 'cannot read anything from the damaged database');
    return null;
  }
}

async function salvage(damaged: DatabaseSync, table: TableName, entry: Entry): Promise<{ rows: number; isWhole: boolean }> {
  let rows = 0;
  let slice: Record<string, unknown>[] = [];
  let isWhole = false;
  try {
    for (const row of damaged.prepare(`SELECT * FROM ${table}`).iterate()) {
      if (slice.push(row) < AT_ONCE) continue;
      rows += await entry.enter(table, slice);
      slice = [];
    }
    isWhole = true;
  } catch {
    // the damage begins here: what came before it is kept
  }
  return { rows: rows + (await entry.enter(table, slice)), isWhole };
}

/** Enters rows of an earlier database. */
class Entry {
  readonly #transaction: Transaction<Tables>;
  readonly #columns: ReadonlyMap<string, ReadonlySet<string>>;

  private constructor(transaction: Transaction<Tables>, columns: ReadonlyMap<string, ReadonlySet<string>>) {
    this.#transaction = transaction;
    this.#columns = columns;
  }

  static async into(transaction: Transaction<Tables>): Promise<Entry> {
    const tables = await transaction.introspection.getTables();
    return new Entry(transaction, new Map(tables.map((table) => [table.name, new Set(table.columns.map(({ name }) => name))])));
  }

  /** @returns how many were entered: one that is there already, or that the table does not take, is left out */
  async enter(table: TableName, rows: Rows): Promise<number> {
    let entered = 0;
    for (let at = 0; at < rows.length; at += AT_ONCE) {
      const slice = rows.slice(at, at + AT_ONCE).map((row) => this.#known(table, row));
      entered += await this.#insert(table, slice).catch(() => this.#enterEach(table, slice));
    }
    return entered;
  }

  async #enterEach(table: TableName, rows: Rows): Promise<number> {
    let entered = 0;
    for (const row of rows) entered += await this.#insert(table, [row]).catch(() => 0);
    return entered;
  }

  async #insert(table: TableName, rows: Rows): Promise<number> {
    const insert = this.#transaction.insertInto(table).values(rows as never); // which columns there are, the database has just told
    const { numInsertedOrUpdatedRows } = await insert.onConflict((conflict) => conflict.doNothing()).executeTakeFirstOrThrow();
    return Number(numInsertedOrUpdatedRows ?? 0);
  }

  #known(table: TableName, row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const columns = this.#columns.get(table);
    return Object.fromEntries(Object.entries(row).filter(([name]) => columns?.has(name)));
  }
}
