import { expect, test } from 'vitest';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { live } from '../fakes/live.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
/** Longer than the recorder waits for pictures (8 s) and than a segment (10 s), shorter than what ends a server that stands still. */
const STILL_MS = 14_000;

live('a server that stands still for a while', () => {
  test('loses no frame and ends no recording', { timeout: 120_000 }, async () => {
    await using recording = await CountedRecording.start();
    const { nvr } = recording;
    await pause(3_000);

    process.kill(nvr.pid, 'SIGSTOP');
    await pause(STILL_MS);
    process.kill(nvr.pid, 'SIGCONT');
    await nvr.until(async () => (await nvr.fetch('/healthz')).ok, 20_000, 'it answers again');
    await pause(12_000); // whatever it holds against its recorders, it does within this time
    const pauses = nvr.output.filter((line) => line.includes('recording interrupted; it is tried again'));
    const outcome = await recording.end();

    expect(pauses).toEqual([]);
    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
    for (const frames of Object.values(outcome.recorded)) expect(frames).toBeGreaterThan(450);
  });
});
