import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { systemCodeOf } from '../../lib/errors.ts';
import { openForReading } from '../../lib/files/container.ts';
import { diskBytesOf, recordingDiskBytesOf } from '../../lib/files/disk-bytes.ts';

/** The system writes data back after half a minute; ten are enough on any disk. */
const WRITTEN_BACK_MS = 600_000;

/** What the system knows of a file. */
export interface FileFacts {
  /** Below the root. */
  readonly path: string;
  readonly sizeBytes: number;
  /** What it takes of the disk, as a recording. */
  readonly diskBytes: number;
  /** What it takes of the disk by its blocks alone. */
  readonly blockBytes: number;
  /** What all names of a file have in common, where it has several. */
  readonly inode?: string;
  /** When content, name or owner last changed; unlike the modification time nobody can set it. */
  readonly changedAt: number;
}

/** @returns undefined when it is gone or no regular file */
export async function fileFacts(root: string, file: string): Promise<FileFacts | undefined> {
  try {
    const stat = await lstat(path.join(root, file));
    if (!stat.isFile()) return undefined;
    const facts = {
      path: file,
      sizeBytes: stat.size,
      diskBytes: recordingDiskBytesOf(stat),
      blockBytes: diskBytesOf(stat),
      changedAt: stat.ctimeMs,
    };
    return stat.nlink > 1 ? { ...facts, inode: `${stat.dev}:${stat.ino}` } : facts;
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Makes sure that a file survives a power cut before a row promises it. What has not changed for long is on the disk already. */
export async function makeDurable(root: string, file: FileFacts, now: number): Promise<void> {
  if (file.changedAt < now - WRITTEN_BACK_MS) return;
  const absolute = path.join(root, file.path);
  for (const target of [absolute, path.dirname(absolute)]) {
    const handle = await openForReading(target);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** A disk that cannot be read now must not make its files look like rubbish. @throws the system's error */
export async function demandReadable(absolutePath: string): Promise<void> {
  const handle = await openForReading(absolutePath);
  try {
    await handle.read(Buffer.alloc(4096), 0, 4096, 0);
  } finally {
    await handle.close();
  }
}
