import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type RawData, WebSocket } from 'ws';

/** What a Node process holds after its garbage has been collected, in bytes. */
export interface Held {
  readonly heapUsed: number;
  readonly external: number;
  readonly arrayBuffers: number;
  /** Of the whole process as the system counts it; garbage collected or not, V8 and malloc give back only some. */
  readonly rss: number;
}

/** Looks into a process that was started with `--inspect=127.0.0.1:<port>`. */
export class ProcessMemory implements Disposable {
  readonly #socket: WebSocket;
  readonly #pid: number;
  #id = 0;

  private constructor(socket: WebSocket, pid: number) {
    this.#socket = socket;
    this.#pid = pid;
  }

  static async of(pid: number, inspectorPort: number): Promise<ProcessMemory> {
    const targets = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json/list`)).json()) as { webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
    await once(socket, 'open');
    return new ProcessMemory(socket, pid);
  }

  /** Collects first, twice: what has a finalizer goes with the second. */
  async held(): Promise<Held> {
    for (let times = 0; times < 2; times++) await this.#ask('HeapProfiler.collectGarbage');
    const answer = await this.#ask('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true });
    const { heapUsed, external, arrayBuffers } = (answer as { result: { value: Omit<Held, 'rss'> } }).result.value;
    const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.[1]) * 1024;
    return { heapUsed, external, arrayBuffers, rss };
  }

  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.#id;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const read = (data: RawData): void => {
      const message = JSON.parse(String(data)) as { id?: number; result?: unknown };
      if (message.id !== id) return;
      this.#socket.off('message', read);
      resolve(message.result);
    };
    this.#socket.on('message', read);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return promise;
  }
}
