import { expect, test } from 'vitest';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { IdleSockets } from '../fakes/idle-sockets.ts';
import { live } from '../fakes/live.ts';
import { USER } from '../fakes/nvr.ts';
import { Visitor } from '../fakes/visitor.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const ANSWER_WITHIN_MS = 1_000;

async function timed(work: () => Promise<{ readonly status: number }>): Promise<{ status: number; tookMs: number }> {
  const begun = performance.now();
  const { status } = await Promise.race([work(), pause(5 * ANSWER_WITHIN_MS).then(() => ({ status: 0 }))]);
  return { status, tookMs: performance.now() - begun };
}

live('a thousand idle connections of strangers', () => {
  test.each([
    ['one address', ['127.0.0.2']],
    ['twenty addresses', Array.from({ length: 20 }, (_, index) => `127.0.2.${index + 1}`)],
  ])('from %s keep nobody out and cost no frame', async (_, addresses) => {
    await using recording = await CountedRecording.start();
    const { url } = recording.nvr;

    using _sockets = await IdleSockets.open(url, 1_000, addresses);
    const health = await timed(() => new Visitor(url, '127.0.0.9').get('/healthz'));
    const login = await timed(() => new Visitor(url, '127.0.0.9').login(USER.username, USER.password));
    await pause(20_000);
    const outcome = await recording.end();

    console.log(
      `/healthz ${health.tookMs.toFixed(0)} ms, login ${login.tookMs.toFixed(0)} ms, /healthz p99 ${outcome.healthzP99Ms.toFixed(0)} ms`,
    );
    expect([health.status, login.status]).toEqual([200, 200]);
    expect(health.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
    expect(login.tookMs).toBeLessThan(ANSWER_WITHIN_MS);
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
    expect(outcome.healthzP99Ms).toBeLessThan(200);
  });
});
