import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { Database } from '../database/database.ts';
import { formatSegmentName } from '../lib/files/segment-name.ts';
import { silentLog } from '../lib/log.ts';
import { SegmentDeletion } from '../segments/segments.ts';
import { Cleanup, type CleanupOptions } from './cleanup.ts';

const START = Date.parse('2026-11-22T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SIZE = 1000;

let root: string;
let database: Database;
let catalogue: Catalogue;
let clock: FakeClock;
let deletion: SegmentDeletion;
let diskBytes: number;
let otherBytes: number;
beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'nvr-cleanup-'));
  writeFileSync(path.join(root, '.nvr-volume'), 'id');
  clock = new FakeClock(START);
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
  catalogue = await Catalogue.open({ database, clock, log: silentLog() });
  deletion = new SegmentDeletion({ shelf: catalogue, root, demandDisk: () => stat(path.join(root, '.nvr-volume')), log: silentLog() });
  diskBytes = 1e12;
  otherBytes = 0;
});
afterEach(async () => {
  await catalogue[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

/** A recording on disk and in the catalogue that ended so long ago. @returns its path */
async function put(
  agoMs: number,
  {
    channel = 1,
    sizeBytes = SIZE,
    diskBytes,
    isRefusing = false,
  }: { channel?: number; sizeBytes?: number; diskBytes?: number; isRefusing?: boolean } = {},
): Promise<string> {
  const endedAt = clock.now() - agoMs;
  const startedAt = endedAt - 10 * MINUTE;
  const file = `${formatSegmentName(channel, startedAt, 'Europe/Berlin')}.mp4`;
  const absolute = path.join(root, file);
  mkdirSync(path.dirname(absolute), { recursive: true });
  // a folder in place of the file is what unlink refuses, even for root
  if (isRefusing) mkdirSync(absolute);
  else writeFileSync(absolute, Buffer.alloc(sizeBytes));
  await catalogue.segmentClosed({ channel, path: file, startedAt, endedAt, durationMs: endedAt - startedAt, sizeBytes, diskBytes });
  return file;
}

const usedBytes = async (): Promise<number> => (await catalogue.questions.usage()).bytes;
const freeBytes = async (): Promise<number | null> => diskBytes - otherBytes - (await usedBytes());

function start(retention: Partial<CleanupOptions['retention']> = {}, options: Partial<CleanupOptions> = {}): Cleanup {
  return Cleanup.start({
    questions: catalogue.questions,
    addEvent: (event) => catalogue.addEvent(event),
    deletion,
    root,
    retention: { maxBytes: 1e12, keepForMs: null, minFreeBytes: 0, intervalMs: MINUTE, ...retention },
    usedBytes,
    freeBytes,
    clock,
    log: silentLog(),
    ...options,
  });
}

const left = (): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.mp4'))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .sort();
const events = async (kind: 'cleanup' | 'storage_low' | 'clock_stepped') => await catalogue.questions.events({ limit: 20, kinds: [kind] });

describe('cleanup', () => {
  test('deletes the oldest of all cameras until the limit is kept, and says so once', async () => {
    const files = [await put(5 * HOUR, { channel: 2 }), await put(4 * HOUR), await put(3 * HOUR, { channel: 3 }), await put(2 * HOUR)];
    await using cleanup = start({ maxBytes: 2 * SIZE });

    await cleanup.check();

    expect(left()).toEqual([files[2], files[3]].sort());
    expect(await catalogue.questions.usage()).toMatchObject({ bytes: 2 * SIZE });
    expect(await events('cleanup')).toMatchObject([
      { data: { segments: 2, bytes: 2 * SIZE, channels: '1,2', refused: 0, storage: 2, age: 0, free: 0 } },
    ]);
  });

  test('counts what a recording takes of the disk, however long its file is', async () => {
    const sparse = await put(5 * HOUR, { sizeBytes: 50 * SIZE, diskBytes: SIZE / 2 });
    const files = [await put(4 * HOUR), await put(3 * HOUR)];
    await using cleanup = start({ maxBytes: 2.5 * SIZE });

    await cleanup.check();
    const before = left();
    await put(2 * HOUR);
    await cleanup.check();

    expect(before).toEqual([sparse, ...files].sort());
    expect(await events('cleanup')).toMatchObject([{ data: { segments: 2, bytes: 1.5 * SIZE } }]);
  });

  test('runs by itself at each interval', async () => {
    await put(2 * HOUR);
    await using cleanup = start({ maxBytes: SIZE });
    await cleanup.check();
    await put(1 * HOUR);

    await clock.advance(MINUTE);
    await cleanup.check();

    expect(left()).toHaveLength(1);
  });

  test('deletes what is too old, however little it is', async () => {
    await put(31 * DAY);
    const young = await put(29 * DAY);
    await put(10 * MINUTE);
    await using cleanup = start({ keepForMs: 30 * DAY });

    await cleanup.check();

    expect(left()).toHaveLength(2);
    expect(left()).toContain(young);
  });

  test('keeps space free when other things fill the disk', async () => {
    for (const hours of [5, 4, 3, 2]) await put(hours * HOUR);
    diskBytes = 10 * SIZE;
    otherBytes = 5 * SIZE;
    await using cleanup = start({ minFreeBytes: 3 * SIZE });

    await cleanup.check();

    expect([left().length, await freeBytes()]).toEqual([2, 3 * SIZE]);
  });

  test('does not delete everything in vain when other things fill the disk, and says so once', async () => {
    for (const hours of [5, 4, 3, 2]) await put(hours * HOUR);
    diskBytes = 10 * SIZE;
    otherBytes = 6 * SIZE;
    await using cleanup = start({ minFreeBytes: 1e9 });

    await cleanup.check();
    await cleanup.check();

    expect(left()).toHaveLength(4);
    expect(await events('storage_low')).toMatchObject([{ data: { limit: 'free' } }]);
  });

  test('deletes no more than needed when the disk tells late, or never, that there is room', async () => {
    for (let hours = 500; hours > 0; hours--) await put(hours * HOUR);
    await using cleanup = start({ minFreeBytes: 30 * SIZE }, { freeBytes: async () => 10 * SIZE });

    await cleanup.check();

    expect(left()).toHaveLength(480);
  });

  test('never touches what is protected, and says so when nothing else is left', async () => {
    const kept = await put(5 * HOUR);
    await put(4 * HOUR);
    await catalogue.protect({ channel: 1, from: clock.now() - 6 * HOUR, to: clock.now() - 5 * HOUR, note: '', by: 'admin' });
    diskBytes = 2 * SIZE;
    await using cleanup = start({ minFreeBytes: SIZE });

    await cleanup.check();

    expect(left()).toEqual([kept]);
  });

  test('never touches what has no row, as a running segment has none', async () => {
    const running = path.join(root, 'ch1', '2026-11-22', '095500+0100.mp4');
    mkdirSync(path.dirname(running), { recursive: true });
    writeFileSync(running, 'growing');
    await using cleanup = start({ maxBytes: 0, keepForMs: 0 });

    await cleanup.check();

    expect(existsSync(running)).toBe(true);
  });

  test('goes on when a file refuses, keeps it in mind and deletes it when it can', async () => {
    const stubborn = await put(5 * HOUR, { isRefusing: true });
    const next = await put(4 * HOUR);
    const last = await put(3 * HOUR);
    await using cleanup = start({ maxBytes: 2 * SIZE });
    await cleanup.check();
    const first = { files: left(), marked: (await catalogue.beingDeleted()).map((segment) => segment.path) };
    rmSync(path.join(root, stubborn), { recursive: true });
    writeFileSync(path.join(root, stubborn), '');

    await cleanup.check();

    expect(first).toEqual({ files: [last], marked: [stubborn] });
    expect([existsSync(path.join(root, stubborn)), existsSync(path.join(root, next)), left()]).toEqual([false, false, [last]]);
    expect(await catalogue.beingDeleted()).toEqual([]);
  });

  test('deletes the file a recording has now, not the one it had before its conversion', async () => {
    const file = await put(5 * HOUR);
    const [segment] = await catalogue.questions.oldestDeletable(1);
    const converted = file.replace('.mp4', '_2.mp4');
    renameSync(path.join(root, file), path.join(root, converted));
    const questions = new Proxy(catalogue.questions, {
      get: (target, name) => {
        if (name === 'oldestDeletable') return async () => [segment];
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    await database.kysely.updateTable('segments').set({ path: converted }).execute();
    await using cleanup = start({ maxBytes: 0 }, { questions });

    await cleanup.check();

    expect([left(), await catalogue.questions.hasSegments()]).toEqual([[], false]);
  });

  test('forgets what somebody deleted already', async () => {
    rmSync(path.join(root, await put(5 * HOUR)));
    await put(4 * HOUR);
    await using cleanup = start({ maxBytes: SIZE });

    await cleanup.check();

    expect([left().length, await usedBytes()]).toEqual([1, SIZE]);
  });

  test('forgets nothing when the disk is gone', async () => {
    for (let hours = 60; hours > 10; hours--) await put(hours * HOUR);
    renameSync(root, `${root}-away`);
    mkdirSync(root);
    await using cleanup = start({ maxBytes: SIZE });

    await cleanup.check();
    renameSync(`${root}-away`, path.join(root, 'disk'));

    expect((await catalogue.questions.usage()).bytes).toBe(50 * SIZE);
    expect(await database.kysely.selectFrom('gaps').selectAll().where('reason', '=', 'deleted').execute()).toEqual([]);
  });

  test('touches nothing while the disk cannot be asked', async () => {
    await put(5 * HOUR);
    await using cleanup = start({ maxBytes: 0, keepForMs: 0 }, { freeBytes: async () => null });

    await cleanup.check();

    expect(left()).toHaveLength(1);
  });

  test('works through thousands of small files', async () => {
    for (let minutes = 1500; minutes > 0; minutes--) await put(minutes * 10 * MINUTE, { sizeBytes: 1 });
    await using cleanup = start({ maxBytes: 100 });

    await cleanup.check();

    expect([left().length, await usedBytes()]).toEqual([100, 100]);
    expect(await events('cleanup')).toHaveLength(1);
  });

  test('removes the folders it emptied, but not those a recorder may be about to use', async () => {
    await put(10 * DAY);
    await put(2 * HOUR);
    mkdirSync(path.join(root, 'ch5', '2026-11-01'), { recursive: true });
    for (const day of ['21', '22', '23']) mkdirSync(path.join(root, 'ch5', `2026-11-${day}`));
    await using cleanup = start({ maxBytes: 0 });

    await cleanup.check();

    expect(readdirSync(path.join(root, 'ch1'))).toEqual(['2026-11-22']);
    expect(readdirSync(path.join(root, 'ch5')).sort()).toEqual(['2026-11-21', '2026-11-22', '2026-11-23']);
  });

  test('goes on after a failure', async () => {
    await put(5 * HOUR);
    let isBroken = true;
    const used = async (): Promise<number> => (isBroken ? Promise.reject(new Error('no')) : usedBytes());
    await using cleanup = start({ maxBytes: 0 }, { usedBytes: used });
    await cleanup.check();
    isBroken = false;

    await cleanup.check();

    expect(left()).toEqual([]);
  });

  test('ends between two files when it is told to, and can be told twice', async () => {
    for (let hours = 50; hours > 0; hours--) await put(hours * HOUR);
    const cleanup = start({ maxBytes: 0 });
    const running = cleanup.check();

    await cleanup[Symbol.asyncDispose]();
    await cleanup[Symbol.asyncDispose]();
    await running;

    expect((await catalogue.questions.usage()).bytes).toBe(left().reduce((sum, file) => sum + statSync(path.join(root, file)).size, 0));
  });

  test('runs once more for all who ask while it runs', async () => {
    let runs = 0;
    const counting = async (): Promise<number> => {
      runs++;
      return await usedBytes();
    };
    await put(10 * MINUTE);
    await using cleanup = start({}, { usedBytes: counting });
    await cleanup.check();
    runs = 0;

    await Promise.all([cleanup.check(), cleanup.check(), cleanup.check()]);

    expect(runs).toBe(2);
  });
});

describe('when the clock is set', () => {
  test('nothing is deleted by age for ten minutes', async () => {
    await put(20 * DAY);
    await put(10 * MINUTE);
    await using cleanup = start({ keepForMs: 30 * DAY });
    await cleanup.check();
    clock.step(365 * DAY);
    await clock.advance(MINUTE);
    await cleanup.check();
    const atOnce = left().length;
    clock.step(-365 * DAY);
    await clock.advance(MINUTE);
    await clock.advance(20 * MINUTE);
    await cleanup.check();

    expect([atOnce, left().length]).toEqual([2, 2]);
    expect(await events('clock_stepped')).toHaveLength(2);
  });

  test('and stays as it is, what is too old by the new time goes after ten minutes', async () => {
    await put(20 * DAY);
    await using cleanup = start({ keepForMs: 30 * DAY });
    await cleanup.check();
    clock.step(15 * DAY);
    await clock.advance(9 * MINUTE);
    await cleanup.check();
    const before = left().length;

    await clock.advance(2 * MINUTE);
    await cleanup.check();

    expect([before, left().length]).toEqual([1, 0]);
  });

  test('by less than an hour nothing changes', async () => {
    await put(30 * DAY - 20 * MINUTE);
    await put(MINUTE);
    await using cleanup = start({ keepForMs: 30 * DAY });
    await cleanup.check();
    clock.step(50 * MINUTE);

    await cleanup.check();

    expect([left().length, await events('clock_stepped')]).toEqual([1, []]);
  });

  test('space is freed all the same', async () => {
    await put(2 * DAY);
    await put(1 * DAY);
    await using cleanup = start({ keepForMs: 30 * DAY });
    await cleanup.check();
    clock.step(365 * DAY);
    await using other = start({ maxBytes: SIZE });

    await other.check();

    expect(left()).toHaveLength(1);
  });

  test('before the start, deletion by age waits as well', async () => {
    await put(20 * DAY);
    clock.step(365 * DAY);
    await using cleanup = start({ keepForMs: 30 * DAY });
    await cleanup.check();
    const before = left().length;

    await clock.advance(11 * MINUTE);
    await cleanup.check();

    expect([before, left().length]).toEqual([1, 0]);
  });
});
