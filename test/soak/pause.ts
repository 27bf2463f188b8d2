import { setTimeout as sleep } from 'node:timers/promises';

/** Waits so long, or until the signal aborts. @returns whether it waited to the end */
export async function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return await sleep(Math.max(0, ms), true, { signal }).catch(() => false);
}

/** Asks until the answer is yes. @returns ms it took; undefined when it did not come in time */
export async function until(question: () => Promise<boolean>, withinMs: number, everyMs = 200): Promise<number | undefined> {
  const begun = performance.now();
  while (performance.now() - begun <= withinMs) {
    if (await question().catch(() => false)) return performance.now() - begun;
    await pause(everyMs);
  }
  return undefined;
}
