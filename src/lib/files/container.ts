import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** What a file of media is, whatever it is called. */
export type Container = 'mkv' | 'mp4';

/** An EBML header, with which Matroska and WebM begin. */
const EBML = 0x1a45dfa3;
/** What the first box of an MP4 or MOV may be. */
const FIRST_BOXES = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp']);
const LOOKED_AT = 12;
const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** The only place that says what a file's first bytes make it; null for what is neither. */
export function containerOf(firstBytes: Buffer): Container | null {
  if (firstBytes.length < 8) return null;
  if (firstBytes.readUInt32BE(0) === EBML) return 'mkv';
  return FIRST_BOXES.has(firstBytes.toString('latin1', 4, 8)) ? 'mp4' : null;
}

/** The same of a file; @throws the system's error */
export async function containerOfFile(absolutePath: string): Promise<Container | null> {
  await using file = await openForReading(absolutePath);
  return await containerOfOpen(file);
}

/** The same of a file that is open already; its position stays where it is. */
export async function containerOfOpen(file: FileHandle): Promise<Container | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
  return containerOf(buffer.subarray(0, bytesRead));
}

/** What a program is told to read a file as: its content says it, or where that says nothing its name. */
export async function likelyContainer(absolutePath: string): Promise<Container> {
  return (await containerOfFile(absolutePath).catch(() => null)) ?? containerInName(absolutePath);
}

/** The container that a name tells, in small letters or capitals. */
export function containerInName(path: string): Container {
  return path.toLowerCase().endsWith('.mp4') ? 'mp4' : 'mkv';
}

/** Opens what should be a file: never through a link, and never waiting for a pipe's writer. @throws the system's error */
export async function openForReading(absolutePath: string): Promise<FileHandle> {
  return await open(absolutePath, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
}
