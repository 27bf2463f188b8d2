import path from 'node:path';
import { isDiskFull } from '../database/database.ts';
import { messageOf, systemCodeOf } from '../lib/errors.ts';
import { FolderBeneath } from '../lib/files/folder-beneath.ts';
import type { Logger } from '../lib/log.ts';
import { type Segment, twinOf } from './segment.ts';
import type { Span } from './span.ts';

/** So many in a row is not a file that refuses but a disk. */
const REFUSALS_IN_A_ROW = 20;
/** So many are unlinked and then forgotten in one transaction: few enough that recording does not wait for it. */
const TOGETHER = 50;

/** What somebody wants deleted: whatever of these channels a span touches. */
export interface DeletionWish extends Span {
  readonly channels: readonly number[];
  /** Whether the protections of this user may be ended for it; what others protect stays. */
  readonly mayEnd: (user: string) => boolean;
}

/** What of one channel goes, and what stays. */
export interface ChannelDeletion {
  readonly channel: number;
  readonly ids: readonly number[];
  /** The time of what goes, joined where it follows without a gap. */
  readonly spans: readonly Span[];
  readonly bytes: number;
  /** Protections that end where it goes; what of them lies beside it stays. */
  readonly ends: readonly number[];
  /** How many stay because they are protected, and by whom. */
  readonly kept: number;
  readonly keptBy: readonly string[];
  /** What is being written lies in the span, too, and stays. */
  readonly leavesRunning: boolean;
}

/** What deleting asks the catalogue. */
export interface DeletionShelf {
  /** @throws Refused `input-invalid` where it is too much for one act */
  planDeletion(wish: DeletionWish): Promise<readonly ChannelDeletion[]>;
  /** Ends protections and marks, in one transaction. @returns what is marked: nothing protected, nothing that is gone meanwhile */
  beginDeletion(plans: readonly Pick<ChannelDeletion, 'ids' | 'ends' | 'spans'>[]): Promise<readonly Segment[]>;
  /** Marked ones whose file may still be there. */
  beingDeleted(): Promise<readonly Segment[]>;
  /** Which of these paths are those of segments. */
  knownPaths(paths: readonly string[]): Promise<ReadonlySet<string>>;
  /** Their files are gone; their time becomes a gap. */
  forget(ids: readonly number[]): Promise<void>;
}

export interface SegmentDeletionOptions {
  readonly shelf: DeletionShelf;
  /** RECORD_DIR */
  readonly root: string;
  /** @throws VolumeUnusable when another disk lies there, or none: what is not found there is not gone */
  readonly demandDisk: () => Promise<unknown>;
  readonly log: Logger;
}

/** What became of segments that were to be deleted. */
export interface Removed {
  readonly segments: readonly Segment[];
  /** How many could not be unlinked; they are marked, and tried again. */
  readonly refused: number;
  /** The disk does not obey: going on makes no sense now. */
  readonly isStopped: boolean;
}

/**
 * The one way in which segments are deleted, whoever wants it, in the order that survives a power cut: all are marked, which takes them
 * out of every list; then file by file is unlinked and forgotten. What is cut short stays marked, and `finish` goes on with it.
 */
export class SegmentDeletion implements AsyncDisposable {
  readonly #options: SegmentDeletionOptions;
  readonly #life = new AbortController();
  readonly #inHand = new Set<number>();
  readonly #acts = new Set<Promise<unknown>>();

  constructor(options: SegmentDeletionOptions) {
    this.#options = options;
  }

  /** After the files in hand. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await Promise.allSettled(this.#acts);
  }

  /** What `deleteSpan` would do. */
  plan(wish: DeletionWish): Promise<readonly ChannelDeletion[]> {
    return this.#options.shelf.planDeletion(wish);
  }

  /**
   * Marks what a span touches. @returns what is marked, and when its files are gone, too
   * @throws VolumeUnusable when the disk is not there; nothing is changed then
   */
  async deleteSpan(wish: DeletionWish): Promise<{ plans: readonly ChannelDeletion[]; marked: readonly Segment[]; done: Promise<Removed> }> {
    await this.#options.demandDisk();
    const plans = await this.plan(wish);
    return { plans, ...(await this.#begin(plans)) };
  }

  /** The same of one segment. @returns undefined when it is protected, marked already or gone */
  async deleteOne(id: number): Promise<{ done: Promise<Removed> } | undefined> {
    await this.#options.demandDisk();
    const { marked, done } = await this.#begin([{ ids: [id], ends: [], spans: [] }]);
    return marked.length > 0 ? { done } : undefined;
  }

  /** Deletes what was chosen to go, of which nothing is taken that is protected by now. */
  async delete(segments: readonly Segment[], signal: AbortSignal): Promise<Removed> {
    const marked = await this.#mark(segments);
    if (marked) return await this.#remove(marked, signal);
    // not even the mark can be written: one file goes first, which makes room for the rest; what is cut short then is a row without a file
    const first = await this.#remove(segments.slice(0, 1), signal);
    const rest = segments.slice(1);
    if (rest.length === 0 || signal.aborted) return first;
    const others = await this.delete(rest, signal);
    return { ...others, segments: [...first.segments, ...others.segments], refused: first.refused + others.refused };
  }

  /** Goes on with what was marked: files that refused, or were not reached. */
  async finish(signal: AbortSignal): Promise<Removed> {
    const marked = await this.#options.shelf.beingDeleted();
    return await this.#remove(
      marked.filter(({ id }) => !this.#inHand.has(id)),
      signal,
    );
  }

  async #begin(plans: Parameters<DeletionShelf['beginDeletion']>[0]): Promise<{ marked: readonly Segment[]; done: Promise<Removed> }> {
    const marked = await this.#options.shelf.beginDeletion(plans);
    const done = this.#remove(marked, this.#life.signal).catch((error: unknown): Removed => {
      this.#options.log.error({ error, reason: messageOf(error) }, 'deletion of segments not finished; cleanup continues it');
      return { segments: [], refused: marked.length, isStopped: true };
    });
    this.#acts.add(done);
    void done.finally(() => this.#acts.delete(done));
    return { marked, done };
  }

  /** @returns undefined where the disk is too full even for that */
  async #mark(segments: readonly Segment[]): Promise<readonly Segment[] | undefined> {
    const { shelf, log } = this.#options;
    try {
      return await shelf.beginDeletion([{ ids: segments.map(({ id }) => id), ends: [], spans: [] }]);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      log.warn('disk full, the catalogue cannot be written: a segment is deleted before it is marked');
      return undefined;
    }
  }

  async #remove(marked: readonly Segment[], signal: AbortSignal): Promise<Removed> {
    for (const { id } of marked) this.#inHand.add(id);
    const removed: Segment[] = [];
    let [refused, inARow] = [0, 0];
    try {
      for (let at = 0; at < marked.length && inARow < REFUSALS_IN_A_ROW && !signal.aborted; at += TOGETHER) {
        const some = marked.slice(at, at + TOGETHER);
        const gone = await this.#unlink(some, signal);
        if (gone.length > 0) await this.#options.shelf.forget(gone.map(({ id }) => id));
        removed.push(...gone);
        if (!signal.aborted) refused += some.length - gone.length;
        inARow = gone.length > 0 ? 0 : inARow + some.length;
      }
    } finally {
      for (const { id } of marked) this.#inHand.delete(id);
    }
    return { segments: removed, refused, isStopped: signal.aborted || inARow >= REFUSALS_IN_A_ROW };
  }

  /** @returns those whose files are gone */
  async #unlink(segments: readonly Segment[], signal: AbortSignal): Promise<readonly Segment[]> {
    const known = await this.#options.shelf.knownPaths(segments.map((segment) => twinOf(segment.path)));
    const gone: Segment[] = [];
    for (const [folder, group] of Map.groupBy(segments, (segment) => path.posix.dirname(segment.path))) {
      if (!signal.aborted) gone.push(...(await this.#unlinkIn(folder, group, { known, signal })));
    }
    return gone;
  }

  async #unlinkIn(
    folder: string,
    segments: readonly Segment[],
    { known, signal }: { known: ReadonlySet<string>; signal: AbortSignal },
  ): Promise<readonly Segment[]> {
    const gone: Segment[] = [];
    try {
      await using place = await this.#open(folder);
      for (const segment of segments) {
        if (signal.aborted) break;
        // the converter may have put the MP4 beside it, or left the MKV, just before the mark
        const twin = twinOf(segment.path);
        const files = known.has(twin) ? [segment.path] : [segment.path, twin];
        if (await this.#unlinkFiles(place, files)) gone.push(segment);
      }
      await place?.sync().catch(() => undefined); // what a power cut brings back is found at the next start
    } catch (error) {
      this.#refuses(folder, error);
    }
    return gone;
  }

  /** @returns undefined where the folder is gone */
  async #open(folder: string): Promise<FolderBeneath | undefined> {
    const { root, demandDisk } = this.#options;
    const names = folder.split('/').filter((name) => name !== '.');
    try {
      return await FolderBeneath.open(root, names);
    } catch (error) {
      if (systemCodeOf(error) !== 'ENOENT') throw error;
      await demandDisk();
      return undefined;
    }
  }

  /** A name that is gone is as good as deleted, unless the whole disk is gone. Only names go: never what a link points to. */
  async #unlinkFiles(place: FolderBeneath | undefined, [file = '', ...twins]: readonly string[]): Promise<boolean> {
    try {
      if (place && !(await unlinked(place, file))) await this.#options.demandDisk();
      for (const twin of twins) if (place) await unlinked(place, twin);
      return true;
    } catch (error) {
      this.#refuses(file, error);
      return false;
    }
  }

  #refuses(place: string, error: unknown): void {
    this.#options.log.warn({ path: place, reason: messageOf(error) }, 'cannot delete a segment; it is tried again');
  }
}

/** @returns false when there is no such name */
async function unlinked(folder: FolderBeneath, file: string): Promise<boolean> {
  try {
    await folder.unlink(path.posix.basename(file));
    return true;
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOENT') throw error;
    return false;
  }
}
