import { MediaInvalid } from '../lib/errors.ts';
import { boxHeaderAt } from './box.ts';

const MAX_BOX_BYTES = 16 * 2 ** 20;

/** A whole box, or a piece of an `mdat` (its header included), which may be as large as it likes. */
export type ScannedPart =
  | { readonly kind: 'box'; readonly type: string; readonly bytes: Buffer }
  | { readonly kind: 'media'; readonly bytes: Buffer; readonly isLast: boolean };

/** Finds the top-level boxes of an MP4 that arrives in pieces, cut anywhere. */
export class BoxScanner {
  #held: Buffer = Buffer.alloc(0);
  #mediaBytesLeft = 0;

  /**
   * Takes the next bytes and gives back what they complete.
   * @throws MediaInvalid when they are no MP4
   */
  push(chunk: Uint8Array): ScannedPart[] {
    const added = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const bytes = this.#held.length > 0 ? Buffer.concat([this.#held, added]) : added;
    const parts: ScannedPart[] = [];
    let at = 0;
    for (let part = this.#partAt(bytes, at); part; part = this.#partAt(bytes, at)) {
      parts.push(part);
      at += part.bytes.length;
    }
    this.#held = bytes.subarray(at);
    return parts;
  }

  #partAt(bytes: Buffer, at: number): ScannedPart | undefined {
    if (this.#mediaBytesLeft > 0) return at < bytes.length ? this.#media(bytes.subarray(at, at + this.#mediaBytesLeft)) : undefined;
    const header = boxHeaderAt(bytes, at);
    if (!header) return undefined;
    const { type, size, headerBytes } = header;
    const isMedia = type === 'mdat';
    if (size < headerBytes || (!isMedia && size > MAX_BOX_BYTES))
      throw new MediaInvalid('the bytes are no fragmented MP4', { data: { size } });
    if (isMedia) {
      this.#mediaBytesLeft = size;
      return this.#media(bytes.subarray(at, at + size));
    }
    return at + size > bytes.length ? undefined : { kind: 'box', type, bytes: bytes.subarray(at, at + size) };
  }

  #media(bytes: Buffer): ScannedPart {
    this.#mediaBytesLeft -= bytes.length;
    return { kind: 'media', bytes, isLast: this.#mediaBytesLeft === 0 };
  }
}
