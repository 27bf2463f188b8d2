import { stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, systemCodeOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { SQLITE, sqliteCodeOf } from '../lib/sqlite-error.ts';
import { markerPath } from '../volume/volume.ts';
import type { Cleaned, CleanupShelf, OldSegment } from './cleanup.ts';
import type { Cause, Sentence } from './retention.ts';

/** So many in a row is not a file that refuses but a disk. */
const REFUSALS_IN_A_ROW = 20;

export interface DeleterOptions {
  readonly shelf: Pick<CleanupShelf, 'beginDeleting' | 'forget'>;
  readonly root: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Deletes recordings in the order that survives a power cut: mark, unlink, forget. Counts what it did. */
export class Deleter {
  readonly #options: DeleterOptions;
  readonly #channels = new Set<number>();
  readonly causes: Record<Cause, number> = { age: 0, storage: 0, free: 0 };
  /** In which files were deleted, relative to the root. */
  readonly folders = new Set<string>();
  #segments = 0;
  #bytes = 0;
  #refused = 0;
  #refusedInARow = 0;

  constructor(options: DeleterOptions) {
    this.#options = options;
  }

  get cleaned(): Cleaned {
    const channels = [...this.#channels].sort((a, b) => a - b);
    return { segments: this.#segments, bytes: this.#bytes, channels, causes: this.causes, refused: this.#refused };
  }

  /** Files that refused before, or were not reached: the mark stands already. */
  async finish(marked: readonly OldSegment[]): Promise<void> {
    for (const segment of marked) {
      if (this.#isOver) return;
      await this.#remove(segment);
    }
    this.#refusedInARow = 0;
  }

  /** @returns whether going on makes sense: there was something to do and the disk obeys */
  async delete(sentences: readonly Sentence<OldSegment>[]): Promise<boolean> {
    let tried = 0;
    for (const { segment, cause } of sentences) {
      if (this.#isOver) return false;
      const marked = await this.#mark(segment);
      if (!marked) continue; // protected or deleted by someone meanwhile
      tried++;
      if (await this.#remove(marked)) this.causes[cause]++;
    }
    return tried > 0 && !this.#isOver;
  }

  get #isOver(): boolean {
    return this.#options.signal.aborted || this.#refusedInARow >= REFUSALS_IN_A_ROW;
  }

  /**
   * Where the disk is so full that not even the mark can be written, the file goes first: that makes room for the rest, and what is
   * cut short then is a row without a file, which the next start forgets.
   */
  async #mark(segment: OldSegment): Promise<OldSegment | undefined> {
    try {
      return await this.#options.shelf.beginDeleting(segment.id);
    } catch (error) {
      if (sqliteCodeOf(error) !== SQLITE.full) throw error;
      this.#options.log.warn({ path: segment.path }, 'the disk is too full even for the catalogue');
      return segment;
    }
  }

  async #remove(segment: OldSegment): Promise<boolean> {
    const { shelf, root, log } = this.#options;
    try {
      await unlinkOrGone(root, segment.path);
    } catch (error) {
      this.#refused++;
      this.#refusedInARow++;
      log.warn({ path: segment.path, reason: messageOf(error) }, 'a recording cannot be deleted and is tried again');
      return false;
    }
    await shelf.forget(segment.id, 'deleted');
    this.#refusedInARow = 0;
    this.#segments++;
    this.#bytes += segment.diskBytes;
    this.#channels.add(segment.channel);
    this.folders.add(path.posix.dirname(segment.path));
    return true;
  }
}

/** A file that is gone is as good as deleted, unless the whole disk is gone. */
async function unlinkOrGone(root: string, segmentPath: string): Promise<void> {
  try {
    await unlink(path.join(root, segmentPath));
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    await stat(markerPath(root)).catch(() => Promise.reject(error));
  }
}
