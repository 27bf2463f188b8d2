import type { Selectable } from 'kysely';
import type { ExportFile, ExportState } from '#shared/exports.ts';
import type { Database, Tables } from '../database/database.ts';

/** Somebody's wish to take a span away; times are epoch ms. */
export interface ExportJob {
  readonly id: number;
  readonly channels: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly state: ExportState;
  /** Why it failed. */
  readonly problem: string | null;
  readonly by: string;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly sizeBytes: number;
  readonly files: readonly ExportFile[];
}

type Wish = Pick<ExportJob, 'channels' | 'from' | 'to' | 'by' | 'createdAt'>;
type Change = Partial<Pick<ExportJob, 'state' | 'problem' | 'finishedAt' | 'sizeBytes' | 'files'>>;

/** The exports in the database. */
export class ExportRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Newest first. */
  async all(): Promise<ExportJob[]> {
    return (await this.#database.kysely.selectFrom('exports').selectAll().orderBy('id', 'desc').execute()).map(jobOf);
  }

  async get(id: number): Promise<ExportJob | undefined> {
    const row = await this.#database.kysely.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirst();
    return row && jobOf(row);
  }

  async add({ channels, from, to, by, createdAt }: Wish): Promise<number> {
    const row = { channels: JSON.stringify(channels), from_at: from, to_at: to, state: 'queued', created_by: by, created_at: createdAt };
    const { insertId } = await this.#database.kysely.insertInto('exports').values(row).executeTakeFirstOrThrow();
    return Number(insertId);
  }

  async change(id: number, { state, problem, finishedAt, sizeBytes, files }: Change): Promise<void> {
    const row = { state, problem, finished_at: finishedAt, size_bytes: sizeBytes, files: files && JSON.stringify(files) };
    await this.#database.kysely.updateTable('exports').set(row).where('id', '=', id).execute();
  }

  /** What a process that ended had in hand waits again. */
  async requeue(): Promise<void> {
    await this.#database.kysely.updateTable('exports').set({ state: 'queued', files: '[]' }).where('state', '=', 'running').execute();
  }

  async remove(id: number): Promise<void> {
    await this.#database.kysely.deleteFrom('exports').where('id', '=', id).execute();
  }
}

function jobOf(row: Selectable<Tables['exports']>): ExportJob {
  return {
    id: row.id,
    // both written by this file and nobody else
    channels: JSON.parse(row.channels) as number[],
    files: JSON.parse(row.files) as ExportFile[],
    state: row.state as ExportState,
    from: row.from_at,
    to: row.to_at,
    problem: row.problem,
    by: row.created_by,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    sizeBytes: row.size_bytes,
  };
}
