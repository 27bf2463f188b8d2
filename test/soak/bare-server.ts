import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/** A server that does nothing but answer, in a thread of its own: how slow it is, is this machine. */
export class BareServer implements AsyncDisposable {
  readonly url: string;
  readonly #worker: Worker;

  private constructor(worker: Worker, port: number) {
    this.#worker = worker;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<BareServer> {
    const worker = new Worker(new URL(import.meta.url));
    const [port] = (await once(worker, 'message')) as [number];
    return new BareServer(worker, port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

if (!isMainThread && parentPort) {
  const server = createServer((_request, reply) => reply.end('ok'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  parentPort.postMessage((server.address() as AddressInfo).port); // it listens on a port
}
