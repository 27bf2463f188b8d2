import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../errors.ts';

/**
 * Makes a folder, of that mode, and what is missing above it; one that is there is well. Node's own recursive mkdir runs for ever where a
 * file system answers ENOENT to every mkdir (as /proc does; nodejs/node, seen with 24.21).
 * @throws the system's error
 */
export async function makeFolder(folder: string, mode?: number): Promise<void> {
  try {
    await mkdir(folder, { mode });
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST' && (await stat(folder)).isDirectory()) return;
    const parent = path.dirname(folder);
    if (systemCodeOf(error) !== 'ENOENT' || parent === folder || (await isThere(parent))) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode }).catch((again: unknown) => {
      if (systemCodeOf(again) !== 'EEXIST') throw again; // somebody was faster
    });
  }
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}
