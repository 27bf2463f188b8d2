import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Database, Tables } from '../database/database.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf, systemCodeOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { below, list } from './recording-tree.ts';
import { usage } from './usage.ts';

const INTERVAL_MS = 600_000;
const SLICE = 500;
/** What is younger is on its way into the catalogue: just closed, or being converted. */
const SETTLED_AFTER_MS = 120_000;

export interface DiskUsageOptions {
  readonly database: Database;
  /** RECORD_DIR. */
  readonly root: string;
  /** Paths below it that are being written now. */
  readonly running: () => ReadonlySet<string>;
  /** Resolves when files on the disk have their rows: before, they would be counted twice. */
  readonly isReconciled: Promise<unknown>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How much RECORD_DIR takes: what the catalogue knows, what is being written, and what else lies there, walked now and then. */
export class DiskUsage implements AsyncDisposable {
  readonly #options: DiskUsageOptions;
  readonly #life = new AbortController();
  #foreignBytes = 0;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: DiskUsageOptions) {
    this.#options = options;
  }

  static start(options: DiskUsageOptions): DiskUsage {
    const instance = new DiskUsage(options);
    instance.#done = instance.#watch();
    return instance;
  }

  /** Bytes of everything in RECORD_DIR; files of others as of the last walk. */
  async usedBytes(): Promise<number> {
    const { database, clock } = this.#options;
    const { bytes } = await usage(database.kysely, clock.now());
    return bytes + this.#foreignBytes + (await this.#runningBytes());
  }

  /** Looks for what is not in the catalogue; in the background and by itself every ten minutes. */
  async walk(): Promise<void> {
    const folders = [''];
    let bytes = 0;
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      if (this.#life.signal.aborted) return;
      const listing = await list(this.#options.root, folder);
      for (const name of listing.folders) folders.push(below(folder, name));
      bytes += await this.#foreignIn(listing.files.map((name) => below(folder, name)));
    }
    this.#foreignBytes = bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }

  async #watch(): Promise<void> {
    const { clock, log, isReconciled } = this.#options;
    const { signal } = this.#life;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([isReconciled.catch(() => undefined), aborted]);
    while (!signal.aborted) {
      await this.walk().catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'the recording folder cannot be measured'));
      await rest(clock, INTERVAL_MS, signal);
    }
  }

  async #foreignIn(files: readonly string[]): Promise<number> {
    let bytes = 0;
    for (let at = 0; at < files.length && !this.#life.signal.aborted; at += SLICE) {
      const running = this.#options.running();
      const unknown = await withoutRow(this.#options.database.kysely, files.slice(at, at + SLICE));
      for (const file of unknown) if (!running.has(file)) bytes += await this.#settledSize(file);
      await new Promise(setImmediate);
    }
    return bytes;
  }

  async #settledSize(file: string): Promise<number> {
    const stat = await sizeOf(path.join(this.#options.root, file));
    const isSegmentLike = /\.(mkv|mp4)$/.test(file);
    return isSegmentLike && stat.changedAt > this.#options.clock.now() - SETTLED_AFTER_MS ? 0 : stat.bytes;
  }

  async #runningBytes(): Promise<number> {
    const sizes = await Promise.all([...this.#options.running()].map((file) => sizeOf(path.join(this.#options.root, file))));
    return sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

async function withoutRow(t: Kysely<Tables>, files: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ value: string }>`
    SELECT value FROM json_each(${JSON.stringify(files)}) WHERE value NOT IN (SELECT path FROM segments WHERE path = value)`.execute(t);
  return rows.map(({ value }) => value);
}

/** A file that is gone takes nothing. */
async function sizeOf(absolutePath: string): Promise<{ bytes: number; changedAt: number }> {
  try {
    const { size, ctimeMs } = await lstat(absolutePath);
    return { bytes: size, changedAt: ctimeMs };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return { bytes: 0, changedAt: 0 };
    throw error;
  }
}
