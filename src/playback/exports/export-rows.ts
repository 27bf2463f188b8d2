import type { Kysely, Selectable } from 'kysely';
import type { ExportCut, ExportFile, ExportState } from '#shared/exports.ts';
import type { Database, Tables } from '../../database/database.ts';

/** Somebody's wish to take a span away; times are epoch ms. */
export interface ExportJob {
  readonly id: number;
  readonly channels: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly cut: ExportCut;
  readonly state: ExportState;
  /** Why it failed. */
  readonly problem: string | null;
  readonly by: string;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** While it is not finished, about. */
  readonly sizeBytes: number;
  readonly files: readonly ExportFile[];
  /** Until when somebody may see it by link; null: nobody may. */
  readonly sharedUntil: number | null;
}

/** What somebody wishes to take away. */
export type ExportWish = Pick<ExportJob, 'channels' | 'from' | 'to' | 'by' | 'cut'>;
type NewExport = ExportWish & Pick<ExportJob, 'createdAt' | 'sizeBytes'>;
type Change = Partial<Pick<ExportJob, 'state' | 'problem' | 'finishedAt' | 'sizeBytes' | 'files'>>;

/** The exports in the database. */
export class ExportRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first. */
  async all(): Promise<ExportJob[]> {
    return (await select(this.#database.kysely).orderBy('exports.id', 'desc').execute()).map(jobOf);
  }

  async get(id: number): Promise<ExportJob | undefined> {
    const row = await select(this.#database.kysely).where('exports.id', '=', id).executeTakeFirst();
    return row && jobOf(row);
  }

  /** @param demand looks at all there are, and throws when there may not be one more; nothing comes in between */
  async add(
    { channels, from, to, by, cut, createdAt, sizeBytes }: NewExport,
    demand: (all: readonly ExportJob[]) => void,
  ): Promise<number> {
    const times = { from_at: from, to_at: to, created_at: createdAt };
    const row = { channels: JSON.stringify(channels), ...times, cut, state: 'queued', created_by: by, size_bytes: sizeBytes };
    return await this.#database.transaction(async (transaction) => {
      demand((await select(transaction).execute()).map(jobOf));
      const { id } = await transaction.insertInto('exports').values(row).returning('id').executeTakeFirstOrThrow();
      return id;
    });
  }

  /** Enters a finished export under the number that it had. */
  async adopt(job: Omit<ExportJob, 'sharedUntil' | 'problem' | 'state'>): Promise<void> {
    const { id, channels, from, to, by, cut, createdAt, finishedAt, sizeBytes, files } = job;
    const times = { from_at: from, to_at: to, created_at: createdAt, finished_at: finishedAt };
    const lists = { channels: JSON.stringify(channels), files: JSON.stringify(files) };
    const row = { id, ...lists, ...times, cut, state: 'done', created_by: by, size_bytes: sizeBytes };
    await this.#database.kysely.insertInto('exports').values(row).execute();
  }

  async change(id: number, { state, problem, finishedAt, sizeBytes, files }: Change): Promise<void> {
    const row = { state, problem, finished_at: finishedAt, size_bytes: sizeBytes, files: files && JSON.stringify(files) };
    await this.#database.kysely.updateTable('exports').set(row).where('id', '=', id).execute();
  }

  /** Its turn has come. @returns false when it is gone */
  async begin(id: number): Promise<boolean> {
    const change = this.#database.kysely.updateTable('exports').set({ state: 'running' }).where('id', '=', id);
    return (await change.executeTakeFirstOrThrow()).numUpdatedRows > 0n;
  }

  /** What a process that ended had in hand waits again. */
  async requeue(): Promise<void> {
    await this.#database.kysely.updateTable('exports').set({ state: 'queued', files: '[]' }).where('state', '=', 'running').execute();
  }

  /** Links to it end with it. */
  async remove(id: number): Promise<void> {
    await this.#database.transaction(async (transaction) => {
      await transaction.deleteFrom('shares').where('export_id', '=', id).execute();
      await transaction.deleteFrom('exports').where('id', '=', id).execute();
    });
  }
}

function select(kysely: Kysely<Tables>) {
  return kysely
    .selectFrom('exports')
    .selectAll('exports')
    .select(({ selectFrom }) =>
      selectFrom('shares')
        .select(({ fn }) => fn.max<number | null>('expires_at').as('until'))
        .whereRef('export_id', '=', 'exports.id')
        .as('shared_until'),
    );
}

function jobOf(row: Selectable<Tables['exports']> & { readonly shared_until: number | null }): ExportJob {
  return {
    id: row.id,
    // both written by this file and nobody else
    channels: JSON.parse(row.channels) as number[],
    files: JSON.parse(row.files) as ExportFile[],
    state: row.state as ExportState,
    from: row.from_at,
    to: row.to_at,
    cut: row.cut as ExportCut,
    problem: row.problem,
    by: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    sizeBytes: row.size_bytes,
    sharedUntil: row.shared_until,
  };
}
