import { parentPort, Worker, workerData } from 'node:worker_threads';

const ASK_EVERY_MS = 50;
/** An answer that takes so long is none; the time-out is what counts. */
const ANSWER_WITHIN_MS = 10_000;

/** When `/healthz` was asked (epoch ms), and how long it took. */
export interface HealthzSample {
  readonly at: number;
  readonly ms: number;
}

/** Asks `/healthz` twenty times a second in a thread of its own, so that what clients do here does not count. */
export class HealthzClock {
  readonly #worker: Worker;

  private constructor(worker: Worker) {
    this.#worker = worker;
  }

  static start(url: string): HealthzClock {
    return new HealthzClock(new Worker(new URL(import.meta.url), { workerData: new URL('/healthz', url).href }));
  }

  /** Ends it. */
  async end(): Promise<HealthzSample[]> {
    const samples = new Promise<HealthzSample[]>((done) => this.#worker.once('message', done));
    this.#worker.postMessage('end');
    const all = await samples;
    await this.#worker.terminate();
    return all;
  }
}

async function ask(url: string, over: AbortSignal): Promise<HealthzSample[]> {
  const samples: HealthzSample[] = [];
  while (!over.aborted) {
    const at = Date.now();
    const begun = performance.now();
    const answer = await fetch(url, { signal: AbortSignal.any([over, AbortSignal.timeout(ANSWER_WITHIN_MS)]) }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    if (over.aborted) break;
    const ms = performance.now() - begun;
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
    samples.push({ at, ms: answer ? ms : Math.max(ms, ANSWER_WITHIN_MS) }); // a connection that is refused at once is no answer either
  }
  return samples;
}

if (typeof workerData === 'string' && parentPort) {
  const over = new AbortController();
  const port = parentPort;
  port.once('message', () => over.abort());
  port.postMessage(await ask(workerData, over.signal));
}
