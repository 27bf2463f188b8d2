import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Catalogue, mediaReaders, type ReconcileReport } from '../../src/catalogue/catalogue.ts';
import { isLeftover } from '../../src/converter/converter.ts';
import { Database } from '../../src/database/database.ts';
import { silentLog } from '../../src/lib/log.ts';
import { HybridWriter, reserveBytesFor } from '../../src/mp4/mp4.ts';
import { isClosed } from '../../src/segments/segments.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { live } from '../fakes/live.ts';

const log = silentLog();

live('a recording folder after a crash', () => {
  let material: string;
  let root: string;
  let database: Database;
  let catalogue: Catalogue;

  beforeAll(async () => {
    material = mkdtempSync(path.join(os.tmpdir(), 'nvr-material-'));
    const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=20', '-f', 'lavfi', '-i', 'sine', '-t', '6'];
    const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '40', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
    execFileSync('ffmpeg', [...source, ...coding, path.join(material, 'whole.mkv')]);
    execFileSync('ffmpeg', [
      '-v',
      'error',
      '-i',
      path.join(material, 'whole.mkv'),
      '-c',
      'copy',
      '-movflags',
      '+faststart',
      path.join(material, 'ordinary.mp4'),
    ]);
    await writeHybrid(path.join(material, 'hybrid.mp4'));
  });
  afterAll(() => rmSync(material, { recursive: true, force: true }));
  beforeEach(async () => {
    root = mkdtempSync(path.join(os.tmpdir(), 'nvr-crash-'));
    writeFileSync(path.join(root, '.nvr-volume'), 'our-disk');
    await deleteDatabase();
  });
  afterEach(async () => {
    await catalogue[Symbol.asyncDispose]();
    await database[Symbol.asyncDispose]();
    rmSync(root, { recursive: true, force: true });
  });

  async function writeHybrid(target: string): Promise<void> {
    const args = [
      '-v',
      'error',
      '-i',
      path.join(material, 'whole.mkv'),
      '-c',
      'copy',
      '-f',
      'mp4',
      '-movflags',
      'frag_keyframe+empty_moov+default_base_moof',
      'pipe:1',
    ];
    const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const writer = await HybridWriter.create(target, { reserveBytes: reserveBytesFor(6000) });
    for await (const chunk of ffmpeg.stdout) await writer.write(chunk);
    await writer.close();
  }

  async function deleteDatabase(): Promise<void> {
    await catalogue?.[Symbol.asyncDispose]();
    await database?.[Symbol.asyncDispose]();
    database = await Database.open({ url: 'sqlite::memory:', folder: '', log });
  }

  function put(file: string, from: 'whole.mkv' | 'ordinary.mp4' | 'hybrid.mp4' | 'nothing' | 'rubbish', share = 1): void {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    if (from === 'nothing') writeFileSync(target, '');
    else if (from === 'rubbish') writeFileSync(target, Buffer.alloc(100_000, 0x5a));
    else copyFileSync(path.join(material, from), target);
    if (share < 1) truncateSync(target, Math.floor(statSync(target).size * share));
  }

  async function reconcile(): Promise<ReconcileReport> {
    await catalogue?.[Symbol.asyncDispose]();
    catalogue = await Catalogue.open({ database, clock: new FakeClock(Date.now() + 10_000), log });
    return await catalogue.reconcile({
      root,
      timeZone: 'Europe/Berlin',
      ...mediaReaders('ffprobe'),
      running: () => new Set(),
      isLeftover,
      signal: new AbortController().signal,
    });
  }

  const rows = () =>
    database.kysely.selectFrom('segments').select(['path', 'duration_ms', 'size_bytes', 'started_at']).orderBy('path').execute();
  const has = (file: string): boolean => existsSync(path.join(root, file));

  test('is adopted whole: closed, half-written, converted and older files', async () => {
    put('ch1/2026-11-20/100000+0100.mkv', 'whole.mkv');
    put('ch1/2026-11-20/100006+0100.mkv', 'whole.mkv', 0.6);
    put('ch1/2026-11-20/100012+0100.mp4', 'hybrid.mp4');
    put('ch1/2026-07-20/100000.mp4', 'ordinary.mp4');
    put('ch2_20260720_100000.mkv', 'whole.mkv');

    const report = await reconcile();

    expect(report).toMatchObject({ adopted: 5, unplayable: 0, failed: 0 });
    const durations = Object.fromEntries((await rows()).map((row) => [row.path, row.duration_ms]));
    for (const file of [
      'ch1/2026-11-20/100000+0100.mkv',
      'ch1/2026-11-20/100012+0100.mp4',
      'ch1/2026-07-20/100000.mp4',
      'ch2_20260720_100000.mkv',
    ]) {
      expect(Math.abs((durations[file] ?? 0) - 6000)).toBeLessThan(150);
    }
    expect(durations['ch1/2026-11-20/100006+0100.mkv']).toBeGreaterThan(2000);
    expect(durations['ch1/2026-11-20/100006+0100.mkv']).toBeLessThan(5500);
    const converted = await catalogue.questions.segmentByPath('ch1/2026-11-20/100012+0100.mp4');
    expect((await catalogue.questions.mediaOf(converted && isClosed(converted) ? converted.id : 0))?.index?.length).toBeGreaterThan(3);
  });

  test('keeps of a conversion that was cut short what is whole', async () => {
    put('ch1/2026-11-20/100000+0100.mkv', 'whole.mkv');
    put('ch1/2026-11-20/100000+0100.mp4', 'hybrid.mp4');
    put('ch1/2026-11-20/100006+0100.mkv', 'whole.mkv');
    put('ch1/2026-11-20/100006+0100.mp4', 'hybrid.mp4', 0.7);
    put('ch1/2026-11-20/100012+0100.mkv', 'whole.mkv');
    put('ch1/2026-11-20/100012+0100.mp4', 'nothing');
    put('ch1/2026-11-20/100018+0100.mkv', 'nothing');
    put('ch1/2026-11-20/100018+0100.mp4', 'hybrid.mp4');
    put('ch1/2026-11-20/.100024+0100.mp4.tmp', 'hybrid.mp4', 0.5);

    const report = await reconcile();

    expect((await rows()).map((row) => row.path.slice(-15))).toEqual([
      '100000+0100.mp4',
      '100006+0100.mkv',
      '100012+0100.mkv',
      '100018+0100.mp4',
      '0018+0100_2.mkv',
    ]);
    expect(report).toMatchObject({ unplayable: 1, leftovers: 1, failed: 0 });
    expect([has('ch1/2026-11-20/100000+0100.mkv'), has('ch1/2026-11-20/100006+0100.mp4')]).toEqual([false, false]);
  });

  test('loses nothing it cannot read', async () => {
    put('ch1/2026-11-20/100000+0100.mkv', 'rubbish');
    put('ch1/2026-11-20/100006+0100.mp4', 'rubbish');
    put('ch1/2026-11-20/100012+0100.mkv', 'nothing');
    put('ch1/2026-11-20/100018+0100.mp4', 'ordinary.mp4', 0.001);

    const report = await reconcile();

    const listed = await catalogue.questions.segmentsOfDay(1, '2026-11-20');
    expect([report.unplayable, listed.filter(isClosed).map(({ unplayable }) => unplayable)]).toEqual([
      4,
      ['not_video', 'not_video', 'empty', 'no_index'],
    ]);
    for (const { path: file } of listed) expect(has(file)).toBe(true);
  });

  test('makes the same rows again when the database is deleted', async () => {
    for (const [index, kind] of (['whole.mkv', 'hybrid.mp4', 'ordinary.mp4', 'hybrid.mp4'] as const).entries()) {
      put(`ch${index + 1}/2026-11-20/100000+0100${path.extname(kind)}`, kind);
    }
    await reconcile();
    const before = await rows();
    await deleteDatabase();

    await reconcile();

    expect(before).toHaveLength(4);
    expect(await rows()).toEqual(before);
  });
});
