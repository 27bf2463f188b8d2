import { stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../../lib/errors.ts';
import { twinOf } from '../../segments/segments.ts';
import { readMarker } from '../../volume/volume.ts';
import { FolderTidy } from './folder-tidy.ts';
import { FileReader } from './media-reader.ts';
import type { Counters, ReconcileContext, ReconcileOptions, ReconcileReport } from './reconcile-options.ts';
import { segmentFolders } from './recording-tree.ts';
import { folderOf, type RowsWithoutFile, rowsWithoutFile } from './rows-without-file.ts';

/** Fewer rows without a file are never suspicious. */
const SUSPICIOUS_ROWS = 10;

/** One pass over disk and catalogue after which they agree. Files are the truth; nothing is deleted that cannot be had again. */
export class Reconciliation {
  readonly #options: ReconcileOptions & ReconcileContext;
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

  constructor(options: ReconcileOptions & ReconcileContext) {
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
    log.info({ ...report }, wasRefused ? 'catalogue and disk not reconciled' : 'catalogue and disk reconciled');
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
    const tidy = new FolderTidy(this.#options, new FileReader(this.#options, signal), this.#counters);
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
    log.error({ rows, missing: missing.length, root }, 'most segments of the catalogue are missing on the disk: nothing is changed');
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
