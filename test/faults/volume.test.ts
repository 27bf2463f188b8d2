import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AlreadyRunning, CannotCreate } from '../../src/lib/errors.ts';
import { FolderLock } from '../../src/lib/files/folder-lock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Volume, type VolumeOptions, type VolumeReport } from '../../src/volume/volume.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { SmallDisk, withMounts } from '../fakes/mount.ts';

withMounts('a recording disk', () => {
  let disk: SmallDisk;
  let told: VolumeReport['state'][];
  beforeEach(() => {
    told = [];
  });
  afterEach(() => disk[Symbol.dispose]());

  function open(options: Partial<VolumeOptions> = {}): Promise<Volume> {
    return Volume.open({
      recordDir: disk.root,
      dataDir: disk.elsewhere,
      knownId: null,
      hasSegments: false,
      minFreeBytes: 4e6,
      clock: new FakeClock(),
      log: silentLog(),
      onChange: ({ state }) => told.push(state),
      ...options,
    });
  }

  const fill = (bytes: number): void => writeFileSync(path.join(disk.root, 'filler'), Buffer.alloc(bytes, 1));

  test('that fills up is low, then full, and is well again when there is room', async () => {
    disk = new SmallDisk('size=20m');
    await using volume = await open();

    fill(18.5e6);
    await volume.check();
    expect(() => fill(30e6)).toThrow('ENOSPC');
    await volume.check();
    const isUsable = volume.isUsable;
    rmSync(path.join(disk.root, 'filler'));
    await volume.check();

    expect([told, isUsable]).toEqual([['low', 'full', 'ok'], false]);
  });

  test('that is full at the start does not keep us from starting, with lock and id when there is room', async () => {
    disk = new SmallDisk('size=2m');
    expect(() => fill(30e6)).toThrow('ENOSPC');
    await using volume = await open();
    const before = [volume.report().state, volume.id];
    rmSync(path.join(disk.root, 'filler'));

    await volume.check();

    expect(before).toEqual(['full', null]);
    expect(volume.id).toBe(readFileSync(path.join(disk.root, '.nvr-volume'), 'utf8').trim());
    expect(() => FolderLock.take(disk.root)).toThrow(AlreadyRunning);
  });

  test('that is full still shows who holds it', async () => {
    disk = new SmallDisk('size=20m');
    await using volume = await open();
    expect(() => fill(30e6)).toThrow('ENOSPC');

    const second = open({ knownId: volume.id, hasSegments: true });

    await expect(second).rejects.toThrow(`process ${process.pid}`);
  });

  test('without inodes is full although it has room', async () => {
    disk = new SmallDisk('size=20m,nr_inodes=64');
    await using volume = await open({ minFreeBytes: 0 });

    for (let number = 0; readdirSync(disk.root).length < 55; number++) writeFileSync(path.join(disk.root, `file-${number}`), '');
    const { state, freeBytes } = await volume.check();

    expect([state, (freeBytes ?? 0) > 15e6]).toEqual(['full', true]);
  });

  test('that becomes read-only is noticed, and so is its recovery', async () => {
    disk = new SmallDisk('size=20m');
    await using volume = await open();

    const repair = disk.makeReadOnly();
    const report = await volume.check();
    repair();
    await volume.check();

    expect([report.state, report.detail, told]).toEqual(['read_only', expect.stringContaining('read-only'), ['read_only', 'ok']]);
  });

  test('that is read-only at the start is an error before the first recording, and a state after it', async () => {
    disk = new SmallDisk('size=20m');
    const { id } = await open().then(async (volume) => {
      await volume[Symbol.asyncDispose]();
      return volume;
    });
    const repair = disk.makeReadOnly();

    const fresh = open();
    await expect(fresh).rejects.toBeInstanceOf(CannotCreate);
    await expect(fresh).rejects.toMatchObject({ exitCode: 73 });
    await using volume = await open({ knownId: id, hasSegments: true });
    const before = volume.report().state;
    repair();
    await volume.check();

    expect([before, told]).toEqual(['read_only', ['ok']]);
    expect(() => FolderLock.take(disk.root)).toThrow(AlreadyRunning);
  });

  test('that is pulled out is missing, nothing is written below its mount point, and it is held again when it is back', async () => {
    disk = new SmallDisk('size=20m');
    await using volume = await open();
    const { id } = volume;

    const plugIn = disk.unplug();
    await volume.check();
    const below = readdirSync(disk.root);
    plugIn();
    await volume.check();

    expect([told, below, volume.id]).toEqual([['missing', 'ok'], [], id]);
    expect(() => FolderLock.take(disk.root)).toThrow(AlreadyRunning);
  });

  test('that is another one is refused until a person accepts it', async () => {
    disk = new SmallDisk('size=20m');
    await using volume = await open();
    const { id } = volume;

    disk.unmount();
    disk.mount();
    writeFileSync(path.join(disk.root, '.nvr-volume'), 'of another recorder\n');
    await volume.check();
    writeFileSync(path.join(disk.root, '.nvr-volume'), 'new\n');
    await volume.check();

    expect(told).toEqual(['wrong_disk', 'ok']);
    expect([volume.id === id, volume.wasReplaced]).toEqual([false, true]);
  });
});
