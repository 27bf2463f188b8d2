import { statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ChannelLive, LiveAnswer } from '#shared/live.ts';
import type { StorageAnswer } from '#shared/storage.ts';
import { Cameras } from '../fakes/cameras.ts';
import { SmallDisk, withMounts } from '../fakes/mount.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

withMounts('the recording disk of a running product', () => {
  let cameras: Cameras;
  let disk: SmallDisk;
  let nvr: Nvr;

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-silent' });
  });
  afterAll(() => cameras[Symbol.asyncDispose]());
  beforeEach(async () => {
    disk = new SmallDisk('size=24m');
    const env = { ...cameraEnv(2, (camera) => cameras.url(camera)), SEGMENT_DURATION: '5', RECORD_DIR: disk.root, MIN_FREE_GB: '0.004' };
    nvr = await (await Nvr.start({ env })).signIn();
    await nvr.until(bothRecord, 30_000, 'both cameras record');
  });
  afterEach(async () => {
    using _ = disk; // also when the product did not start
    await nvr[Symbol.asyncDispose]();
  });

  async function states(): Promise<ChannelLive[]> {
    return Object.values((await nvr.json<LiveAnswer>('/api/live')).channels);
  }

  async function bothRecord(): Promise<boolean> {
    return (await states()).every(({ status }) => status === 'LIVE');
  }

  test('something else fills it: the oldest recordings go, and recording goes on', async () => {
    writeFileSync(path.join(disk.root, 'somebody-elses.bin'), Buffer.alloc(10_000_000));

    await pause(40_000); // 20 MB of pictures into 14 MB

    expect(await bothRecord()).toBe(true);
    const { bavail, bsize } = statfsSync(disk.root);
    expect(bavail * bsize).toBeGreaterThan(0);
    const { segments, seconds } = await oldestAndCount();
    expect(segments).toBeGreaterThan(2);
    expect(seconds).toBeLessThan(40);
  });

  async function oldestAndCount(): Promise<{ segments: number; seconds: number }> {
    const storage = await nvr.json<StorageAnswer>('/api/storage');
    const segments = storage.channels.reduce((sum, channel) => sum + channel.segments, 0);
    return { segments, seconds: (Date.now() - Date.parse(storage.oldest ?? '')) / 1000 };
  }

  test('pulled out, it is missed within 15 s, nothing is written in its place, and plugged in again it is recorded to within 5 s', async () => {
    const plugIn = disk.unplug();
    const noticedMs = await nvr.until(
      async () => (await states()).every(({ reason }) => reason === 'storage_error'),
      20_000,
      'the disk is missed',
    );
    await nvr.until(async () => /mounted/.test((await states())[0]?.detail ?? ''), 10_000, 'it is said that the disk is not mounted');
    const readyz = await nvr.fetch('/readyz');
    await pause(3000);

    plugIn();
    const backMs = await nvr.until(bothRecord, 15_000, 'both cameras record again');

    expect(noticedMs).toBeLessThan(15_000);
    expect(readyz.status).toBe(503);
    expect(backMs).toBeLessThan(5500); // of which up to 1 s until the disk is looked at, 2 s until a keyframe comes, 1 s until ffmpeg says so
  });
});
