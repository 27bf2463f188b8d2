import path from 'node:path';
import type { Kysely } from 'kysely';
import type { Tables } from '../../database/database.ts';
import { twinOf } from '../../segments/segments.ts';
import { below, list } from './recording-tree.ts';

const BATCH = 1_000;

/** Which rows have no file, of how many. */
export interface RowsWithoutFile {
  readonly rows: number;
  readonly missing: readonly { readonly id: number; readonly path: string }[];
}

/** Compares every row with the listing of its folder; a folder that cannot be read counts as complete. */
export async function rowsWithoutFile(t: Kysely<Tables>, root: string, signal: AbortSignal): Promise<RowsWithoutFile> {
  const missing: { id: number; path: string }[] = [];
  let folder: string | undefined;
  let files: ReadonlySet<string> | null = null;
  let rows = 0;
  let after = '';
  while (!signal.aborted) {
    const batch = await t
      .selectFrom('segments')
      .select(['id', 'path'])
      .where('path', '>', after)
      .where('is_deleting', '=', 0)
      .orderBy('path')
      .limit(BATCH)
      .execute();
    for (const row of batch) {
      const itsFolder = folderOf(row.path);
      if (itsFolder !== folder) files = await filesIn(root, itsFolder);
      folder = itsFolder;
      if (files && !files.has(row.path) && !files.has(twinOf(row.path))) missing.push(row);
    }
    rows += batch.length;
    after = batch.at(-1)?.path ?? after;
    if (batch.length < BATCH) break;
    await new Promise(setImmediate); // every query is answered at once: let others have their turn
  }
  return { rows, missing };
}

/** The folder of a path below the root; `''` is the root. */
export function folderOf(segmentPath: string): string {
  const folder = path.posix.dirname(segmentPath);
  return folder === '.' ? '' : folder;
}

async function filesIn(root: string, folder: string): Promise<ReadonlySet<string> | null> {
  try {
    return new Set((await list(root, folder)).files.map((name) => below(folder, name)));
  } catch {
    return null;
  }
}
