/** The thread of `background-check.ts`: reads the whole file, says once what it found and ends. */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../lib/errors.ts';
import { isBrokenFile } from '../lib/sqlite-error.ts';
import type { Finding } from './background-check.ts';

parentPort?.postMessage(findingOf(String(workerData)));

function findingOf(file: string): Finding {
  try {
    const database = new DatabaseSync(file, { readOnly: true });
    const verdict = String(database.prepare('PRAGMA quick_check(1)').get()?.quick_check);
    return { verdict, isBroken: verdict !== 'ok' };
  } catch (error) {
    return { verdict: messageOf(error), isBroken: isBrokenFile(error) };
  }
}
