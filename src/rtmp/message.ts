/** One RTMP message: a command, a control word, or an FLV tag's body. */
export interface RtmpMessage {
  readonly type: number;
  readonly streamId: number;
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** Numbers of the messages we send or understand. */
export const MESSAGE = {
  chunkSize: 1,
  abort: 2,
  acknowledgement: 3,
  userControl: 4,
  windowSize: 5,
  audio: 8,
  video: 9,
  data: 18,
  command: 20,
} as const;

/** From here on a timestamp takes four bytes of its own: 4.6 hours. */
const EXTENDED = 0xffffff;
const FIRST_CHUNK_SIZE = 128;
/** Servers answer with hundreds of bytes; who sends more means us no good. */
const LONGEST_MESSAGE = 4 * 2 ** 20;

/** A message cut into chunks; each begins with a full header, so that nothing depends on what was sent before. */
export function encodeMessage({ type, streamId, timestamp, payload }: RtmpMessage, chunkStream: number, chunkSize: number): Buffer {
  const isExtended = timestamp >= EXTENDED;
  const header = Buffer.alloc(12);
  header.writeUInt8(chunkStream, 0);
  header.writeUIntBE(isExtended ? EXTENDED : timestamp, 1, 3);
  header.writeUIntBE(payload.length, 4, 3);
  header.writeUInt8(type, 7);
  header.writeUInt32LE(streamId, 8);
  const time = Buffer.alloc(isExtended ? 4 : 0);
  if (isExtended) time.writeUInt32BE(timestamp >>> 0);
  const parts: Buffer[] = [header, time, payload.subarray(0, chunkSize)];
  const continuation = Buffer.concat([Buffer.from([0xc0 | chunkStream]), time]);
  for (let at = chunkSize; at < payload.length; at += chunkSize) parts.push(continuation, payload.subarray(at, at + chunkSize));
  return Buffer.concat(parts);
}

interface ChunkStream {
  timestamp: number;
  delta: number;
  length: number;
  type: number;
  streamId: number;
  isExtended: boolean;
  parts: Buffer[];
  have: number;
}

/** Puts messages together from a connection's bytes, cut anywhere. */
export class MessageReader {
  readonly #streams = new Map<number, ChunkStream>();
  #rest: Buffer = Buffer.alloc(0);
  #chunkSize = FIRST_CHUNK_SIZE;

  /** @returns the messages that are complete now. @throws RangeError when this cannot be RTMP */
  push(bytes: Buffer): RtmpMessage[] {
    this.#rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, bytes]) : bytes;
    const messages: RtmpMessage[] = [];
    for (;;) {
      const chunk = this.#chunk();
      if (!chunk) return messages;
      const message = this.#complete(chunk);
      if (message) messages.push(message);
    }
  }

  /** Takes one chunk from the front; undefined when it is not whole yet. */
  #chunk(): ChunkStream | undefined {
    const bytes = this.#rest;
    const first = bytes[0];
    if (first === undefined) return undefined;
    const idBytes = (first & 0x3f) === 0 ? 1 : (first & 0x3f) === 1 ? 2 : 0;
    const format = first >> 6;
    const headerEnd = 1 + idBytes + ([11, 7, 3, 0][format] ?? 0);
    if (bytes.length < headerEnd) return undefined;
    const id = idBytes === 0 ? first & 0x3f : idBytes === 1 ? bytes.readUInt8(1) + 64 : bytes.readUInt16LE(1) + 64;
    const known = this.#streams.get(id) ?? {
      timestamp: 0,
      delta: 0,
      length: 0,
      type: 0,
      streamId: 0,
      isExtended: false,
      parts: [],
      have: 0,
    };
    const next = { ...known };
    const start = 1 + idBytes;
    const short = format < 3 ? bytes.readUIntBE(start, 3) : 0;
    if (format < 3) next.isExtended = short === EXTENDED;
    if (format < 2) {
      next.length = bytes.readUIntBE(start + 3, 3);
      next.type = bytes.readUInt8(start + 6);
    }
    if (format === 0) next.streamId = bytes.readUInt32LE(start + 7);
    if (next.length > LONGEST_MESSAGE) throw new RangeError('the server sends a message that is too long');
    const bodyAt = headerEnd + (next.isExtended ? 4 : 0);
    const size = Math.min(this.#chunkSize, next.length - next.have);
    if (bytes.length < bodyAt + size) return undefined;
    const time = next.isExtended ? bytes.readUInt32BE(headerEnd) : short;
    if (format === 0) next.timestamp = time;
    else if (format < 3) next.delta = time;
    if (format !== 0 && next.have === 0) next.timestamp += next.delta;
    next.parts = [...next.parts, bytes.subarray(bodyAt, bodyAt + size)];
    next.have += size;
    this.#rest = bytes.subarray(bodyAt + size);
    this.#streams.set(id, next);
    return next;
  }

  #complete(chunk: ChunkStream): RtmpMessage | undefined {
    if (chunk.have < chunk.length) return undefined;
    const { type, streamId, timestamp } = chunk;
    const payload = Buffer.concat(chunk.parts);
    chunk.parts = [];
    chunk.have = 0;
    if (type === MESSAGE.chunkSize && payload.length >= 4) this.#chunkSize = Math.max(1, payload.readUInt32BE() & 0x7fffffff);
    return { type, streamId, timestamp, payload };
  }
}
