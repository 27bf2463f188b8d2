import { existsSync, readFileSync, renameSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import { HOUR_MS } from '#shared/durations.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { syncFolder } from '../lib/files/sync-folder.ts';
import type { Logger } from '../lib/log.ts';
import type { Rows } from './restore.ts';
import { TABLES, type TableName, type Tables } from './schema.ts';

/** Within a minute of each decision, whatever the disk does meanwhile. */
const LOOK_MS = 30_000;

const Content = z.object({ tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))) });

export interface DecisionsCopyOptions {
  readonly file: string;
  readonly kysely: Kysely<Tables>;
  readonly clock: Clock;
  readonly log: Logger;
  /** The database is known to be damaged: what it says must not replace what it said before. */
  readonly isDamaged: () => boolean;
}

/**
 * Keeps a copy of what nobody could say again in a small file beside the database: each table whose fate is `kept`. It looks twice a
 * minute and at the end, and writes what has changed; a file that cannot be written is tried again, and nobody waits for it.
 */
export class DecisionsCopy implements AsyncDisposable {
  readonly #options: DecisionsCopyOptions;
  readonly #life = new AbortController();
  #looking: Promise<void> = Promise.resolve();
  #soon = '';
  #writtenAt = Number.NEGATIVE_INFINITY;
  #isFailing = false;

  private constructor(options: DecisionsCopyOptions) {
    this.#options = options;
  }

  static start(options: DecisionsCopyOptions): DecisionsCopy {
    const copy = new DecisionsCopy(options);
    copy.#looking = copy.#look(copy.#life.signal);
    return copy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    await this.#looking;
    await this.#keep(true);
  }

  async #look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await rest(this.#options.clock, LOOK_MS, signal);
      if (!signal.aborted) await this.#keep(false);
    }
  }

  async #keep(isLast: boolean): Promise<void> {
    const { log, file, isDamaged, clock } = this.#options;
    try {
      if (isDamaged()) return;
      const soon = await this.#read('soon');
      const text = JSON.stringify(soon);
      const isDue = isLast || clock.monotonic() - this.#writtenAt >= HOUR_MS;
      if (text === this.#soon && existsSync(file) && !isDue) return;
      await write(file, `${JSON.stringify({ product: 'Mini-NVR', tables: { ...soon, ...(await this.#read('hourly')) } })}\n`);
      this.#soon = text;
      this.#writtenAt = clock.monotonic();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing)
        log.warn({ file, reason: messageOf(error) }, 'cannot write the copy of decisions beside the database; it is tried again');
      this.#isFailing = true;
    }
  }

  /** Whoever refers before whoever is referred to: what is entered meanwhile is then never referred to without being there. */
  async #read(copied: 'soon' | 'hourly'): Promise<Record<string, Rows>> {
    const content: Record<string, Rows> = {};
    const names = Object.keys(TABLES) as TableName[]; // the keys are the type
    for (const table of names.toReversed()) {
      const { fate } = TABLES[table];
      if (fate.kind === 'kept' && fate.copied === copied) content[table] = await newestOf(this.#options.kysely, table, fate);
    }
    return content;
  }
}

/** @returns the rows copied, by table; none when there is no copy. One that cannot be read is moved aside. */
export function readDecisions(file: string, log: Logger): Readonly<Record<string, Rows>> {
  if (!existsSync(file)) return {};
  try {
    return Content.parse(JSON.parse(readFileSync(file, 'utf8'))).tables;
  } catch (error) {
    log.error({ file, reason: messageOf(error) }, 'cannot read the copy of decisions beside the database; it is moved aside');
    renameSync(file, `${file}.unreadable`);
    return {};
  }
}

async function newestOf(kysely: Kysely<Tables>, table: TableName, { by, newest }: { by: string; newest?: number }): Promise<Rows> {
  const { ref } = kysely.dynamic;
  const query = kysely.selectFrom(table).selectAll().orderBy(ref(by), 'desc');
  return await (newest === undefined ? query : query.limit(newest)).execute();
}

/** Whole or not at all, and on the disk when it resolves; readable by its owner only. */
async function write(file: string, text: string): Promise<void> {
  const unfinished = `${file}.new`;
  await rm(unfinished, { force: true });
  {
    await using handle = await open(unfinished, 'wx', 0o600);
    await handle.writeFile(text);
    await handle.sync();
  }
  await rename(unfinished, file);
  await syncFolder(path.dirname(file));
}
