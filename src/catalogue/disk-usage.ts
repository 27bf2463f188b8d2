import { lstat } from 'node:fs/promises';
import path from 'node:path';
import type { Database } from '../database/database.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf, systemCodeOf } from '../lib/errors.ts';
import { recordingDiskBytesOf } from '../lib/files/disk-bytes.ts';
import type { Logger } from '../lib/log.ts';
import { DiskWalk } from './reconcile/disk-walk.ts';
import { usage } from './rows/usage.ts';

const INTERVAL_MS = 600_000;

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

  /** Bytes of the disk that everything in RECORD_DIR takes; files of others as of the last walk. */
  async usedBytes(): Promise<number> {
    const { database, clock } = this.#options;
    const { bytes } = await usage(database.kysely, clock.now());
    return bytes + this.#foreignBytes + (await this.#runningBytes());
  }

  /** Looks for what is not in the catalogue; in the background and by itself every ten minutes. */
  async walk(): Promise<void> {
    const { database, root, running, clock } = this.#options;
    const walk = new DiskWalk({ tables: database.kysely, root, running, now: () => clock.now(), signal: this.#life.signal });
    this.#foreignBytes = (await walk.bytes()) ?? this.#foreignBytes;
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
      await this.walk().catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'cannot measure the recording folder'));
      await rest(clock, INTERVAL_MS, signal);
    }
  }

  async #runningBytes(): Promise<number> {
    const sizes = await Promise.all([...this.#options.running()].map((file) => sizeOf(path.join(this.#options.root, file))));
    return sizes.reduce((sum, bytes) => sum + bytes, 0);
  }
}

/** A file that is gone takes nothing. */
async function sizeOf(absolutePath: string): Promise<number> {
  try {
    return recordingDiskBytesOf(await lstat(absolutePath));
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return 0;
    throw error;
  }
}
