import { type AmfValue, decodeAmf } from './amf.ts';

/** One FLV tag: a frame of video or audio, a codec's configuration, or metadata. */
export interface FlvTag {
  readonly kind: 'audio' | 'video' | 'data';
  /** Decoding time in ms. */
  readonly timestamp: number;
  readonly body: Buffer;
}

const KINDS: Readonly<Record<number, FlvTag['kind']>> = { 8: 'audio', 9: 'video', 18: 'data' };
const FILE_HEADER = 13;
const TAG_HEADER = 11;
const TRAILER = 4;

/** Takes an FLV file apart as it comes, cut anywhere. */
export class FlvReader {
  #rest: Buffer = Buffer.alloc(0);
  #isBegun = false;

  /** @returns the tags that are whole now. @throws RangeError when this is no FLV */
  push(bytes: Buffer): FlvTag[] {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    if (!this.#isBegun && !this.#begin()) return [];
    const tags: FlvTag[] = [];
    while (this.#rest.length >= TAG_HEADER) {
      const size = this.#rest.readUIntBE(1, 3);
      if (this.#rest.length < TAG_HEADER + size + TRAILER) break;
      const kind = KINDS[this.#rest.readUInt8(0)];
      const timestamp = (this.#rest.readInt8(7) << 24) | this.#rest.readUIntBE(4, 3);
      const body = Buffer.from(this.#rest.subarray(TAG_HEADER, TAG_HEADER + size)); // a copy: it is kept longer than the rest
      if (kind) tags.push({ kind, timestamp, body });
      this.#rest = this.#rest.subarray(TAG_HEADER + size + TRAILER);
    }
    return tags;
  }

  #begin(): boolean {
    if (this.#rest.length < FILE_HEADER) return false;
    if (this.#rest.toString('latin1', 0, 3) !== 'FLV') throw new RangeError('ffmpeg does not write FLV');
    this.#rest = this.#rest.subarray(FILE_HEADER);
    this.#isBegun = true;
    return true;
  }
}

/** Whether a tag is the configuration of H.264 or AAC, which decoders need before the first frame. */
export function isConfiguration({ kind, body }: FlvTag): boolean {
  if (kind === 'video') return ((body[0] ?? 0) & 0x0f) === 7 && body[1] === 0;
  return kind === 'audio' && (body[0] ?? 0) >> 4 === 10 && body[1] === 0;
}

/** Whether a tag only says that a source has ended. */
export function isEnd({ kind, body }: FlvTag): boolean {
  return kind === 'video' && body[1] === 2;
}

/** Whether a video frame can be decoded alone. */
export function isKeyframe({ kind, body }: FlvTag): boolean {
  return kind === 'video' && (body[0] ?? 0) >> 4 === 1 && body[1] === 1;
}

/** What `onMetaData` says, by name; undefined when the tag is something else. */
export function metadataOf({ kind, body }: FlvTag): Readonly<Record<string, AmfValue>> | undefined {
  if (kind !== 'data') return undefined;
  const [name, fields] = decodeAmf(body);
  return name === 'onMetaData' && isFields(fields) ? fields : undefined;
}

function isFields(value: AmfValue | undefined): value is Readonly<Record<string, AmfValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
