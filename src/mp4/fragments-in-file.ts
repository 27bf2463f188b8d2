import type { FileHandle } from 'node:fs/promises';
import { MediaInvalid } from '../lib/errors.ts';
import { boxHeaderAt } from './box.ts';

/** Most fragments' `moof` is smaller: it and the next header come in one read. */
const WINDOW_BYTES = 4096;
const MAX_BOX_BYTES = 256 * 2 ** 20;

/** A file being read, with the size it had when that began: a running segment grows meanwhile. */
export interface Source {
  readonly file: FileHandle;
  readonly sizeBytes: number;
}

/** A box in a file. */
export interface FileBox {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A fragment in a file, with its `moof` read. */
export interface FileFragment {
  readonly moof: Buffer;
  readonly offset: number;
  readonly bytes: number;
}

/** The whole fragments from a position on, in order; ends where something else than a box follows, or the file ends. */
export async function* fragmentsFrom(source: Source, from: number): AsyncGenerator<FileFragment> {
  for (let at = from; ; ) {
    const window = await bytesAt(source, at, WINDOW_BYTES);
    const box = boxIn(window, at, source);
    if (!box) return;
    at = box.end;
    if (box.type !== 'moof') continue; // the rest of a reserve, or an index of others
    const size = box.end - box.start;
    const bytes = size + 16 > window.length ? await bytesAt(source, box.start, size + 16) : window;
    const media = boxIn(bytes.subarray(size), box.end, source);
    if (media?.type !== 'mdat') return;
    at = media.end;
    yield { moof: bytes.subarray(0, size), offset: box.start, bytes: at - box.start };
  }
}

/**
 * The first box of this type that lies side by side with the box at a position.
 * @throws MediaInvalid
 */
export async function findFileBox(source: Source, type: string, from: number): Promise<FileBox> {
  for (let at = from; ; ) {
    const box = await fileBoxAt(source, at);
    if (!box)
      throw new MediaInvalid(`the MP4 has no ${type}: it was never finished`, { data: { missing: type, sizeBytes: source.sizeBytes } });
    if (box.type === type) return box;
    at = box.end;
  }
}

/** @returns undefined where no whole box begins */
export async function fileBoxAt(source: Source, at: number): Promise<FileBox | undefined> {
  return boxIn(await bytesAt(source, at, 16), at, source);
}

/** A box with its header, read. @throws MediaInvalid when it is larger than any real one */
export async function wholeBox(source: Source, { start, end }: FileBox): Promise<Buffer> {
  if (end - start > MAX_BOX_BYTES)
    throw new MediaInvalid('the MP4 has a header larger than any real one', { data: { bytes: end - start } });
  return bytesAt(source, start, end - start);
}

/** The box that these bytes begin, which lie `at` in the file. */
function boxIn(bytes: Buffer, at: number, { sizeBytes }: Source): FileBox | undefined {
  const header = boxHeaderAt(bytes, 0);
  if (!header) return undefined;
  const end = header.size === 0 && header.type === 'mdat' ? sizeBytes : at + header.size; // 0: up to the end of the file
  if (end < at + header.headerBytes || end > sizeBytes) return undefined;
  return { type: header.type, start: at, end };
}

async function bytesAt({ file }: Source, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
