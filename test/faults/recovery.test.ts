import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { live } from '../fakes/live.ts';
import { RecordedPair } from '../fakes/recorded-pair.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

live('when a camera fails', () => {
  let pair: RecordedPair;
  beforeAll(async () => {
    pair = await RecordedPair.start();
  });
  afterAll(() => pair[Symbol.asyncDispose]());
  afterEach(() => pair.cameras.heal());

  /** When the first frame after a moment was recorded, in ms after it. */
  async function recordedAgainAfter(number: number, moment: number): Promise<number> {
    const from = new Date(moment - 60_000).toISOString();
    const to = new Date(Date.now() + 1000).toISOString();
    const { channels } = await pair.nvr.json<TimelineAnswer>(`/api/timeline?from=${from}&to=${to}&channel=${number}`);
    const starts = (channels[0]?.recordings ?? []).map((run) => Date.parse(run.from)).filter((start) => start >= moment - 500);
    return Math.min(...starts) - moment;
  }

  test('a camera away for 10 s is named as such, and recorded again within 5 s', async () => {
    await pair.cameras.fault(1, 'drop', { seconds: 10 });
    const back = Date.now() + 10_000;
    const noticedMs = await pair.nvr.until(async () => (await pair.channel(1)).reason === 'unreachable', 10_000, 'the reason is shown');
    await pause(back - Date.now());
    await pair.nvr.until(async () => (await pair.channel(1)).status === 'LIVE', 10_000, 'camera 1 records again');

    expect(noticedMs).toBeLessThan(5000);
    expect(await recordedAgainAfter(1, back)).toBeLessThan(5000);
    expect((await pair.channel(2)).status).toBe('LIVE');
  });

  test('a frozen stream is noticed within 15 s and recorded again within 5 s', async () => {
    await pair.cameras.fault(1, 'freeze', { seconds: 20 });
    const back = Date.now() + 20_000;
    const noticedMs = await pair.nvr.until(async () => (await pair.channel(1)).reason === 'no_video', 18_000, 'the reason is shown');
    await pause(back - Date.now());
    await pair.nvr.until(async () => (await pair.channel(1)).status === 'LIVE', 10_000, 'camera 1 records again');

    expect(noticedMs).toBeLessThan(15_000);
    expect(await recordedAgainAfter(1, back)).toBeLessThan(5000);
  });

  test('a stream with sound but no pictures counts as none', async () => {
    await pair.cameras.fault(1, 'mute-video', {});
    const noticedMs = await pair.nvr.until(async () => (await pair.channel(1)).reason === 'no_video', 20_000, 'the reason is shown');

    await pair.cameras.heal(1);
    await pair.nvr.until(async () => (await pair.channel(1)).status === 'LIVE', 15_000, 'camera 1 records again');

    expect(noticedMs).toBeLessThan(15_000);
  });

  test('a wrong password is named, is not tried in a hurry, and the right one is noticed within 20 s', async () => {
    const before = (await pair.cameras.counts(1)).authFailures;
    await pair.cameras.fault(1, 'wrong-password');
    await pair.cameras.fault(1, 'drop');
    await pair.nvr.until(async () => (await pair.channel(1)).reason === 'auth_failed', 10_000, 'the reason is shown');
    await pause(15_000);
    const attempts = (await pair.cameras.counts(1)).authFailures - before;

    await pair.cameras.heal(1);
    const backMs = await pair.nvr.until(async () => (await pair.channel(1)).status === 'LIVE', 25_000, 'camera 1 records again');

    expect(attempts).toBeLessThanOrEqual(4);
    expect(backMs).toBeLessThan(20_000);
  });
});
