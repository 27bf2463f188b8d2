import { randomUUID } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../lib/errors.ts';
import { syncFolder } from '../lib/files/sync-folder.ts';

const FILE = '.nvr-volume';

/** The word a person writes into the marker to say: yes, record on this disk. */
const ACCEPT = 'new';
const LONGEST_ID = 64;

/** What the marker file says: nothing there, an id, or a person's word that this disk is to be used. */
export type Marker = { readonly kind: 'none' } | { readonly kind: 'id'; readonly id: string } | { readonly kind: 'accepted' };

/** Where the marker of a recording folder is: while it can be seen, the disk is there. */
function markerPath(root: string): string {
  return path.join(root, FILE);
}

/** @throws the system's error, unless there is just no marker */
export async function readMarker(root: string): Promise<Marker> {
  try {
    const text = (await readFile(markerPath(root), 'utf8')).trim().slice(0, LONGEST_ID);
    if (text === '') return { kind: 'none' };
    return text.toLowerCase() === ACCEPT ? { kind: 'accepted' } : { kind: 'id', id: text };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return { kind: 'none' };
    throw error;
  }
}

/** Writes the id whole or not at all, also when the power is cut. @returns the id */
export async function writeMarker(root: string, id: string = randomUUID()): Promise<string> {
  const target = markerPath(root);
  const temporary = `${target}.tmp`;
  const file = await open(temporary, 'w', 0o644);
  try {
    await file.writeFile(`${id}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, target);
  await syncFolder(root);
  return id;
}
