import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type AmfValue, decodeAmf, encodeAmf } from '../../src/rtmp/amf.ts';
import { encodeMessage, MESSAGE, MessageReader, type RtmpMessage } from '../../src/rtmp/message.ts';

const HELLO_BYTES = 1536;

/** How a toy ingest behaves when it is given a key. */
export type IngestManner = 'accepts' | 'refuses' | 'hangs-up' | 'says-nothing';

/** An RTMP server in this process that remembers what it was sent and does what a test wants. */
export class ToyIngest implements AsyncDisposable {
  manner: IngestManner = 'accepts';
  /** Says what it has received. */
  acknowledges = true;
  /** Takes nothing from the connection any more. */
  isFrozen = false;
  readonly commands: (readonly AmfValue[])[] = [];
  readonly media: RtmpMessage[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<ToyIngest> {
    const server = createServer((socket) => void ingest.#serve(socket).catch(() => socket.destroy()));
    const ingest: ToyIngest = new ToyIngest(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return ingest;
  }

  get url(): string {
    return `rtmp://127.0.0.1:${(this.#server.address() as AddressInfo).port}/live2/two?backup=1`;
  }

  /** Cuts all connections. */
  hangUp(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    await once(this.#server.close(), 'close');
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    const reader = new MessageReader();
    let shaken = Buffer.alloc(0);
    let isShaken = false;
    let received = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      if (isShaken) {
        received += chunk.length;
        for (const message of reader.push(chunk)) this.#take(socket, message);
        if (this.acknowledges && received > 2000) socket.write(acknowledgement(received));
        if (this.isFrozen) await new Promise((done) => socket.once('close', done));
        continue;
      }
      shaken = Buffer.concat([shaken, chunk]);
      if (shaken.length >= 1 + HELLO_BYTES && shaken.length === 1 + HELLO_BYTES) {
        const hello = shaken.subarray(1);
        socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(HELLO_BYTES), hello]));
      }
      if (shaken.length < 1 + 2 * HELLO_BYTES) continue;
      isShaken = true;
      for (const message of reader.push(shaken.subarray(1 + 2 * HELLO_BYTES))) this.#take(socket, message);
    }
  }

  #take(socket: Socket, message: RtmpMessage): void {
    if (message.type !== MESSAGE.command) {
      if (message.type === MESSAGE.video || message.type === MESSAGE.audio || message.type === MESSAGE.data) this.media.push(message);
      return;
    }
    const command = decodeAmf(message.payload);
    this.commands.push(command);
    const [name, transaction = 0] = command;
    if (name === 'connect')
      answer(socket, '_result', transaction, { fmsVer: 'toy' }, { level: 'status', code: 'NetConnection.Connect.Success' });
    if (name === 'createStream') answer(socket, '_result', transaction, null, 1);
    if (name === 'publish') this.#judge(socket, command[3]);
  }

  #judge(socket: Socket, key: AmfValue | undefined): void {
    if (this.manner === 'accepts') answer(socket, 'onStatus', 0, null, { level: 'status', code: 'NetStream.Publish.Start' });
    if (this.manner === 'refuses')
      answer(socket, 'onStatus', 0, null, { level: 'error', code: 'x', description: `${String(key)} is in use` });
    if (this.manner === 'hangs-up') socket.destroy();
  }
}

function answer(socket: Socket, ...values: readonly AmfValue[]): void {
  socket.write(encodeMessage({ type: MESSAGE.command, streamId: 0, timestamp: 0, payload: encodeAmf(...values) }, 3, 128));
}

function acknowledgement(bytes: number): Buffer {
  const payload = Buffer.alloc(4);
  payload.writeUInt32BE(bytes);
  return encodeMessage({ type: MESSAGE.acknowledgement, streamId: 0, timestamp: 0, payload }, 2, 128);
}
