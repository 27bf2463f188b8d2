import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
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
  clock = new FakeClock(Date.now() + 600_000);
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

async function known(file: string, sizeBytes: number): Promise<void> {
  await using catalogue = await Catalogue.open({ database, clock, log: silentLog() });
  await catalogue.segmentClosed({ channel: 1, path: file, startedAt: 0, endedAt: 1, durationMs: 1, sizeBytes });
}

function start(running: readonly string[] = [], isReconciled: Promise<unknown> = Promise.resolve()): DiskUsage {
  return DiskUsage.start({ database, root, running: () => new Set(running), isReconciled, clock, log: silentLog() });
}

test('counts the catalogue, what is being written and everything else, each once', async () => {
  put(A, 100);
  put(B, 20);
  put('holiday/photo.jpg', 3000);
  put('.quarantine/ch1/2026-11-20/090000+0100.mkv', 40_000);
  await known(A, 100);
  await using usage = start([B]);
  await usage.walk();

  const before = await usage.usedBytes();
  put(B, 70);

  expect([before, await usage.usedBytes()]).toEqual([43_120, 43_170]);
});

test('does not count what is on its way into the catalogue', async () => {
  put(A, 100);
  clock = new FakeClock(Date.now());
  await using usage = start();
  await usage.walk();

  expect(await usage.usedBytes()).toBe(0);
});

test('is not misled by a file that was copied with an old time', async () => {
  put(A, 100);
  utimesSync(path.join(root, A), 0, 0);
  clock = new FakeClock(Date.now());
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
  await expect.poll(() => usage.usedBytes()).toBe(10);
  put('another', 10);

  await expect.poll(() => clock.sleepers).toBe(1);
  await clock.advance(600_000);

  expect(before).toBe(0);
  await expect.poll(() => usage.usedBytes()).toBe(20);
});

test('counts nothing where there is nothing', async () => {
  rmSync(root, { recursive: true });
  await using usage = start();
  await usage.walk();

  expect(await usage.usedBytes()).toBe(0);
});
