import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** More would keep the test itself from measuring what it wants to. */
const AT_ONCE = 50;

/** Connections of somebody who says nothing, or only begins to. */
export class IdleSockets implements Disposable {
  readonly #sockets: readonly Socket[];

  private constructor(sockets: readonly Socket[]) {
    this.#sockets = sockets;
  }

  /** Opens so many to a server, by turns from the given addresses, and waits until each is connected or refused. */
  static async open(url: string, count: number, addresses: readonly string[] = ['127.0.0.1'], beginning = ''): Promise<IdleSockets> {
    const { hostname, port } = new URL(url);
    const sockets: Socket[] = [];
    while (sockets.length < count) {
      const batch = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, (_, index) => {
        const localAddress = addresses[(sockets.length + index) % addresses.length];
        return connect({ host: hostname, port: Number(port), localAddress }).on('error', () => undefined);
      });
      await Promise.all(batch.map((socket) => Promise.race([once(socket, 'connect').catch(() => undefined), once(socket, 'close')])));
      for (const socket of batch) socket.resume();
      sockets.push(...batch);
    }
    if (beginning) for (const socket of sockets) socket.write(beginning);
    return new IdleSockets(sockets);
  }

  /** How many the server has not closed. */
  get count(): number {
    return this.#sockets.filter(({ closed, readableEnded, destroyed }) => !closed && !readableEnded && !destroyed).length;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
