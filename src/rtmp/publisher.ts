import { once } from 'node:events';
import type net from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { IngestFailed } from '../lib/errors.ts';
import { waitPatiently } from '../lib/patience.ts';
import { Acknowledgements, type UploadFigures } from './acknowledgements.ts';
import { type AmfValue, decodeAmf, encodeAmf } from './amf.ts';
import { failureOf } from './connection-failure.ts';
import type { FlvTag } from './flv.ts';
import type { IngestAddress } from './ingest-address.ts';
import { encodeMessage, MESSAGE, MessageReader, type RtmpMessage } from './message.ts';
import { openRtmpSocket } from './socket.ts';

const ANSWER_WITHIN_MS = 10_000;
const CLOSE_WITHIN_MS = 2000;
const FIRST_CHUNK_BYTES = 128;
/** What most senders use. */
const CHUNK_BYTES = 4096;
/** After so many bytes the server is to say how much it has. */
const WINDOW_BYTES = 64 * 1024;
const CHUNK_STREAM = { control: 2, command: 3, media: 4 } as const;
const PING_REQUEST = 6;
const PING_RESPONSE = 7;
const TYPES: Readonly<Record<FlvTag['kind'], number>> = { audio: MESSAGE.audio, video: MESSAGE.video, data: MESSAGE.data };

export interface RtmpPublisherOptions {
  readonly address: IngestAddress;
  readonly trust?: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly resolve: (values: readonly AmfValue[]) => void;
  readonly reject: (error: IngestFailed) => void;
}

/** A connection to an RTMP server that publishes one stream. The key is only ever written into the connection. */
export class RtmpPublisher {
  readonly #socket: net.Socket;
  readonly #options: RtmpPublisherOptions;
  readonly #reader = new MessageReader();
  readonly #answers = new Map<number, Waiting>();
  readonly #ended = Promise.withResolvers<IngestFailed>();
  #status: Waiting | undefined;
  #lastTransaction = 0;
  #streamId = 0;
  #chunkBytes = FIRST_CHUNK_BYTES;
  #key = '';
  #sentBytes = 0;
  #takenBytes = 0;
  readonly #acknowledged = new Acknowledgements();
  #isClosing = false;

  private constructor(socket: net.Socket, options: RtmpPublisherOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Connects and announces itself; the key is not needed yet. @throws IngestFailed with the reason */
  static async connect(options: RtmpPublisherOptions): Promise<RtmpPublisher> {
    const { address, clock } = options;
    const late = new AbortController();
    const done = new AbortController();
    const timer = clock.sleep(ANSWER_WITHIN_MS, done.signal).then(
      () => late.abort(new IngestFailed('timeout', `${address.host} does not answer`)),
      () => undefined,
    );
    try {
      const socket = await openRtmpSocket({ ...options, signal: AbortSignal.any([options.signal, late.signal]) });
      const publisher = new RtmpPublisher(socket, options);
      publisher.#listen();
      await publisher.#announce().catch((error: unknown) => {
        socket.destroy();
        throw error;
      });
      return publisher;
    } finally {
      done.abort();
      await timer;
    }
  }

  /** Resolves when the connection is over, with what ended it. */
  get ended(): Promise<IngestFailed> {
    return this.#ended.promise;
  }

  /** Given to the connection and taken by it; what the network has not passed on yet is among it. */
  get takenBytes(): number {
    return this.#takenBytes;
  }

  /** How much waits, and how much has arrived. */
  get figures(): UploadFigures {
    const { count, bytes } = this.#acknowledged;
    return {
      queuedBytes: this.#sentBytes - this.#takenBytes,
      takenBytes: this.#takenBytes,
      acknowledgedBytes: bytes,
      acknowledgements: count,
      lateBytes: this.#acknowledged.lateBytes(this.#takenBytes),
    };
  }

  /** Asks the server to take the stream of this key. @throws IngestFailed */
  async publish(key: string): Promise<void> {
    this.#key = key;
    this.#command('releaseStream', 0, null, key);
    this.#command('FCPublish', 0, null, key);
    const [, streamId] = await this.#ask('createStream', null);
    this.#streamId = typeof streamId === 'number' ? streamId : 1;
    const { promise, resolve, reject } = Promise.withResolvers<readonly AmfValue[]>();
    this.#status = { resolve, reject };
    this.#command('publish', this.#streamId, null, key, 'live');
    await this.#inTime(promise, 'does not answer to the stream key');
  }

  /** Sends a tag as it is. */
  send({ kind, timestamp, body }: FlvTag): void {
    this.#write({ type: TYPES[kind], streamId: this.#streamId, timestamp, payload: body }, CHUNK_STREAM.media);
  }

  /** Hangs up at once: there is nothing left to be said to it. */
  drop(): void {
    this.#socket.destroy();
  }

  /** Says that the stream is over, lets what is under way arrive, and hangs up. */
  async close(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (!this.#socket.destroyed) {
      if (this.#streamId > 0) {
        this.#command('FCUnpublish', 0, null, this.#key);
        this.#command('deleteStream', 0, null, this.#streamId);
      }
      this.#socket.end();
      const over = new AbortController();
      const late = this.#options.clock.sleep(CLOSE_WITHIN_MS, over.signal).catch(() => undefined);
      await Promise.race([once(this.#socket, 'close', { signal: over.signal }).catch(() => undefined), late]);
      over.abort();
    }
    this.#socket.destroy();
  }

  #listen(): void {
    const { host } = this.#options.address;
    this.#socket.on('data', (bytes: Buffer) => this.#take(bytes));
    this.#socket.on('error', (error) => this.#over(failureOf(error, host)));
    this.#socket.on('close', () => this.#over(new IngestFailed('closed', `${host} has closed the connection`)));
  }

  #over(failure: IngestFailed): void {
    for (const { reject } of this.#answers.values()) reject(failure);
    this.#answers.clear();
    const { host } = this.#options.address;
    // it heard the key and hung up: that is how most servers refuse one
    const isRefusal = failure.reason === 'closed';
    this.#status?.reject(isRefusal ? new IngestFailed('key_refused', `${host} hangs up when it is given the stream key`) : failure);
    this.#status = undefined;
    this.#ended.resolve(failure);
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    try {
      for (const message of this.#reader.push(bytes)) this.#hear(message);
    } catch {
      this.#over(new IngestFailed('unknown', `${this.#options.address.host} sends something that is not RTMP`));
    }
  }

  #hear({ type, payload }: RtmpMessage): void {
    if (type === MESSAGE.acknowledgement && payload.length >= 4) this.#acknowledged.take(payload.readUInt32BE(), this.#sentBytes);
    else if (type === MESSAGE.userControl && payload.length >= 6 && payload.readUInt16BE() === PING_REQUEST) this.#pong(payload);
    else if (type === MESSAGE.command) this.#heed(decodeAmf(payload));
  }

  #pong(ping: Buffer): void {
    const payload = Buffer.from(ping);
    payload.writeUInt16BE(PING_RESPONSE);
    this.#write({ type: MESSAGE.userControl, streamId: 0, timestamp: 0, payload }, CHUNK_STREAM.control);
  }

  #heed([name, transaction, , info]: readonly AmfValue[]): void {
    if (name === '_result' || name === '_error') {
      const waiting = typeof transaction === 'number' ? this.#answers.get(transaction) : undefined;
      if (typeof transaction === 'number') this.#answers.delete(transaction);
      if (name === '_result') waiting?.resolve([null, info ?? null]);
      else waiting?.reject(new IngestFailed('refused', `${this.#options.address.host} refuses${this.#words(info)}`));
    } else if (name === 'onStatus') this.#judge(info);
  }

  #judge(info: AmfValue | undefined): void {
    const code = fieldOf(info, 'code');
    const isBad = fieldOf(info, 'level') === 'error';
    if (!isBad && code !== 'NetStream.Publish.Start') return;
    const waiting = this.#status;
    this.#status = undefined;
    if (!isBad) waiting?.resolve([]);
    else {
      const failure = new IngestFailed('key_refused', `${this.#options.address.host} refuses the stream key${this.#words(info)}`);
      if (waiting) waiting.reject(failure);
      else this.#over(failure);
    }
  }

  /** What the server says of it, without the key, which some repeat. */
  #words(info: AmfValue | undefined): string {
    const said = fieldOf(info, 'description') || fieldOf(info, 'code');
    const clean = this.#key ? said.replaceAll(this.#key, '***') : said;
    return clean ? `: ${clean.slice(0, 200)}` : '';
  }

  async #announce(): Promise<void> {
    const { app, url } = this.#options.address;
    await this.#ask('connect', { app, type: 'nonprivate', flashVer: 'FMLE/3.0 (compatible; Mini-NVR)', tcUrl: url });
    this.#control(MESSAGE.windowSize, WINDOW_BYTES);
    this.#control(MESSAGE.chunkSize, CHUNK_BYTES);
    this.#chunkBytes = CHUNK_BYTES;
  }

  #control(type: number, value: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(value);
    this.#write({ type, streamId: 0, timestamp: 0, payload }, CHUNK_STREAM.control);
  }

  /** @returns the transaction's number */
  #command(name: string, streamId: number, ...values: readonly AmfValue[]): number {
    const transaction = ++this.#lastTransaction;
    const payload = encodeAmf(name, transaction, ...values);
    this.#write({ type: MESSAGE.command, streamId, timestamp: 0, payload }, CHUNK_STREAM.command);
    return transaction;
  }

  #ask(name: string, ...values: readonly AmfValue[]): Promise<readonly AmfValue[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly AmfValue[]>();
    this.#answers.set(this.#command(name, 0, ...values), { resolve, reject });
    if (this.#socket.destroyed) reject(new IngestFailed('closed', `${this.#options.address.host} has closed the connection`));
    return this.#inTime(promise, `does not answer to "${name}"`);
  }

  async #inTime<T>(promise: Promise<T>, complaint: string): Promise<T> {
    const { clock, signal, address } = this.#options;
    const over = new AbortController();
    const onAbort = (): void => this.#over(new IngestFailed('unknown', 'It was given up'));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const timer = waitPatiently(clock, ANSWER_WITHIN_MS, over.signal).then(() => {
      if (!over.signal.aborted) this.#over(new IngestFailed('timeout', `${address.host} ${complaint}`));
    });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', onAbort);
      over.abort();
      await timer;
    }
  }

  #write(message: RtmpMessage, chunkStream: number): void {
    if (this.#socket.destroyed || this.#socket.writableEnded) return;
    const bytes = encodeMessage(message, chunkStream, this.#chunkBytes);
    this.#sentBytes += bytes.length;
    this.#socket.write(bytes, () => {
      this.#takenBytes += bytes.length;
    });
  }
}

function fieldOf(info: AmfValue | undefined, name: string): string {
  if (typeof info !== 'object' || info === null || Array.isArray(info)) return '';
  const value: unknown = Object.entries(info).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}
