import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';

const RESERVE_BYTES = 8e6;
/** Where less is free the reserve would itself be what fills the disk. */
const WORTH_IT_FREE_BYTES = 20 * RESERVE_BYTES;

/**
 * Room on the disk that the database gives up when nothing else is left, so that cleanup can still write what it is about to
 * delete. Without it a full disk could never be emptied again.
 */
export class Reserve {
  readonly #file: string;
  readonly #log: Logger;
  #isLaidBy = false;
  #releases = 0;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
    this.restore();
  }

  /** Lays the reserve by again, once the disk has room; cheap when it is there. */
  restore(): void {
    if (this.#isLaidBy) return;
    try {
      const { bavail, bsize } = statfsSync(path.dirname(this.#file));
      // random, because a disk that compresses would keep nothing free for zeros
      if (!existsSync(this.#file) && bavail * bsize < WORTH_IT_FREE_BYTES) return;
      if (!existsSync(this.#file)) writeFileSync(this.#file, randomBytes(RESERVE_BYTES), { mode: 0o600 });
      this.#isLaidBy = true;
    } catch (error) {
      this.#log.warn({ reason: messageOf(error) }, 'cannot reserve disk space for the database');
    }
  }

  /** How often it was given up. */
  get releases(): number {
    return this.#releases;
  }

  /** @returns whether there was something to give up */
  release(): boolean {
    if (!this.#isLaidBy) return false;
    this.#isLaidBy = false;
    this.#releases++;
    rmSync(this.#file, { force: true });
    this.#log.warn({ file: this.#file }, 'disk full: the database uses its reserved space');
    return true;
  }
}
