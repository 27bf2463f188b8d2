import { readdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS } from '#shared/durations.ts';
import { systemCodeOf } from '../lib/errors.ts';

const CHANNEL = /^ch[1-9]\d{0,3}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Removes the folders of past days that are empty. Today's and tomorrow's stay in every time zone: a recorder is about to use them. */
export async function removeEmptyFolders(root: string, now: number): Promise<void> {
  for (const channel of await foldersIn(root)) {
    if (!CHANNEL.test(channel)) continue;
    for (const date of await foldersIn(path.join(root, channel))) await removeIfEmpty(root, `${channel}/${date}`, now);
  }
}

/** @param folder relative to the root, e.g. `ch1/2026-11-22` */
export async function removeIfEmpty(root: string, folder: string, now: number): Promise<void> {
  const date = path.posix.basename(folder);
  // zones are at most 14 hours ahead of UTC and 12 behind
  if (!DATE.test(date) || date >= new Date(now - DAY_MS).toISOString().slice(0, 10)) return;
  await rmdir(path.join(root, folder)).catch((error: unknown) => {
    const code = systemCodeOf(error) ?? '';
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EROFS', 'EACCES', 'EPERM', 'EBUSY'].includes(code)) throw error;
  });
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
