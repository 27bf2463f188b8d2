import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchBusyStretch } from '../../../test/fakes/busy-stretch.ts';
import { diskNow } from '../../../test/fakes/disk-now.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { markOne } from '../../../test/fakes/mark-one.ts';
import { Database } from '../../database/database.ts';
import { MediaInvalid } from '../../lib/errors.ts';
import { parseSegmentPath } from '../../lib/files/segment-name.ts';
import { silentLog } from '../../lib/log.ts';
import type { HybridFile } from '../../mp4/mp4.ts';
import { isClosed, SegmentDeletion } from '../../segments/segments.ts';
import { Catalogue, type ReconcileOptions, type ReconcileReport } from '../catalogue.ts';

const log = silentLog();
const TEN = 600_000;
const A = 'ch1/2026-11-20/100000+0100';
const B = 'ch1/2026-11-20/101000+0100';

let root: string;
let database: Database;
let catalogue: Catalogue;
let clock: FakeClock;
let probesNow: number;
let mostProbes: number;

/** A process that starts after everything on the disk was written. */
async function restart(): Promise<void> {
  await catalogue?.[Symbol.asyncDispose]();
  clock = new FakeClock(diskNow(root) + 10_000);
  catalogue = await Catalogue.open({ database, clock, log });
}

beforeEach(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'nvr-reconcile-'));
  writeFileSync(path.join(root, '.nvr-volume'), 'our-disk\n');
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log });
  probesNow = 0;
  mostProbes = 0;
  await restart();
});
afterEach(async () => {
  await catalogue[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  rmSync(root, { recursive: true, force: true });
});

/** Our toy media: `mkv 600000`, `mp4 600000` (closed), `mp4-open 600000`; everything else is rubbish. */
function put(file: string, content: string): void {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
}

/** What `du` counts. */
const taken = (file: string): number => statSync(path.join(root, file)).blocks * 512;
const has = (file: string): boolean => existsSync(path.join(root, file));

async function probe(file: string): Promise<{ durationMs: number; videoPackets: number }> {
  probesNow++;
  mostProbes = Math.max(mostProbes, probesNow);
  await new Promise((resolve) => setTimeout(resolve, 2));
  probesNow--;
  const [kind, ms] = (await readFile(file, 'utf8')).split(' ');
  if (kind === 'silent') return { durationMs: 1000, videoPackets: 0 };
  if (kind === 'unprobeable') throw new Error('ffprobe is missing');
  if (kind !== 'mkv' && kind !== 'others-mp4') throw new MediaInvalid('no media');
  return { durationMs: Number(ms), videoPackets: 100 };
}

async function readHybrid(file: string): Promise<HybridFile> {
  const text = await readFile(file, 'utf8');
  const [kind, ms] = text.split(' ');
  if (kind !== 'mp4' && kind !== 'mp4-open') throw new MediaInvalid('no MP4');
  const index = { timescale: 1000, fragments: [{ offset: 0, bytes: text.length, duration: Number(ms), keyframeBytes: 1 }] };
  return { sizeBytes: text.length, durationMs: Number(ms), init: new Uint8Array([7]), index, tracks: [], isClosed: kind === 'mp4' };
}

function reconcile(options: Partial<ReconcileOptions> = {}): Promise<ReconcileReport> {
  return catalogue.reconcile({
    root,
    timeZone: 'Europe/Berlin',
    probe,
    readHybrid,
    running: () => new Set(),
    isLeftover: (name) => name.endsWith('.mp4.tmp'),
    finishDeletions: (signal) =>
      new SegmentDeletion({ shelf: catalogue, root, demandDisk: () => Promise.resolve(), log: silentLog() }).finish(signal),
    signal: new AbortController().signal,
    ...options,
  });
}

/** What the recorder would have handed over for a file. */
async function known(file: string, durationMs = TEN): Promise<number> {
  const name = parseSegmentPath(file, 'Europe/Berlin');
  if (!name) throw new Error(`${file} is no segment's name`);
  const { channel, startedAt } = name;
  const sizeBytes = has(file) ? statSync(path.join(root, file)).size : 10;
  const diskBytes = has(file) ? taken(file) : 10;
  return await catalogue.segmentClosed({
    channel,
    path: file,
    startedAt,
    endedAt: startedAt + durationMs,
    durationMs,
    sizeBytes,
    diskBytes,
  });
}

const rows = async (): Promise<string[]> =>
  (await database.kysely.selectFrom('segments').select('path').orderBy('path').execute()).map((row) => row.path);
const kinds = async (): Promise<string[]> => (await catalogue.questions.events({ limit: 50 })).map(({ kind }) => kind);

describe('files without a row', () => {
  test('are adopted, ours and older ones, with their duration and media', async () => {
    put(`${A}.mkv`, 'mkv 600000');
    put(`${B}.mp4`, 'mp4 600040');
    put('ch2/2026-07-01/101500.mp4', 'others-mp4 300000');
    put('ch3_20260701_101500.mkv', 'mkv 1000');
    put('ch3/ch3_20260701_102500.mp4', 'others-mp4 1000');
    await restart();

    const report = await reconcile();

    expect(report).toMatchObject({ adopted: 5, forgotten: 0, foreign: 0, failed: 0, wasRefused: false });
    expect(await rows()).toHaveLength(5);
    expect(await catalogue.questions.segmentByPath(`${A}.mkv`)).toMatchObject({
      startedAt: Date.parse('2026-11-20T09:00:00Z'),
      endedAt: Date.parse('2026-11-20T09:10:00Z'),
      durationMs: TEN,
      sizeBytes: 10,
    });
    const converted = await catalogue.questions.segmentByPath(`${B}.mp4`);
    expect((await catalogue.questions.mediaOf(converted && isClosed(converted) ? converted.id : 0))?.init).toEqual(new Uint8Array([7]));
    expect(await catalogue.questions.segmentsOfDay(2, '2026-07-01')).toMatchObject([
      { startedAt: Date.parse('2026-07-01T08:15:00Z'), durationMs: 300_000 },
    ]);
    expect(await kinds()).toEqual(['reconciled']);
  });

  test('count what they take of the disk, and once where a file has two names', async () => {
    put(`${A}.mkv`, `mkv 600000 ${'x'.repeat(100_000)}`);
    truncateSync(path.join(root, `${A}.mkv`), 150_000);
    put(`${B}.mkv`, `mkv 600000 ${'x'.repeat(50_000)}`);
    linkSync(path.join(root, `${B}.mkv`), path.join(root, 'ch3_20260701_101500.mkv'));
    await restart();

    const { adopted } = await reconcile();

    expect([adopted, (await catalogue.questions.usage()).bytes]).toEqual([3, taken(`${A}.mkv`) + taken(`${B}.mkv`)]);
    expect(await catalogue.questions.segmentByPath(`${A}.mkv`)).toMatchObject({ sizeBytes: 150_000 });
  });

  test('are probed two at a time', async () => {
    for (let minute = 10; minute < 40; minute++) put(`ch1/2026-11-20/10${minute}00+0100.mkv`, 'mkv 60000');
    await restart();

    await reconcile();

    expect([mostProbes, (await rows()).length]).toEqual([2, 30]);
  });

  test('make the same rows again when the database was deleted', async () => {
    for (const day of ['18', '19', '20'])
      for (const channel of [1, 2])
        for (const time of ['000000', '001000', '235000']) put(`ch${channel}/2026-11-${day}/${time}+0100.mp4`, 'mp4 600000');
    put(`${A}.mkv`, 'mkv 600000');
    await restart();
    await reconcile();
    const columns = ['channel', 'path', 'date', 'started_at', 'ended_at', 'duration_ms', 'size_bytes', 'container'] as const;
    const all = (): Promise<unknown[]> => database.kysely.selectFrom('segments').select(columns).orderBy('path').execute();
    const [before, usage] = [await all(), await catalogue.questions.usage()];
    await catalogue[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    database = await Database.open({ url: 'sqlite::memory:', folder: '', log });
    await restart();

    await reconcile();

    expect(before).toHaveLength(19);
    expect(await all()).toEqual(before);
    expect(await catalogue.questions.usage()).toEqual(usage);
  });

  test('that are written now, or have changed since the start, are left to whoever writes them', async () => {
    put(`${A}.mkv`, 'mkv 600000');
    await restart();
    await catalogue[Symbol.asyncDispose]();
    catalogue = await Catalogue.open({ database, clock: new FakeClock(diskNow(root) - 60_000), log });
    const fresh = await reconcile();
    await restart();
    const running = await reconcile({ running: () => new Set([`${A}.mkv`]) });

    expect([fresh.adopted, running.adopted, await rows()]).toEqual([0, 0, []]);
  });

  test('are not believed to be written for ever because a clock was wrong', async () => {
    put(`${A}.mkv`, 'mkv 600000');
    await catalogue[Symbol.asyncDispose]();
    catalogue = await Catalogue.open({ database, clock: new FakeClock(diskNow(root) - 30 * 86_400_000), log });

    expect(await reconcile()).toMatchObject({ adopted: 1 });
  });

  test('are adopted when the last process was writing them, also when the clock was set back before this one started', async () => {
    put(`${A}.mkv`, 'mkv 240000');
    await catalogue.segmentOpened({ channel: 1, path: `${A}.mkv`, startedAt: Date.parse('2026-11-20T09:00:00Z') });
    await catalogue[Symbol.asyncDispose]();
    catalogue = await Catalogue.open({ database, clock: new FakeClock(Date.now() - 3_600_000), log });

    expect(await reconcile()).toMatchObject({ adopted: 1 });
  });

  test('begin where the one before ends, because names know only whole seconds', async () => {
    const cutAt = Date.parse('2026-11-20T09:10:00.407Z');
    put(`${A}.mkv`, 'mkv 600407');
    put(`${B}.mkv`, 'mkv 240000');
    await known(`${A}.mkv`, 600_407);
    await restart();

    await reconcile();

    expect(await catalogue.questions.segmentByPath(`${B}.mkv`)).toMatchObject({
      startedAt: cutAt,
      endedAt: cutAt + 240_000,
      durationMs: 240_000,
    });
  });

  test('end where the next one begins, in whatever order they are found', async () => {
    put(`${A}.mkv`, 'mkv 600407');
    put(`${B}.mkv`, 'mkv 240000');
    await known(`${B}.mkv`, 240_000);
    await restart();

    await reconcile();

    expect(await catalogue.questions.segmentByPath(`${A}.mkv`)).toMatchObject({
      startedAt: Date.parse('2026-11-20T09:00:00Z'),
      endedAt: Date.parse('2026-11-20T09:10:00Z'),
      durationMs: 600_407,
    });
  });

  test('fill the gap that the crash seemed to make', async () => {
    const startedAt = Date.parse('2026-11-20T09:00:00Z');
    put(`${A}.mkv`, 'mkv 240000');
    await catalogue.segmentOpened({ channel: 1, path: 'ch1/2026-11-20/095000+0100.mkv', startedAt: startedAt - TEN });
    await known('ch1/2026-11-20/095000+0100.mkv');
    put('ch1/2026-11-20/095000+0100.mkv', 'mkv 600000');
    await catalogue.segmentOpened({ channel: 1, path: `${A}.mkv`, startedAt });
    await restart();
    await catalogue.segmentOpened({ channel: 1, path: 'ch1/2026-11-20/100500+0100.mkv', startedAt: startedAt + 300_000 });

    await reconcile();

    expect(await database.kysely.selectFrom('gaps').select(['from_at', 'to_at']).execute()).toEqual([
      { from_at: startedAt + 240_000, to_at: startedAt + 300_000 },
    ]);
  });
});

describe('files that are no recordings', () => {
  test('are listed with the reason, never moved or deleted, and said so', async () => {
    put(`${A}.mkv`, '');
    put(`${B}.mkv`, 'rubbish');
    put('ch1/2026-11-20/102000+0100.mp4', 'rubbish too');
    put('ch1/2026-11-20/103000+0100.mkv', 'silent');
    await restart();

    const report = await reconcile();

    expect(report).toMatchObject({ unplayable: 4, adopted: 4 });
    const listed = await catalogue.questions.segmentsOfDay(1, '2026-11-20');
    expect(listed.filter(isClosed).map(({ path: file, unplayable, durationMs }) => [file.slice(15), unplayable, durationMs])).toEqual([
      ['100000+0100.mkv', 'empty', 0],
      ['101000+0100.mkv', 'unreadable', 0],
      ['102000+0100.mp4', 'unreadable', 0],
      ['103000+0100.mkv', 'no_pictures', 0],
    ]);
    expect(listed.filter(isClosed).every(({ problem, path: file }) => problem !== null && has(file))).toBe(true);
    expect(await catalogue.nextToConvert([])).toBeUndefined();
    expect(await catalogue.questions.playableIn(1, 0, Date.now())).toEqual([]);
    expect(await catalogue.questions.events({ limit: 5, kinds: ['unplayable'] })).toMatchObject([{ channel: 1, data: { files: 4 } }]);
  });

  test('are looked into again when more of them has come', async () => {
    put(`${A}.mkv`, 'rubbish');
    await restart();
    await reconcile();
    put(`${A}.mkv`, 'mkv 600000');
    await restart();

    const report = await reconcile();

    expect(report).toMatchObject({ settled: 1, adopted: 0 });
    expect(await catalogue.questions.segmentByPath(`${A}.mkv`)).toMatchObject({ unplayable: null, problem: null, durationMs: TEN });
  });

  test('but could not be looked into stay where they are', async () => {
    put(`${A}.mkv`, 'unprobeable');
    await restart();

    const report = await reconcile();

    expect(report).toMatchObject({ failed: 1, adopted: 0 });
    expect(has(`${A}.mkv`)).toBe(true);
  });

  test('of others are only counted', async () => {
    put('holiday.mp4', 'mkv 1');
    put('ch1/notes.txt', 'hello');
    put(`${A}.mkv.bak`, 'mkv 1');
    put('photos/ch1/2026-11-20/100000+0100.mkv', 'mkv 1');
    symlinkSync('/etc', path.join(root, 'ch2'));
    mkdirSync(path.join(root, `${B}.mkv`));
    await restart();

    const report = await reconcile();

    expect(report).toMatchObject({ foreign: 4, adopted: 0 });
    expect([has('holiday.mp4'), has('ch1/notes.txt'), has(`${A}.mkv.bak`), await kinds()]).toEqual([true, true, true, []]);
  });

  test('but remains of conversions go', async () => {
    put('ch1/2026-11-20/.100000+0100.mp4.tmp', 'half');
    put(`${A}.mkv`, 'mkv 600000');
    await restart();

    const report = await reconcile();

    expect([report.leftovers, readdirSync(path.join(root, 'ch1/2026-11-20'))]).toEqual([1, ['100000+0100.mkv']]);
  });

  test('but conversions of this process stay', async () => {
    put('ch1/2026-11-20/.100000+0100.mp4.tmp', 'half');
    await catalogue[Symbol.asyncDispose]();
    catalogue = await Catalogue.open({ database, clock: new FakeClock(diskNow(root) - 60_000), log });

    expect((await reconcile()).leftovers).toBe(0);
  });
});

describe('a conversion that was cut short', () => {
  const cases = [
    ['before the row: the MP4 is whole and wins', 'mkv', 'mp4 600050', '.mp4'],
    ['after the row: the MP4 is whole and wins', 'mp4', 'mp4 600050', '.mp4'],
    ['without a row: the MP4 is whole and wins', 'none', 'mp4 600050', '.mp4'],
    ['before the row: the MP4 is not closed', 'mkv', 'mp4-open 600000', '.mkv'],
    ['after the row: the MP4 is not closed', 'mp4', 'mp4-open 600000', '.mkv'],
    ['without a row: the MP4 is not closed', 'none', 'mp4-open 600000', '.mkv'],
    ['without a row: the MP4 is empty', 'none', '', '.mkv'],
    ['before the row: the MP4 is one of others, which cannot be trusted to be whole', 'mkv', 'others-mp4 600000', '.mkv'],
  ] as const;

  test.each(cases)('%s', async (_, row, mp4, winner) => {
    put(`${A}.mkv`, 'mkv 600000');
    put(`${A}.mp4`, mp4);
    if (row !== 'none') await known(`${A}.${row}`);
    await restart();

    await reconcile();

    expect(await rows()).toEqual([`${A}${winner}`]);
    expect([has(`${A}.mkv`), has(`${A}.mp4`)]).toEqual([winner === '.mkv', winner === '.mp4']);
    expect(await catalogue.questions.usage()).toMatchObject({ channels: [{ segments: 1, bytes: taken(`${A}${winner}`) }] });
    expect((await catalogue.nextToConvert([]))?.path).toBe(winner === '.mkv' ? `${A}.mkv` : undefined);
  });

  test('and whose MKV is rubbish keeps the MP4, and the rubbish under another name', async () => {
    put(`${A}.mkv`, 'rubbish');
    put(`${A}.mp4`, 'mp4 600000');
    await restart();

    await reconcile();

    expect([await rows(), has(`${A}_2.mkv`)]).toEqual([[`${A}.mp4`, `${A}_2.mkv`], true]);
  });

  test.each([
    ['mkv', 'mp4 500000'],
    ['mp4', 'mp4 500000'],
    ['none', 'mp4 700000'],
    ['mkv', 'others-mp4 500000'],
  ])('is not what two recordings are that have one name (row of the %s, %s): both stay', async (row, mp4) => {
    put(`${A}.mkv`, 'mkv 600000');
    put(`${A}.mp4`, mp4);
    if (row !== 'none') await known(`${A}.${row}`);
    await restart();

    await reconcile();
    await restart();
    const again = await reconcile();

    expect([await rows(), has(`${A}.mkv`)]).toEqual([[`${A}.mp4`, `${A}_2.mkv`], false]);
    expect(again).toMatchObject({ adopted: 0, settled: 0, renamed: 0 });
    expect((await catalogue.questions.usage()).channels).toMatchObject([{ segments: 2, bytes: taken(`${A}.mp4`) + taken(`${A}_2.mkv`) }]);
  });

  test('with two rows keeps one', async () => {
    put(`${A}.mkv`, 'mkv 600000');
    put(`${A}.mp4`, 'mp4 600000');
    await known(`${A}.mkv`);
    await known(`${A}.mp4`);
    await restart();

    await reconcile();

    expect([await rows(), (await catalogue.questions.usage()).channels]).toEqual([
      [`${A}.mp4`],
      [{ channel: 1, bytes: taken(`${A}.mp4`), segments: 1, oldestDate: '2026-11-20' }],
    ]);
  });

  test('finds its file under the other name', async () => {
    put(`${A}.mp4`, 'mp4 600000');
    const id = await known(`${A}.mkv`);
    await restart();

    const report = await reconcile();

    expect(await catalogue.questions.segmentByPath(`${A}.mp4`)).toMatchObject({ id, container: 'mp4' });
    expect(report).toMatchObject({ settled: 1, adopted: 0, forgotten: 0 });
  });
});

describe('rows without a file', () => {
  async function fill(count: number): Promise<string[]> {
    const files = Array.from(
      { length: count },
      (_, index) => `ch1/2026-11-20/${String(100_000 + index * 100).replace(/6000$/, '5959')}+0100.mkv`,
    ).slice(0, count);
    for (const file of files) {
      put(file, 'mkv 60000');
      await known(file, 60_000);
    }
    return files;
  }

  test('are forgotten, and their time is a gap', async () => {
    const files = await fill(30);
    for (const file of files.slice(0, 10)) unlinkSync(path.join(root, file));
    await restart();

    const report = await reconcile();

    expect([report.forgotten, (await rows()).length, report.wasRefused]).toEqual([10, 20, false]);
    expect(await database.kysely.selectFrom('gaps').select('reason').execute()).toEqual([{ reason: 'deleted' }]);
  });

  test('are all kept when they are more than half: it may be the wrong disk', async () => {
    const files = await fill(30);
    for (const file of files.slice(0, 16)) unlinkSync(path.join(root, file));
    put('ch2/2026-11-20/100000+0100.mkv', 'mkv 600000');
    await restart();

    const report = await reconcile();

    expect([report.wasRefused, report.forgotten, report.adopted, (await rows()).length]).toEqual([true, 0, 0, 30]);
    expect(await catalogue.questions.events({ limit: 1 })).toMatchObject([
      { kind: 'storage_error', text: expect.stringContaining('nothing was changed'), data: { rows: 30, missing: 16 } },
    ]);
  });

  test('are forgotten all the same when a person accepted a new disk', async () => {
    const files = await fill(30);
    for (const file of files) unlinkSync(path.join(root, file));
    await restart();

    const report = await reconcile({ acceptMissing: true });

    expect([report.forgotten, await rows()]).toEqual([30, []]);
  });

  test.each([
    ['is not mounted', ''],
    ['is another one', 'another-disk'],
  ])('are kept when the disk %s, however few they are', async (_, id) => {
    await known(`${A}.mkv`);
    put(`${B}.mkv`, 'mkv 600000');
    put('.nvr-volume', id);
    await restart();

    const report = await reconcile({ volumeId: 'our-disk' });

    expect([report.wasRefused, await rows(), await kinds()]).toEqual([true, [`${A}.mkv`], []]);
  });

  test('that are few are forgotten even when they are all', async () => {
    await known(`${A}.mkv`);
    await restart();

    expect(await reconcile()).toMatchObject({ forgotten: 1, wasRefused: false });
  });
});

describe('a deletion that was cut short', () => {
  test('is finished, whether the file is still there or not', async () => {
    put(`${A}.mkv`, 'mkv 600000');
    for (const file of [`${A}.mkv`, `${B}.mkv`]) await markOne(catalogue, await known(file));
    await restart();

    const report = await reconcile();

    expect([report.deleted, await rows(), has(`${A}.mkv`)]).toEqual([2, [], false]);
  });
});

describe('reconciling', () => {
  test('twice changes nothing the second time and says nothing', async () => {
    put(`${A}.mkv`, 'mkv 600000');
    put(`${B}.mp4`, 'mp4 600000');
    await restart();
    await reconcile();
    await restart();

    const second = await reconcile();

    expect(second).toMatchObject({ adopted: 0, settled: 0, forgotten: 0, deleted: 0, leftovers: 0, failed: 0 });
    expect(await kinds()).toEqual(['reconciled']);
  });

  test('shows the newest day first and ends when it is asked to', async () => {
    for (const day of ['18', '19', '20']) put(`ch1/2026-11-${day}/100000+0100.mkv`, 'mkv 600000');
    await restart();
    const stop = new AbortController();
    const first = async (file: string): Promise<{ durationMs: number; videoPackets: number }> => {
      stop.abort();
      return await probe(file);
    };

    await reconcile({ probe: first, signal: stop.signal });

    expect(await rows()).toEqual(['ch1/2026-11-20/100000+0100.mkv']);
  });

  test('leaves the event loop free', async () => {
    const folder = path.join(root, 'ch1/2026-11-20');
    mkdirSync(folder, { recursive: true });
    for (let second = 0; second < 3000; second++) {
      const time = new Date(second * 1000).toISOString().slice(11, 19).replaceAll(':', '');
      writeFileSync(path.join(folder, `${time}+0100.mp4`), 'mp4 1000');
    }
    await restart();
    const longestMs = watchBusyStretch();

    const report = await reconcile();

    expect(report.adopted).toBe(3000);
    expect(longestMs()).toBeLessThan(200);
  });
});
