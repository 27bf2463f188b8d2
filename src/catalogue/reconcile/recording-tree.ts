import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../../lib/errors.ts';

const CHANNEL = /^ch[1-9]\d{0,3}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** What a folder below RECORD_DIR contains, by name; links are never followed. */
export interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  /** Neither file nor folder. */
  readonly others: number;
}

const NOTHING: Listing = { files: [], folders: [], others: 0 };

/** Lists a folder; one that is not there is empty. @throws the system's error otherwise */
export async function list(root: string, folder: string): Promise<Listing> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true }).catch((error: unknown): Dirent[] => {
    if (systemCodeOf(error) === 'ENOENT') return [];
    throw error;
  });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return { files, folders, others: entries.length - files.length - folders.length };
}

/** The folders in which segments can lie, relative to the root (`''` is the root): the newest days first. */
export async function segmentFolders(root: string): Promise<string[]> {
  const channels = (await list(root, '')).folders.filter((name) => CHANNEL.test(name));
  const days: { folder: string; date: string }[] = [];
  for (const channel of channels) {
    const { folders } = await list(root, channel).catch(() => NOTHING); // what cannot be looked into costs itself, not the rest
    days.push(...folders.filter((name) => DATE.test(name)).map((date) => ({ folder: `${channel}/${date}`, date })));
  }
  days.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
  return [...days.map(({ folder }) => folder), ...channels, ''];
}

/** The path below the root of a name in a folder. */
export function below(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
