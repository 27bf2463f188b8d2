import { existsSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { MANIFEST, readManifest } from './export-manifest.ts';
import type { ExportRows } from './export-rows.ts';

interface AdoptionOptions {
  readonly rows: ExportRows;
  /** Where exports are kept. */
  readonly folder: string;
  readonly log: Logger;
}

/**
 * Takes over exports whose rows were lost with the database: a finished one is entered from its manifest, and what cannot be understood
 * is left alone under another name. Only what was never finished goes.
 */
export async function adoptExports({ rows, folder, log }: AdoptionOptions): Promise<void> {
  const known = new Set((await rows.all()).map(({ id }) => String(id)));
  for (const name of await readdir(folder)) {
    if (/^\d+$/.test(name) && !known.has(name)) await adopt(path.join(folder, name), rows, log);
  }
}

async function adopt(folder: string, rows: ExportRows, log: Logger): Promise<void> {
  if (!existsSync(path.join(folder, MANIFEST))) return await rm(folder, { recursive: true, force: true });
  try {
    const job = await readManifest(folder);
    if (String(job.id) !== path.basename(folder)) throw new Error('its manifest is that of another export');
    for (const { name, sizeBytes } of job.files) await demandFile(folder, name, sizeBytes);
    await rows.adopt(job);
    log.info({ id: job.id, by: job.by }, 'finished export without an entry adopted');
  } catch (error) {
    const movedTo = `${folder}.unknown`; // its number will be given to another export, which begins with an empty folder
    log.warn({ folder, movedTo, reason: messageOf(error) }, 'cannot adopt an export without an entry; its folder is moved aside');
    await rename(folder, movedTo).catch(() => undefined);
  }
}

async function demandFile(folder: string, name: string, sizeBytes: number): Promise<void> {
  if (path.basename(name) !== name) throw new Error('its manifest names a file elsewhere');
  const { size } = await stat(path.join(folder, name));
  if (size !== sizeBytes) throw new Error(`${name} has not the size that its manifest says`);
}
