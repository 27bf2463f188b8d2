import { open, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../lib/errors.ts';

const PROBE = '.nvr-probe';
/** Less than this is nothing: the next write of a recorder fails. */
const FULL_BYTES = 1e6;
const FULL_INODES = 16;
const LOW_INODES = 1000;

export interface Space {
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly inodes: 'ok' | 'low' | 'none';
}

/** What a write to the folder comes to now: a small file is really made, written and removed. @throws errors that are none of these */
export async function tryWriting(root: string): Promise<'ok' | 'full' | 'read_only'> {
  const probe = path.join(root, PROBE);
  try {
    const file = await open(probe, 'w', 0o600);
    try {
      await file.writeFile('probe');
    } finally {
      await file.close();
      await unlink(probe);
    }
    return 'ok';
  } catch (error) {
    const code = systemCodeOf(error) ?? '';
    if (code === 'ENOSPC' || code === 'EDQUOT') return 'full';
    if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 'read_only';
    throw error;
  }
}

/** How much room the folder's disk has. */
export async function spaceOf(root: string): Promise<Space> {
  const { bavail, blocks, bsize, files, ffree } = await statfs(root);
  // file systems without a fixed number of inodes report 0 of 0
  const inodes = files === 0 || ffree >= LOW_INODES ? 'ok' : ffree < FULL_INODES ? 'none' : 'low';
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, inodes };
}

/** Whether nothing more fits. */
export function isFull({ freeBytes, inodes }: Space): boolean {
  return freeBytes < FULL_BYTES || inodes === 'none';
}
