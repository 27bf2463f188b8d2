import { afterAll, describe, expect, test } from 'vitest';
import type { AlarmsAnswer } from '#shared/alarms.ts';
import type { LiveAnswer } from '#shared/live.ts';
import { Cameras } from '../fakes/cameras.ts';
import { FreezingDisk } from '../fakes/freezing-disk.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';
import { Receiver } from '../fakes/receiver.ts';

const disk = FreezingDisk.make(400);
afterAll(() => disk?.[Symbol.dispose]());

describe.skipIf(!disk)(disk ? 'the whole product' : 'the whole product (skipped: only root may freeze a disk)', () => {
  test('answers, signs in and sounds the alarm while its recording disk hangs, and records at once when it answers', async () => {
    await using receiver = await Receiver.start();
    await using cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-aac,3:h264-aac,4:h264-aac,5:h264-aac,6:h264-aac' });
    const webhook = receiver.url('/hook');
    webhook.hostname = 'localhost'; // a name, which is looked up by the same threads as files
    const place = { RECORD_DIR: `${disk?.root}/recordings`, SEGMENT_DURATION: '10', ALERT_WEBHOOK_URL: webhook.href };
    await using nvr = await Nvr.start({ env: { ...cameraEnv(6, (camera) => cameras.url(camera)), ...place } });
    await nvr.signIn();
    const allLive = async (): Promise<boolean> => {
      const { channels } = await nvr.json<LiveAnswer>('/api/live');
      return Object.values(channels).every(({ status }) => status === 'LIVE');
    };
    await nvr.until(allLive, 30_000, 'all cameras record');

    disk?.freeze();
    await new Promise((done) => setTimeout(done, 12_000));
    const begun = performance.now();
    const answers = await Promise.all(['/api/health', '/', '/api/storage/history'].map((path) => nvr.fetch(path)));
    await nvr.signIn();
    const tookMs = performance.now() - begun;
    await nvr.until(async () => receiver.received.length > 0, 20_000, 'the alarm is heard');
    disk?.thaw();
    const backMs = await nvr.until(allLive, 10_000, 'all cameras record again');

    console.log(`with a disk that hangs: answered in ${tookMs.toFixed(0)} ms, recording ${backMs.toFixed(0)} ms after it answered again`);
    expect(answers.map(({ status }) => status < 500 || status === 503)).toEqual([true, true, true]);
    expect(tookMs).toBeLessThan(5_000);
    expect(receiver.received.map(({ body }) => JSON.parse(body).alarm.kind)).toContain('disk_failing');
    expect((await nvr.json<AlarmsAnswer>('/api/alarms')).webhook.lastError).toBeNull();
  });
});
