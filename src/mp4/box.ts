import { MediaInvalid } from '../lib/errors.ts';

/** A box (ISO 14496-12) found in some bytes; positions count from the beginning of those bytes. */
export interface Box {
  readonly type: string;
  readonly start: number;
  /** Where its content begins, behind the header. */
  readonly body: number;
  readonly end: number;
}

/** What the first bytes of a box say: its type and size, header included; undefined when there are too few to tell. */
export function boxHeaderAt(bytes: Buffer, at: number): { type: string; headerBytes: number; size: number } | undefined {
  if (at + 8 > bytes.length) return undefined;
  const type = bytes.toString('latin1', at + 4, at + 8);
  const size = bytes.readUInt32BE(at);
  if (size !== 1) return { type, headerBytes: 8, size };
  if (at + 16 > bytes.length) return undefined;
  return { type, headerBytes: 16, size: Number(bytes.readBigUInt64BE(at + 8)) };
}

/**
 * The boxes that lie side by side between two positions.
 * @throws MediaInvalid when they do not fill the space exactly
 */
export function boxesIn(bytes: Buffer, from = 0, to = bytes.length): Box[] {
  const found: Box[] = [];
  for (let at = from; at < to; ) {
    const header = boxHeaderAt(bytes, at);
    if (!header || header.size < header.headerBytes || at + header.size > to) {
      throw new MediaInvalid('the MP4 has a box that does not fit into its parent', { data: { at } });
    }
    const { type, headerBytes, size } = header;
    found.push({ type, start: at, body: at + headerBytes, end: at + size });
    at += size;
  }
  return found;
}

/** The first child of this type along a path of types, e.g. `mdia/minf/stbl`. */
export function findBox(bytes: Buffer, parent: Box, path: string): Box | undefined {
  let here: Box | undefined = parent;
  for (const type of path.split('/')) {
    if (!here) return undefined;
    here = boxesIn(bytes, here.body, here.end).find((child) => child.type === type);
  }
  return here;
}

/**
 * Like `findBox`, for what every file must have.
 * @throws MediaInvalid
 */
export function needBox(bytes: Buffer, parent: Box, path: string): Box {
  const found = findBox(bytes, parent, path);
  if (!found) throw new MediaInvalid(`the MP4 has no ${path} where one must be`);
  return found;
}

/** A box with this content. */
export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.reduce((sum, part) => sum + part.length, 8));
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...content]);
}

/** A box with version and flags before its content. */
export function fullBox(type: string, version: number, flags: number, ...content: readonly Uint8Array[]): Buffer {
  return box(type, words([version * 2 ** 24 + flags]), ...content);
}

/** A header with a 64-bit size, for a box whose content is written elsewhere. */
export function longHeader(type: string, size: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(BigInt(size), 8);
  return header;
}

/** A box again, each child replaced by what `change` makes of it (nothing: it is left out). */
export function rebuilt(bytes: Buffer, parent: Box, change: (child: Box) => readonly Uint8Array[]): Buffer {
  return box(parent.type, ...boxesIn(bytes, parent.body, parent.end).flatMap((child) => [...change(child)]));
}

/** Numbers as big-endian 32-bit words; negative ones in two's complement. */
export function words(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 4);
  for (let at = 0; at < values.length; at++) bytes.writeUInt32BE((values[at] ?? 0) >>> 0, at * 4);
  return bytes;
}

/** Numbers as big-endian 64-bit words. */
export function longWords(values: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(values.length * 8);
  for (let at = 0; at < values.length; at++) bytes.writeBigInt64BE(BigInt(values[at] ?? 0), at * 8);
  return bytes;
}
