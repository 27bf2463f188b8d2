import { expect, test } from 'vitest';
import { CountedRecording } from '../fakes/counted-recording.ts';
import { live } from '../fakes/live.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

live('a recording that nobody disturbs', () => {
  test('keeps every frame, answers at once and ends when asked', async () => {
    await using recording = await CountedRecording.start();
    await pause(15_000);

    const outcome = await recording.end();

    expect(outcome.missing).toEqual({ 1: 0, 2: 0, 3: 0 });
    for (const frames of Object.values(outcome.recorded)) expect(frames).toBeGreaterThan(250);
    expect(outcome.code).toBe(0);
    expect(outcome.tookMs).toBeLessThan(10_000);
  });
});
