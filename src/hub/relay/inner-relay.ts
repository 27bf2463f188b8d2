import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { systemCodeOf } from '../../lib/errors.ts';
import { freePort } from '../../lib/free-port.ts';
import { RtspForward, RtspReader, type RtspRequest, writeAnswer } from '../../rtsp/rtsp.ts';
import { isAnotherUsers } from './peer-user.ts';

const SPEAK_WITHIN_MS = 5_000;
/** 96 views, and the recorders' first moments. */
const MOST_CONNECTIONS = 400;

/** A live view that its source is asked for. */
export interface ViewSource {
  /** The hub's stream that is shown there, as a path with query. */
  readonly target: string;
  /** Told the connection, so that it can be ended. */
  readonly joined: (connection: Disposable) => void;
  readonly left: () => void;
}

export interface InnerRelayOptions {
  /** Kept from the last time, where it is still free; 0: any. */
  readonly port: number;
  /** Where go2rtc serves RTSP on loopback. */
  readonly rtspPort: number;
  /** The URL that a ticket opens, once. */
  readonly takeTicket: (name: string) => string | undefined;
  /** What a view shows now; undefined: nothing. */
  readonly viewOf: (name: string) => ViewSource | undefined;
}

/**
 * What our own programs and go2rtc find on loopback: tickets, which lead a program once to a stream whose name it may not have in
 * its arguments, and the sources of live views, which go2rtc reads from here so that each can be ended alone.
 */
export class InnerRelay implements AsyncDisposable {
  readonly #options: InnerRelayOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(options: InnerRelayOptions) {
    this.#options = options;
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
  }

  static async open(options: InnerRelayOptions): Promise<InnerRelay> {
    const relay = new InnerRelay(options);
    await relay.#listen(await freePort(options.port)).catch(async (error: unknown) => {
      if (systemCodeOf(error) !== 'EADDRINUSE') throw error;
      await relay.#listen(await freePort()); // somebody else got it meanwhile
    });
    return relay;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #listen(port: number): Promise<void> {
    this.#server.listen({ port, host: '127.0.0.1', exclusive: true });
    await once(this.#server, 'listening');
  }

  #accept(socket: Socket): void {
    const reader = new RtspReader();
    let take: ((what: RtspRequest | Buffer) => void) | undefined;
    this.#sockets.add(socket);
    socket.setTimeout(SPEAK_WITHIN_MS, () => take ?? socket.destroy());
    socket.on('error', () => undefined); // its close follows
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk) => {
      try {
        for (const what of reader.push(chunk)) {
          take ??= this.#begin(socket, what);
          take?.(what);
        }
      } catch {
        socket.destroy();
      }
    });
  }

  /** @returns who takes what comes from now on; undefined when this was all */
  #begin(socket: Socket, first: RtspRequest | Buffer): ((what: RtspRequest | Buffer) => void) | undefined {
    if (Buffer.isBuffer(first)) return void socket.destroy();
    const name = /^rtsp:\/\/[^/]+\/([^/?]+)/.exec(first.uri)?.[1] ?? '';
    const view = this.#options.viewOf(name);
    if (view) return this.#show(socket, view);
    void this.#redirect(socket, first, name);
    return () => undefined;
  }

  /** The ticket is spent before anything is waited for. */
  async #redirect(socket: Socket, request: RtspRequest, name: string): Promise<void> {
    const url = this.#options.takeTicket(name);
    if (url === undefined || (await isAnotherUsers(socket))) socket.destroy();
    else socket.end(writeAnswer(request, '302 Found', { Location: url }));
  }

  #show(socket: Socket, { target, joined, left }: ViewSource): (what: RtspRequest | Buffer) => void {
    const { rtspPort } = this.#options;
    const forward = new RtspForward({
      client: socket,
      port: rtspPort,
      uriOf: ({ uri }) => uri.replace(/^rtsp:\/\/[^/]+\/[^/?]+/, `rtsp://127.0.0.1:${rtspPort}/${target}`),
    });
    joined(forward);
    socket.once('close', left);
    return (what) => forward.send(what);
  }
}
