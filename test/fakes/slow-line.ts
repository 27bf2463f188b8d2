import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

const TICK_MS = 20;

/** A line to a port of this machine that carries only so much: real connections, with all their buffers. */
export class SlowLine implements AsyncDisposable {
  /** What all connections together may send; changes take effect at once. */
  kbps = Infinity;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Who sends, and where it goes. */
  readonly #uploads = new Map<Socket, Socket>();
  readonly #timer: NodeJS.Timeout;
  #allowed = 0;

  private constructor(server: Server) {
    this.#server = server;
    this.#timer = setInterval(() => this.#carry(), TICK_MS);
  }

  static async start(port: number): Promise<SlowLine> {
    const server = createServer((outside) => line.#join(outside, connect({ port, host: '127.0.0.1' })));
    const line: SlowLine = new SlowLine(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return line;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port; // it listens on a port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server.close(), 'close');
  }

  #join(outside: Socket, inside: Socket): void {
    for (const [socket, other] of [
      [outside, inside],
      [inside, outside],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined); // whoever hangs up, the other follows
      socket.on('close', () => {
        this.#sockets.delete(socket);
        this.#uploads.delete(socket);
        other.destroy();
      });
    }
    inside.pipe(outside);
    outside.on('readable', () => undefined); // its bytes wait here until the line has room
    outside.on('end', () => inside.end());
    this.#uploads.set(outside, inside);
  }

  #carry(): void {
    this.#allowed = Math.min(this.#allowed + (this.kbps * 1000 * TICK_MS) / 8000, Number.MAX_SAFE_INTEGER);
    for (const [upload, inside] of this.#uploads) {
      const waiting = upload.readableLength;
      const bytes = Math.min(waiting, Math.floor(this.#allowed));
      const chunk: unknown = waiting > 0 && bytes === 0 ? undefined : upload.read(bytes);
      if (!(chunk instanceof Buffer)) continue;
      this.#allowed -= chunk.length;
      inside.write(chunk);
    }
    this.#allowed = Math.min(this.#allowed, (this.kbps * 1000 * TICK_MS * 2) / 8000); // what is not used is lost
  }
}
