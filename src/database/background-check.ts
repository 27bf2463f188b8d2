import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../lib/log.ts';
import { brokenFlag } from './sqlite-file.ts';

/** What the thread found: a word of SQLite. */
export interface Finding {
  readonly verdict: string;
  readonly isBroken: boolean;
}

/** Checks a large file in a thread of its own; damage is logged and makes the next start rebuild the database. */
export class BackgroundCheck implements AsyncDisposable {
  readonly #worker: Worker;
  /** Resolves when the check is over. */
  readonly done: Promise<void>;

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.done = new Promise((resolve) => worker.once('exit', () => resolve()));
  }

  static start(file: string, log: Logger): BackgroundCheck {
    const worker = new Worker(new URL('./background-check-thread.ts', import.meta.url), { workerData: file });
    worker.unref();
    worker.on('message', (finding: Finding) => tell(file, finding, log));
    worker.on('error', (error) => log.warn({ error }, 'database check failed'));
    return new BackgroundCheck(worker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

function tell(file: string, { verdict, isBroken }: Finding, log: Logger): void {
  log.debug({ verdict }, 'database check done');
  if (!isBroken) return;
  writeFileSync(brokenFlag(file), verdict);
  log.error({ verdict }, 'database is damaged: restart Mini-NVR, which then rebuilds it from the recordings');
}
