import type { StreamingReason, StreamingRecordKind } from '#shared/youtube.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';

const KEPT_RECORDS = 1000;

/** Which key is the current one. */
export interface Schedule {
  /** 1 or 2. */
  readonly key: number;
  /** When the first session with it began, epoch ms; null: none has begun yet. */
  readonly since: number | null;
  /** A person stopped the stream: it stays so over a restart. */
  readonly isStopped: boolean;
}

/** Something that happened to the stream. */
export interface StreamRecord {
  readonly at: number;
  readonly kind: StreamingRecordKind;
  readonly key: number | null;
  readonly reason: StreamingReason | null;
  /** Never holds a key. */
  readonly text: string;
}

export interface JournalOptions {
  readonly database: Database;
  readonly log: Logger;
  readonly clock: Clock;
  /** How many keys are configured. */
  readonly keys: number;
}

/** The streamer's memory: written behind it, so that a database in trouble never touches the stream. */
export class Journal {
  readonly #database: Database;
  readonly #log: Logger;
  #schedule: Schedule;
  #lastError: StreamRecord | null;
  #written: Promise<void> = Promise.resolve();

  private constructor(database: Database, log: Logger, { schedule, lastError }: { schedule: Schedule; lastError: StreamRecord | null }) {
    this.#database = database;
    this.#log = log;
    this.#schedule = schedule;
    this.#lastError = lastError;
  }

  /**
   * Reads what an earlier run left; with fewer keys than then it begins with the first. Where it was lost with the database, nobody
   * knows whether a person had stopped the stream: it is stopped, and stays so until somebody starts it.
   */
  static async open({ database, log, clock, keys }: JournalOptions): Promise<Journal> {
    const row = await database.kysely.selectFrom('streaming_schedule').selectAll().executeTakeFirst();
    const isKnown = row !== undefined && row.key_number <= keys;
    const schedule = { key: isKnown ? row.key_number : 1, since: isKnown ? row.key_since : null, isStopped: Boolean(row?.is_stopped) };
    const errors = database.kysely.selectFrom('streaming_history').selectAll().where('kind', 'in', ['failed', 'rotation_failed']);
    const last = await errors.orderBy('id', 'desc').limit(1).executeTakeFirst();
    const journal = new Journal(database, log, { schedule, lastError: last ? recordOf(last) : null });
    if (!row && keys > 0 && database.lost.has('streaming_schedule')) journal.#stopUnknown(clock.now());
    return journal;
  }

  get schedule(): Schedule {
    return this.#schedule;
  }

  get lastError(): StreamRecord | null {
    return this.#lastError;
  }

  /** Changes the schedule, at once here and soon in the database. */
  plan(change: Partial<Schedule>): void {
    this.#schedule = { ...this.#schedule, ...change };
    const { key, since, isStopped } = this.#schedule;
    const values = { id: 1, key_number: key, key_since: since, is_stopped: isStopped ? 1 : 0 };
    this.#behind(() =>
      this.#database.kysely
        .insertInto('streaming_schedule')
        .values(values)
        .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
        .execute(),
    );
  }

  /** Adds to the history. */
  note(record: StreamRecord): void {
    if (record.kind === 'failed' || record.kind === 'rotation_failed') this.#lastError = record;
    const { at, kind, key, reason, text } = record;
    this.#behind(async () => {
      const { kysely } = this.#database;
      await kysely.insertInto('streaming_history').values({ at, kind, key_number: key, reason, text }).execute();
      const newest = kysely.selectFrom('streaming_history').select((row) => row.fn.max('id').as('id'));
      await kysely
        .deleteFrom('streaming_history')
        .where('id', '<=', (row) =>
          row.selectFrom(newest.as('newest')).select((inner) => inner('newest.id', '-', KEPT_RECORDS).as('limit')),
        )
        .execute();
    });
  }

  /** Newest first. */
  async history(limit: number): Promise<(StreamRecord & { readonly id: number })[]> {
    const rows = await this.#database.kysely.selectFrom('streaming_history').selectAll().orderBy('id', 'desc').limit(limit).execute();
    return rows.map((row) => ({ id: row.id, ...recordOf(row) }));
  }

  /** Resolves when everything told so far is written, or given up. */
  async written(): Promise<void> {
    await this.#written;
  }

  #stopUnknown(at: number): void {
    const text = 'The memory of the stream was lost with the catalogue: it is stopped until somebody starts it';
    this.#log.warn(text);
    this.plan({ isStopped: true });
    this.note({ at, kind: 'stopped', key: null, reason: null, text });
  }

  #behind(write: () => Promise<unknown>): void {
    this.#written = this.#written.then(write).then(
      () => undefined,
      (error: unknown) => this.#log.error({ error: messageOf(error) }, 'cannot save the streaming state'),
    );
  }
}

function recordOf(row: { at: number; kind: string; key_number: number | null; reason: string | null; text: string }): StreamRecord {
  const { at, kind, key_number: key, reason, text } = row;
  // only this file writes them
  return { at, kind: kind as StreamingRecordKind, key, reason: reason as StreamingReason | null, text };
}
