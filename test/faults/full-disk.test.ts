import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Catalogue, DiskUsage } from '../../src/catalogue/catalogue.ts';
import { Cleanup } from '../../src/cleanup/cleanup.ts';
import { Database } from '../../src/database/database.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { formatSegmentName } from '../../src/lib/files/segment-name.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SegmentDeletion } from '../../src/segments/segments.ts';
import { Volume } from '../../src/volume/volume.ts';
import { SmallDisk, withMounts } from '../fakes/mount.ts';

const MB = 1e6;
const TEN = 600_000;
const log = silentLog();
const clock = systemClock;

withMounts('a full disk, with the database on it', () => {
  let disk: SmallDisk;
  let rooms: AsyncDisposableStack;
  let recordDir: string;
  function plugIn(size: string): void {
    disk = new SmallDisk(`size=${size}`);
    rooms = new AsyncDisposableStack();
    recordDir = path.join(disk.root, 'recordings');
  }
  afterEach(async () => {
    await rooms.disposeAsync();
    disk[Symbol.dispose]();
  });

  async function open() {
    const dataDir = path.join(disk.root, 'data');
    const database = rooms.use(await Database.open({ url: null, folder: dataDir, log }));
    const catalogue = rooms.use(await Catalogue.open({ database, clock, log }));
    const onChange = (): void => undefined;
    const minFreeBytes = 10 * MB;
    const volume = rooms.use(
      await Volume.open({ recordDir, dataDir, knownId: null, hasSegments: false, minFreeBytes, clock, log, onChange }),
    );
    const usage = rooms.use(
      DiskUsage.start({ database, root: recordDir, running: () => new Set(), isReconciled: Promise.resolve(), clock, log }),
    );
    const start = (): Cleanup =>
      rooms.use(
        Cleanup.start({
          questions: catalogue.questions,
          addEvent: (event) => catalogue.addEvent(event),
          deletion: rooms.use(new SegmentDeletion({ shelf: catalogue, root: recordDir, demandDisk: () => volume.demandPresent(), log })),
          root: recordDir,
          retention: { maxBytes: 1e12, keepForMs: null, minFreeBytes, intervalMs: 60_000 },
          usedBytes: () => usage.usedBytes(),
          freeBytes: async () => (await volume.check()).freeBytes,
          clock,
          log,
        }),
      );
    return { catalogue, volume, start, dataDir };
  }

  async function record(catalogue: Catalogue, number: number, bytes: number): Promise<string> {
    const startedAt = Date.now() - (200 - number) * TEN;
    const file = `${formatSegmentName(1, startedAt, 'UTC')}.mp4`;
    mkdirSync(path.dirname(path.join(recordDir, file)), { recursive: true });
    writeFileSync(path.join(recordDir, file), Buffer.alloc(bytes, 1));
    await catalogue.segmentClosed({ channel: 1, path: file, startedAt, endedAt: startedAt + TEN, durationMs: TEN, sizeBytes: bytes });
    return file;
  }

  /** Takes every byte there is, as a log of others may. */
  function fillUp(): string {
    const filler = path.join(disk.root, 'filler');
    for (let bytes = 64 * MB; bytes >= 1; bytes = Math.floor(bytes / 2)) {
      try {
        for (;;) writeFileSync(filler, Buffer.alloc(bytes, 1), { flag: 'a' });
      } catch {
        // smaller, until not one byte fits
      }
    }
    return filler;
  }

  test.each([
    ['the database has laid some room by', '200m'],
    ['the disk is too small for that', '90m'],
  ])('is emptied, oldest first and just enough, although not one byte is free to begin with: %s', async (_, size) => {
    plugIn(size);
    const { catalogue, volume, start, dataDir } = await open();
    const files: string[] = [];
    for (let number = 0; number < 15; number++) files.push(await record(catalogue, number, 4 * MB));
    fillUp();
    const before = (await volume.check()).state;

    const cleanup = start();
    await cleanup.check();

    expect(before).toBe('full');
    const kept = files.map((file) => existsSync(path.join(recordDir, file)));
    const gone = kept.filter((isKept) => !isKept).length;
    expect(kept.slice(gone).every(Boolean)).toBe(true);
    expect([gone >= 1, gone <= 4]).toEqual([true, true]);
    expect((await volume.check()).freeBytes).toBeGreaterThan(10 * MB);
    expect(await catalogue.questions.events({ limit: 9, kinds: ['cleanup'] })).toHaveLength(1);
    expect(await catalogue.questions.usage()).toMatchObject({ channels: [{ segments: 15 - gone }] });
    expect(readdirSync(dataDir)).toContain('catalogue.db');
  });

  test('still takes what the recorder hands over, out of what the database laid by', async () => {
    plugIn('200m');
    const { catalogue } = await open();
    const filler = fillUp();

    for (let number = 0; number < 20; number++) {
      const startedAt = Date.now() - (200 - number) * TEN;
      const file = `${formatSegmentName(2, startedAt, 'UTC')}.mkv`;
      await catalogue.segmentClosed({ channel: 2, path: file, startedAt, endedAt: startedAt + TEN, durationMs: TEN, sizeBytes: 1 });
    }
    rmSync(filler);

    expect((await catalogue.questions.usage()).channels).toMatchObject([{ channel: 2, bytes: 20, segments: 20 }]);
  });
});
