import { Worker } from 'node:worker_threads';
import type { Credentials } from './credentials.ts';
import { AskResult } from './device-facts.ts';

const ANSWER_WITHIN_MS = 20_000;
/** A device has a few kilobytes to tell. */
const MEMORY_MB = 96;

export interface AskOptions {
  readonly url: URL;
  readonly credentials: Credentials;
  readonly withinMs?: number;
}

/**
 * Asks a device who it is and which streams it has. The library that speaks ONVIF trusts what devices say, so it runs in a
 * thread of its own: an answer that is broken, endless or made to take for ever costs that thread and nothing else.
 */
export async function askDevice({ url, credentials, withinMs = ANSWER_WITHIN_MS }: AskOptions): Promise<AskResult> {
  const worker = new Worker(new URL('./onvif-worker.ts', import.meta.url), {
    workerData: { url: url.href, credentials },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    stdout: true, // the library writes warnings of its own
    stderr: true,
  });
  const { promise, resolve } = Promise.withResolvers<AskResult>();
  worker.once('message', (message) => {
    const result = AskResult.safeParse(message);
    resolve(result.success ? result.data : failed('broken'));
  });
  worker.once('error', () => resolve(failed('broken'))); // what it threw may hold anything
  worker.once('exit', () => resolve(failed('broken')));
  const late = setTimeout(() => resolve(failed('timeout')), withinMs);
  try {
    return await promise;
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}

function failed(failure: Extract<AskResult, { kind: 'failed' }>['failure']): AskResult {
  return { kind: 'failed', failure };
}
