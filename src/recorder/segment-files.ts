import { open, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { recordingDiskBytesOf } from '../lib/files/disk-bytes.ts';
import { makeFolder } from '../lib/files/make-folder.ts';
import { formatSegmentName, parseSegmentPath } from '../lib/files/segment-name.ts';
import { syncFolder } from '../lib/files/sync-folder.ts';

const TOMORROW_MS = 10 * 60_000;

/** The folder of a channel's segments on the day of `epochMs`, relative to RECORD_DIR. */
export function dayFolder(channel: number, epochMs: number, timeZone: string): string {
  return path.posix.dirname(formatSegmentName(channel, epochMs, timeZone));
}

/** Makes today's folder and, shortly before midnight, tomorrow's: ffmpeg makes none, and must not stop for it. */
export async function makeDayFolders(root: string, channel: number, clock: Clock, timeZone: string): Promise<void> {
  const days = new Set([clock.now(), clock.now() + TOMORROW_MS].map((at) => dayFolder(channel, at, timeZone)));
  for (const day of days) await makeFolder(path.join(root, day));
}

/**
 * The end of the file names of a new run: empty, or `_2`, `_3` … when the clock was set back and names of this hour are
 * already there. Nothing is ever overwritten.
 */
export async function nameSuffix(root: string, channel: number, clock: Clock, timeZone: string): Promise<string> {
  const folder = dayFolder(channel, clock.now(), timeZone);
  const names = await readdir(path.join(root, folder)).catch(() => []);
  const later = names.filter((name) => (parseSegmentPath(`${folder}/${name}`, timeZone)?.startedAt ?? 0) >= clock.now() - 1000);
  if (later.length === 0) return '';
  const highest = Math.max(1, ...later.map((name) => Number(/_(\d+)\.\w+$/.exec(name)?.[1] ?? 1)));
  return `_${highest + 1}`;
}

/** Makes a closed segment survive a power cut: without it 6 of 6 were empty afterwards. @returns its length, and what it takes of the disk */
export async function syncSegment(absolutePath: string): Promise<{ sizeBytes: number; diskBytes: number }> {
  const file = await open(absolutePath, 'r+');
  try {
    await file.datasync();
  } finally {
    await file.close();
  }
  await syncFolder(path.dirname(absolutePath));
  const facts = await stat(absolutePath);
  return { sizeBytes: facts.size, diskBytes: recordingDiskBytesOf(facts) };
}

/** Removes a segment in which no frame arrived. */
export async function discardEmpty(absolutePath: string): Promise<void> {
  await rm(absolutePath, { force: true });
}
