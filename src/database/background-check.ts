import { writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Logger } from '../lib/log.ts';
import { SQLITE } from '../lib/sqlite-error.ts';
import { brokenFlag } from './sqlite-file.ts';

const SOURCE = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('node:sqlite');
  try {
    const database = new DatabaseSync(workerData, { readOnly: true });
    const verdict = String(database.prepare('PRAGMA quick_check(1)').get().quick_check);
    parentPort.postMessage({ verdict, isBroken: verdict !== 'ok' });
  } catch (error) {
    const isBroken = [${SQLITE.corrupt}, ${SQLITE.notADatabase}].includes(error.errcode & 0xff);
    parentPort.postMessage({ verdict: error.message, isBroken });
  }
`;

interface Finding {
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
    const worker = new Worker(SOURCE, { eval: true, workerData: file });
    worker.unref();
    worker.on('message', (finding: Finding) => tell(file, finding, log));
    worker.on('error', (error) => log.warn({ error }, 'the database cannot be checked'));
    return new BackgroundCheck(worker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }
}

function tell(file: string, { verdict, isBroken }: Finding, log: Logger): void {
  log.debug({ verdict }, 'the database is checked');
  if (!isBroken) return;
  writeFileSync(brokenFlag(file), verdict);
  log.error({ verdict }, 'the database is damaged: restart Mini-NVR, it then rebuilds it from the recordings');
}
