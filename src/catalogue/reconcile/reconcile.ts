import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { EventTold } from '#shared/event-data.ts';
import type { Database } from '../../database/database.ts';
import { systemCodeOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { type Removed, twinOf } from '../../segments/segments.ts';
import { readMarker } from '../../volume/volume.ts';
import type { NewSegment } from '../rows/segment.ts';
import { FolderTidy } from './folder-tidy.ts';
import { MediaReader, type MediaReaders } from './media-reader.ts';
import { segmentFolders } from './recording-tree.ts';
import { folderOf, type RowsWithoutFile, rowsWithoutFile } from './rows-without-file.ts';

/** Fewer rows without a file are never suspicious. */
const SUSPICIOUS_ROWS = 10;

export interface ReconcileOptions extends MediaReaders {
  /** RECORD_DIR. */
  readonly root: string;
  /** For older file names, which have no UTC offset. */
  readonly timeZone: string;
  /** Paths being written now: never touched. */
  readonly running: () => ReadonlySet<string>;
  /** Goes on with deletions that were cut short. */
  readonly finishDeletions?: (signal: AbortSignal) => Promise<Removed>;
  /** Whether a file of this name is what a conversion that was cut short leaves behind. */
  readonly isLeftover?: (name: string) => boolean;
  /** The id the disk must have; where not given, it must have any. */
  readonly volumeId?: string | null;
  /** A person accepted a new disk: rows without a file are forgotten however many there are. */
  readonly acceptMissing?: boolean;
  readonly signal: AbortSignal;
}

/** What reconciling did, in numbers of files or rows. */
export interface ReconcileReport {
  /** Files without a row that have one now. */
  readonly adopted: number;
  /** Rows that point to the other file of their name now, or whose second file went. */
  readonly settled: number;
  /** Rows without a file that are gone. */
  readonly forgotten: number;
  /** Deletions that had been cut short. */
  readonly deleted: number;
  /** Among the adopted: those that cannot be played, and say why. */
  readonly unplayable: number;
  /** Among the adopted: those whose name tells a time that cannot be right. */
  readonly misdated: number;
  /** Files whose name was not that of their content, or taken by another recording. */
  readonly renamed: number;
  /** Remains of conversions that are removed. */
  readonly leftovers: number;
  /** Files with names that are not ours; left alone. */
  readonly foreign: number;
  /** Files that could not be looked into; tried again at the next start. */
  readonly failed: number;
  /** It is not our disk, or too many rows had no file: nothing was changed. */
  readonly wasRefused: boolean;
  readonly tookMs: number;
}

/** The counters of a report while it is made. */
export type Counters = { -readonly [K in Exclude<keyof ReconcileReport, 'wasRefused' | 'tookMs'>]: number };

/** What reconciling needs of the catalogue. */
export interface Surroundings {
  readonly database: Database;
  readonly maxGapMs: number;
  /** Files changed since belong to this process. */
  readonly openedAt: number;
  readonly now: () => number;
  /** What the last process was writing when it ended. */
  readonly leftRunning: readonly string[];
  readonly log: Logger;
  readonly addEvent: (event: EventTold) => Promise<void>;
  readonly onEntered: (segment: Pick<NewSegment, 'channel' | 'path' | 'startedAt'>) => void;
  readonly forget: (id: number) => Promise<void>;
}

/** One pass over disk and catalogue after which they agree. Files are the truth; nothing is deleted that cannot be had again. */
export class Reconciliation {
  readonly #options: ReconcileOptions & Surroundings;
  readonly #counters: Counters = {
    adopted: 0,
    settled: 0,
    forgotten: 0,
    deleted: 0,
    unplayable: 0,
    misdated: 0,
    renamed: 0,
    leftovers: 0,
    foreign: 0,
    failed: 0,
  };

  constructor(options: ReconcileOptions & Surroundings) {
    this.#options = options;
  }

  async run(): Promise<ReconcileReport> {
    const { database, root, signal, log } = this.#options;
    const startedAt = performance.now();
    const found = (await this.#isOurDisk()) ? await rowsWithoutFile(database.kysely, root, signal) : undefined;
    const wasRefused = !found || this.#isSuspicious(found);
    if (found && wasRefused) await this.#refuse(found);
    if (found && !wasRefused) await this.#work(found);
    const report = { ...this.#counters, wasRefused, tookMs: Math.round(performance.now() - startedAt) };
    log.info({ ...report }, wasRefused ? 'catalogue and disk are not reconciled' : 'catalogue and disk are reconciled');
    if (!wasRefused && changesIn(report) > 0) await this.#options.addEvent({ kind: 'reconciled', data: report });
    return report;
  }

  /** A disk that is not mounted looks as if every recording were gone; the volume says so to people. */
  async #isOurDisk(): Promise<boolean> {
    const { root, volumeId } = this.#options;
    const marker = await readMarker(root).catch(() => undefined);
    return marker?.kind === 'id' && (typeof volumeId !== 'string' || marker.id === volumeId);
  }

  async #work({ missing }: RowsWithoutFile): Promise<void> {
    const { root, signal } = this.#options;
    this.#counters.deleted += (await this.#options.finishDeletions?.(signal))?.segments.length ?? 0;
    await this.#forget(missing);
    const tidy = new FolderTidy(this.#options, new MediaReader(this.#options, signal), this.#counters);
    // first what the last run was writing: its time is shown as a gap until it is adopted
    const urgent = new Set(this.#options.leftRunning.map(folderOf));
    const folders = [...urgent, ...(await segmentFolders(root)).filter((folder) => !urgent.has(folder))];
    for (const folder of folders) {
      if (signal.aborted) return;
      await tidy.tidy(folder);
    }
  }

  #isSuspicious({ rows, missing }: RowsWithoutFile): boolean {
    return !this.#options.acceptMissing && missing.length > SUSPICIOUS_ROWS && missing.length > rows / 2;
  }

  async #refuse({ rows, missing }: RowsWithoutFile): Promise<void> {
    const { root, log, addEvent } = this.#options;
    log.error({ rows, missing: missing.length, root }, 'most recordings of the catalogue are not on the disk: nothing is changed');
    await addEvent({ kind: 'storage_error', data: { rows, missing: missing.length, folder: root } });
  }

  /** Asks again before each: meanwhile it may have been converted, deleted or brought back. */
  async #forget(missing: RowsWithoutFile['missing']): Promise<void> {
    const { database, root, forget, signal } = this.#options;
    for (const { id, path: expected } of missing) {
      if (signal.aborted) return;
      const row = await database.kysely
        .selectFrom('segments')
        .select('path')
        .where('id', '=', id)
        .where('is_deleting', '=', 0)
        .executeTakeFirst();
      if (row?.path !== expected || !(await isGone(path.join(root, expected))) || !(await isGone(path.join(root, twinOf(expected)))))
        continue;
      await forget(id);
      this.#counters.forgotten++;
    }
  }
}

async function isGone(absolutePath: string): Promise<boolean> {
  return await stat(absolutePath).then(
    () => false,
    (error: unknown) => systemCodeOf(error) === 'ENOENT' || systemCodeOf(error) === 'ENOTDIR',
  );
}

function changesIn({ adopted, settled, forgotten, deleted, renamed, leftovers }: ReconcileReport): number {
  return adopted + settled + forgotten + deleted + renamed + leftovers;
}
