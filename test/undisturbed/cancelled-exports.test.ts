import { expect, test } from 'vitest';
import type { Export } from '#shared/exports.ts';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { live } from '../fakes/live.ts';
import type { Nvr } from '../fakes/nvr.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const COUNT = 50;
/** A server that answers nothing fails the test instead of holding it up. */
const soon = (): AbortSignal => AbortSignal.timeout(15_000);

async function exportLastMinute(nvr: Nvr): Promise<number | undefined> {
  const [from, to] = [new Date(Date.now() - 60_000).toISOString(), new Date().toISOString()];
  const body = JSON.stringify({ channels: [1, 2, 3], from, to, cut: Math.random() < 0.3 ? 'exact' : 'keyframes' });
  const answer = await nvr.fetch('/api/exports', { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: soon() });
  return answer.ok ? ((await answer.json()) as Export).id : undefined;
}

live('exports that somebody cancels at any moment', () => {
  test('cost no frame, no answer and no end when asked', { timeout: 240_000 }, async () => {
    await using recording = await CountedRecording.start();
    const { nvr } = recording;
    await pause(12_000); // a closed segment and a running one

    // the export waits 4 s for what was recorded just now, then copies: cancelled before, in the middle, and at its end
    for (let index = 0; index < COUNT; index++) {
      const id = await exportLastMinute(nvr);
      await pause(index % 5 === 0 ? 10 : Math.random() * 6_000 * (index % 2));
      if (id !== undefined) await nvr.fetch(`/api/exports/${id}`, { method: 'DELETE', signal: soon() });
    }
    await recording.allRecord(20_000);
    const { exports } = await nvr.json<{ exports: readonly Export[] }>('/api/exports');
    const outcome = await recording.end();

    console.log({ ...outcome, streams: undefined });
    expect(exports).toEqual([]);
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
    expect(outcome.code).toBe(0);
    expect(outcome.tookMs).toBeLessThan(10_000);
    expect(outcome.healthzP99Ms).toBeLessThan(200);
  });
});
