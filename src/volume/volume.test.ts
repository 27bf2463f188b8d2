import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { AlreadyRunning, CannotCreate } from '../lib/errors.ts';
import { FolderLock } from '../lib/files/folder-lock.ts';
import { silentLog } from '../lib/log.ts';
import { Volume, type VolumeOptions, type VolumeReport } from './volume.ts';

let folder: string;
let root: string;
let told: VolumeReport[];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'nvr-volume-'));
  root = path.join(folder, 'recordings');
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const marker = (): string => path.join(root, '.nvr-volume');

function open(options: Partial<VolumeOptions> = {}): Promise<Volume> {
  return Volume.open({
    recordDir: root,
    dataDir: path.join(folder, 'data'),
    knownId: null,
    hasSegments: false,
    minFreeBytes: 0,
    clock: new FakeClock(),
    log: silentLog(),
    onChange: (report) => told.push(report),
    ...options,
  });
}

describe('opening', () => {
  test('makes the folder and marks it with an id that lasts', async () => {
    let id: string | null;
    {
      await using volume = await open();
      id = volume.id;
    }

    await using again = await open({ knownId: id, hasSegments: true });

    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect([again.id, again.report().state, again.isUsable]).toEqual([id, 'ok', true]);
    expect(readFileSync(marker(), 'utf8').trim()).toBe(id);
    expect(readdirSync(root).sort()).toEqual(['.nvr-lock', '.nvr-volume']);
  });

  test('adopts the id of the disk when the catalogue was deleted', async () => {
    mkdirSync(root);
    writeFileSync(marker(), 'the-old-id\n');

    await using volume = await open();

    expect([volume.id, volume.report().state]).toEqual(['the-old-id', 'ok']);
  });

  test('says that the disk is missing when the catalogue knows recordings and the folder has no marker', async () => {
    mkdirSync(root);

    await using volume = await open({ knownId: 'a', hasSegments: true });

    expect(volume.report().state).toBe('missing');
    expect(volume.report().detail).toMatch(/mounted.*write the word new into .*\.nvr-volume/);
    expect([volume.isUsable, readdirSync(root)]).toEqual([false, []]);
  });

  test('does not make a folder that should have recordings in it', async () => {
    await using volume = await open({ knownId: 'a', hasSegments: true });

    expect([volume.report().state, existsSync(root)]).toEqual(['missing', false]);
  });

  test('refuses another disk and leaves it untouched', async () => {
    mkdirSync(root);
    writeFileSync(marker(), 'b');

    await using volume = await open({ knownId: 'a', hasSegments: true });

    expect([volume.report().state, volume.isUsable, readdirSync(root)]).toEqual(['wrong_disk', false, ['.nvr-volume']]);
  });

  test('takes another disk when nothing is recorded yet', async () => {
    mkdirSync(root);
    writeFileSync(marker(), 'b');

    await using volume = await open({ knownId: 'a', hasSegments: false });

    expect([volume.report().state, volume.id]).toEqual(['ok', 'b']);
  });

  test('accepts a new disk when a person says so', async () => {
    mkdirSync(root);
    writeFileSync(marker(), ' New\n');

    await using volume = await open({ knownId: 'a', hasSegments: true });

    expect([volume.report().state, volume.wasReplaced]).toEqual(['ok', true]);
    expect(volume.id).not.toBe('a');
    expect(readFileSync(marker(), 'utf8').trim()).toBe(volume.id);
  });

  test('ends with exit code 73 where no folder can be made', async () => {
    writeFileSync(path.join(folder, 'file'), '');

    const opening = open({ recordDir: path.join(folder, 'file', 'recordings') });

    await expect(opening).rejects.toBeInstanceOf(CannotCreate);
    await expect(opening).rejects.toMatchObject({ exitCode: 73, message: expect.stringContaining('RECORD_DIR') });
  });

  test('ends with exit code 75 when another process holds the folder', async () => {
    mkdirSync(root);
    using _ = FolderLock.take(root);

    const opening = open();

    await expect(opening).rejects.toBeInstanceOf(AlreadyRunning);
    await expect(opening).rejects.toMatchObject({ exitCode: 75 });
  });

  test('does not lock against itself when both folders are one', async () => {
    mkdirSync(root);
    using _ = FolderLock.take(root);

    await using volume = await open({ dataDir: root });

    expect(volume.report().state).toBe('ok');
  });

  test('lets go of the folder when it is closed, twice if need be', async () => {
    const first = await open();
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();

    await using second = await open({ knownId: first.id });

    expect(second.report().state).toBe('ok');
  });
});

describe('checking', () => {
  test('measures the space and tells nothing while all is well', async () => {
    await using volume = await open();

    const report = await volume.check();

    const { blocks, bsize } = statfsSync(root);
    expect([report.state, report.totalBytes, told]).toEqual(['ok', blocks * bsize, []]);
    expect(report.freeBytes).toBeGreaterThan(0);
  });

  test('says low when less is free than must be', async () => {
    await using volume = await open({ minFreeBytes: Number.MAX_SAFE_INTEGER });

    expect([volume.report().state, volume.isUsable]).toEqual(['low', true]);
  });

  test('notices a disk that goes away and comes back, and tells each once', async () => {
    await using volume = await open();
    renameSync(root, `${root}-away`);

    const states = [(await volume.check()).state, (await volume.check()).state];
    renameSync(`${root}-away`, root);
    await volume.check();

    expect(states).toEqual(['missing', 'missing']);
    expect(told.map(({ state }) => state)).toEqual(['missing', 'ok']);
  });

  test('what it becomes is noted as an event', async () => {
    const noted: unknown[] = [];
    await using volume = await open({ note: (event) => noted.push(event) });
    renameSync(root, `${root}-away`);
    await volume.check();
    expect(volume.trouble?.reason).toBe('storage_error');
    expect(() => volume.demandUsable()).toThrow('.nvr-volume');

    renameSync(`${root}-away`, root);
    await volume.check();

    expect(noted).toMatchObject([{ kind: 'storage_error', data: { state: 'missing' } }, { kind: 'storage_ok' }]);
    expect(volume.trouble).toBeUndefined();
  });

  test('its id is remembered once, and told again until it is', async () => {
    const ids: string[] = [];
    const rememberId = async (id: string): Promise<void> => {
      if (ids.push(id) === 1) throw new Error('SQLITE_FULL');
    };

    await using volume = await open({ rememberId });
    await volume.check();
    await volume.check();

    expect(ids).toEqual([volume.id, volume.id]);
  });

  test('notices an empty folder in place of the disk and writes nothing into it', async () => {
    await using volume = await open();
    renameSync(root, `${root}-away`);
    mkdirSync(root);

    await volume.check();

    expect([volume.report().state, readdirSync(root)]).toEqual(['missing', []]);
  });

  test('accepts a new disk while it runs', async () => {
    await using volume = await open();
    const before = volume.id;
    renameSync(root, `${root}-away`);
    mkdirSync(root);
    await volume.check();
    writeFileSync(marker(), 'new');

    await volume.check();

    expect(told.map(({ state }) => state)).toEqual(['missing', 'ok']);
    expect(volume.id).not.toBe(before);
    expect(() => FolderLock.take(root)).toThrow(AlreadyRunning);
  });

  test('looks by itself every five seconds', async () => {
    const clock = new FakeClock();
    await using volume = await open({ clock });
    rmSync(marker());

    await clock.advance(5_000);
    await volume.check();

    expect(told.map(({ state }) => state)).toEqual(['missing']);
  });

  test('is one look for all who ask at the same time', async () => {
    await using volume = await open();

    const [one, two] = await Promise.all([volume.check(), volume.check()]);

    expect(one).toBe(two);
  });
});
