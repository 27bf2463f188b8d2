import { linkSync, lstatSync, mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskNow } from '../../test/fakes/disk-now.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Database } from '../database/database.ts';
import { silentLog } from '../lib/log.ts';
import { Catalogue, DiskUsage } from './catalogue.ts';

const A = 'ch1/2026-11-20/100000+0100.mkv';
const B = 'ch1/2026-11-20/101000+0100.mkv';

let root: string;
let database: Database;
let clock: FakeClock;
beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'nvr-usage-'));
  clock = new FakeClock(diskNow(root) + 600_000);
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

function put(file: string, bytes: number): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), Buffer.alloc(bytes));
}

/** What `du` counts. */
const taken = (file: string): number => lstatSync(path.join(root, file)).blocks * 512;

/** In the catalogue. */
async function known(file: string): Promise<void> {
  await using catalogue = await Catalogue.open({ database, clock, log: silentLog() });
  const { size: sizeBytes } = lstatSync(path.join(root, file));
  await catalogue.segmentClosed({ channel: 1, path: file, startedAt: 0, endedAt: 1, durationMs: 1, sizeBytes, diskBytes: taken(file) });
}

function start(running: readonly string[] = [], isReconciled: Promise<unknown> = Promise.resolve()): DiskUsage {
  return DiskUsage.start({ database, root, running: () => new Set(running), isReconciled, clock, log: silentLog() });
}

test('counts the catalogue, what is being written and everything else, each once', async () => {
  put(A, 100);
  put(B, 20);
  put('holiday/photo.jpg', 3000);
  put('.quarantine/ch1/2026-11-20/090000+0100.mkv', 40_000);
  await known(A);
  const others = taken('holiday/photo.jpg') + taken('.quarantine/ch1/2026-11-20/090000+0100.mkv');
  await using usage = start([B]);
  await usage.walk();

  const [before, takenBefore] = [await usage.usedBytes(), taken(B)];
  put(B, 70_000);

  expect([before, await usage.usedBytes()]).toEqual([taken(A) + others + takenBefore, taken(A) + others + taken(B)]);
  expect(taken(B)).toBeGreaterThan(takenBefore);
});

test('does not count what is on its way into the catalogue', async () => {
  put(A, 100);
  clock = new FakeClock(diskNow(root));
  await using usage = start();
  await usage.walk();

  expect(await usage.usedBytes()).toBe(0);
});

test('is not misled by a file that was copied with an old time', async () => {
  put(A, 100);
  utimesSync(path.join(root, A), 0, 0);
  clock = new FakeClock(diskNow(root));
  await using usage = start();
  await usage.walk();

  expect(await usage.usedBytes()).toBe(0);
});

test('walks only when files have their rows, and again every ten minutes', async () => {
  put('other', 10);
  const reconciled = Promise.withResolvers<void>();
  await using usage = start([], reconciled.promise);
  await clock.advance(1);
  const before = await usage.usedBytes();
  reconciled.resolve();
  await expect.poll(() => usage.usedBytes()).toBe(taken('other'));
  put('another', 10);

  await expect.poll(() => clock.sleepers).toBe(1);
  await clock.advance(600_000);

  expect(before).toBe(0);
  await expect.poll(() => usage.usedBytes()).toBe(2 * taken('other'));
});

test('counts the blocks of a file with holes, not its length', async () => {
  put('image.raw', 100_000);
  truncateSync(path.join(root, 'image.raw'), 40e9);
  put(A, 100);
  truncateSync(path.join(root, A), 4e9);
  await known(A);
  await using usage = start();
  await usage.walk();

  const used = await usage.usedBytes();

  expect(used).toBe(taken('image.raw') + taken(A));
  expect(used).toBeLessThan(1e6);
});

test('counts a file with several names once, whether others made them or it is a recording', async () => {
  put('one', 50_000);
  linkSync(path.join(root, 'one'), path.join(root, 'two'));
  put(A, 80_000);
  await known(A);
  mkdirSync(path.join(root, 'kept'));
  linkSync(path.join(root, A), path.join(root, 'kept/the van.mkv'));
  await using usage = start();
  await usage.walk();

  expect(await usage.usedBytes()).toBe(taken('one') + taken(A));
});

test('counts a file of which another name lies elsewhere', async () => {
  put('one', 50_000);
  const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'nvr-elsewhere-'));
  linkSync(path.join(root, 'one'), path.join(elsewhere, 'two'));
  await using usage = start();
  await usage.walk();
  rmSync(elsewhere, { recursive: true });

  expect(await usage.usedBytes()).toBe(taken('one'));
});

test('counts nothing where there is nothing', async () => {
  rmSync(root, { recursive: true });
  await using usage = start();
  await usage.walk();

  expect(await usage.usedBytes()).toBe(0);
});
