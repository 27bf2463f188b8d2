import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type { HubView, LiveHub } from '../../src/api/live/live-routes.ts';
import type { StreamKind } from '../../src/hub/hub.ts';

/** A hub whose every word a test decides; its sockets are real. */
export class ToyHub implements LiveHub, AsyncDisposable {
  readonly #server: WebSocketServer;
  readonly #events = new EventEmitter();
  /** What was asked of it: `camera 1 main`. */
  readonly asked: string[] = [];
  readonly heard: string[] = [];
  readonly offers: string[] = [];
  readonly sockets: WebSocket[] = [];
  /** What the next WHEP or snapshot answers, or throws. */
  answer: () => Promise<string> = async () => 'v=0\r\nanswer';
  last: { picture: Buffer; ageMs: number } | undefined;

  private constructor(server: WebSocketServer) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('message', (data) => {
        this.heard.push(String(data));
        this.#events.emit('heard');
      });
      this.#events.emit('joined');
    });
  }

  static async start(): Promise<ToyHub> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new ToyHub(server);
  }

  /** The newest socket, as soon as there are so many. */
  async joined(count = 1): Promise<WebSocket> {
    while (this.sockets.length < count) await once(this.#events, 'joined');
    const socket = this.sockets[count - 1];
    if (!socket) throw new Error('unreachable');
    return socket;
  }

  async heardAll(count: number): Promise<string[]> {
    while (this.heard.length < count) await once(this.#events, 'heard');
    return this.heard;
  }

  streamName(channel: number, stream: StreamKind): string | null {
    return stream === 'main' || channel === 1 ? `cam${channel}_${stream}` : null;
  }

  openSocket(channel: number, stream: StreamKind): WebSocket {
    this.asked.push(`camera ${channel} ${stream}`);
    return new WebSocket(`ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  /** Views that have been opened and not ended. */
  readonly views = new Set<HubView>();

  openView(channel: number, stream: StreamKind, owner: string): HubView {
    this.asked.push(`view ${channel} ${stream} of ${owner}`);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const view: HubView = {
      ended,
      end: () => {
        this.views.delete(view);
        resolve();
      },
      socket: async () => new WebSocket(`ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}`),
      whep: async (offer) => {
        this.offers.push(offer);
        return await this.answer();
      },
    };
    this.views.add(view);
    return view;
  }

  async snapshot(channel: number, stream: StreamKind): Promise<Buffer> {
    this.asked.push(`snapshot ${channel} ${stream}`);
    return Buffer.from(await this.answer());
  }

  lastSnapshot(): { picture: Buffer; ageMs: number } | undefined {
    return this.last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
