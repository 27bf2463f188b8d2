import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { DiskSpeed } from '../../src/health/disk-speed.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Volume, type VolumeOptions, type VolumeReport } from '../../src/volume/volume.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FreezingDisk } from '../fakes/freezing-disk.ts';

const disk = FreezingDisk.make();
afterAll(() => disk?.[Symbol.dispose]());

describe.skipIf(!disk)(disk ? 'a disk that hangs' : 'a disk that hangs (skipped: only root may freeze one)', () => {
  const root = disk?.root ?? '';
  let told: VolumeReport['state'][] = [];
  const clock = new FakeClock();
  const options: VolumeOptions = {
    recordDir: root,
    dataDir: `${root}-elsewhere`,
    knownId: null,
    hasSegments: false,
    minFreeBytes: 0,
    clock,
    log: silentLog(),
    onChange: ({ state }) => told.push(state),
  };
  afterEach(() => {
    told = [];
  });

  test('is said to hang after ten seconds, and is well again when it answers', async () => {
    await using volume = await Volume.open(options);

    disk?.freeze();
    const checking = volume.check();
    await clock.advance(10_000);
    const { state, detail } = await checking;
    const isUsable = volume.isUsable;
    disk?.thaw();
    await volume.check();

    expect([state, detail, isUsable]).toEqual(['error', expect.stringContaining('does not answer since 10 seconds'), false]);
    expect([volume.report().state, told]).toEqual(['ok', ['error', 'ok']]);
  });

  test('does not hold up the end', async () => {
    const volume = await Volume.open(options);
    disk?.freeze();
    const checking = volume.check();
    await clock.advance(1_000);
    const begun = performance.now();

    await volume[Symbol.asyncDispose]();
    const tookMs = performance.now() - begun;
    disk?.thaw();
    await checking;

    expect(tookMs).toBeLessThan(1_000);
  });

  test('is not measured twice at the same time', async () => {
    const speed = new DiskSpeed({ root, freeBytes: () => 50e9, clock: systemClock, log: silentLog() });

    disk?.freeze();
    const attempts = [speed.measure(), speed.measure()];
    await systemClock.sleep(300);
    const meanwhile = speed.result.writeBps;
    disk?.thaw();
    await Promise.all(attempts);

    expect([attempts[0] === attempts[1], meanwhile]).toEqual([true, null]);
    expect(speed.result.writeBps).toBeGreaterThan(0);
    expect(speed.result.writeBps).toBeLessThan(4 * 1024 * 1024 * 4); // it took at least the time it was frozen
  });
});
