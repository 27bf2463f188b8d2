import { connect, type Socket } from 'node:net';
import { type RtspRequest, writeRequest } from './request.ts';

/** About eight seconds of a camera: who is further behind does not catch up, and would only make this process grow. */
const MOST_UNSENT_BYTES = 4 * 1024 * 1024;

export interface ForwardOptions {
  readonly client: Socket;
  /** Where the RTSP server listens on loopback. */
  readonly port: number;
  /** The address a request of the client gets there. */
  readonly uriOf: (request: RtspRequest) => string;
}

/** Carries a client's requests to an RTSP server under another address, and its answers and packets back untouched; ends with either side. */
export class RtspForward implements Disposable {
  readonly #server: Socket;
  readonly #options: ForwardOptions;

  constructor(options: ForwardOptions) {
    this.#options = options;
    const { client, port } = options;
    this.#server = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#server.on('data', (chunk) => this.#back(chunk));
    this.#server.on('error', () => undefined); // its close follows
    this.#server.once('close', () => client.destroy());
    client.once('close', () => this.#server.destroy());
  }

  send(what: RtspRequest | Buffer): void {
    this.#server.write(Buffer.isBuffer(what) ? what : writeRequest(what, this.#options.uriOf(what)));
    if (this.#server.writableLength > MOST_UNSENT_BYTES) this[Symbol.dispose]();
  }

  /** Ends both sides at once. */
  [Symbol.dispose](): void {
    this.#options.client.destroy();
    this.#server.destroy();
  }

  #back(chunk: Buffer): void {
    const { client } = this.#options;
    client.write(chunk);
    if (client.writableLength > MOST_UNSENT_BYTES) this[Symbol.dispose]();
  }
}
