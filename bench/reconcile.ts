/** Prints how long disk and catalogue take to agree, and how long that ever holds up others: node bench/reconcile.ts [files] */

import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { DAY_MS } from '#shared/durations.ts';
import { Catalogue, DiskUsage, type ReconcileReport } from '../src/catalogue/catalogue.ts';
import { Database } from '../src/database/database.ts';
import { systemClock } from '../src/lib/clock.ts';
import { formatSegmentName } from '../src/lib/files/segment-name.ts';
import { silentLog } from '../src/lib/log.ts';

const CHANNELS = 16;
const SEGMENT_MS = 600_000;

const files = Number(process.argv[2] ?? 50_000);
const log = silentLog();
const root = await mkdtemp(path.join(os.tmpdir(), 'nvr-bench-reconcile-'));
const start = Math.floor(Date.now() / DAY_MS) * DAY_MS - Math.ceil(files / CHANNELS) * SEGMENT_MS;

/** Empty on the disk, but of some length. */
async function makeTree(): Promise<void> {
  let folder = '';
  for (let index = 0; index < files; index++) {
    const channel = Math.floor((index * CHANNELS) / files) + 1;
    const file = path.join(root, `${formatSegmentName(channel, start + (index % Math.ceil(files / CHANNELS)) * SEGMENT_MS, 'UTC')}.mp4`);
    if (path.dirname(file) !== folder) await mkdir(path.dirname(file), { recursive: true });
    folder = path.dirname(file);
    const handle = await open(file, 'w');
    await handle.truncate(290_000_000);
    await handle.close();
  }
}

/** Stands for the fast reader of our own files; what ffprobe takes is not measured here. */
const readHybrid = async () => ({
  sizeBytes: 290_000_000,
  durationMs: SEGMENT_MS,
  init: new Uint8Array(800),
  index: {
    timescale: 1000,
    fragments: Array.from({ length: 300 }, (_, i) => ({ offset: i * 1_000_000, bytes: 1_000_000, duration: 2000, keyframeBytes: 90_000 })),
  },
  tracks: [],
  isClosed: true,
});

async function measured(name: string, work: () => Promise<ReconcileReport | undefined>): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = performance.now();
  delay.enable();
  const report = await work();
  delay.disable();
  const seconds = (performance.now() - before) / 1000;
  const memory = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `${name.padEnd(46)}${seconds.toFixed(1).padStart(7)} s   event loop held up at most ${(delay.max / 1e6).toFixed(0)} ms, p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms; ${memory} MB${report ? `; adopted ${report.adopted}, forgotten ${report.forgotten}` : ''}`,
  );
}

try {
  await makeTree();
  await writeFile(path.join(root, '.nvr-volume'), 'bench');
  await using database = await Database.open({ url: null, folder: path.join(root, '.data'), log });
  const reconcile = async (): Promise<ReconcileReport> => {
    await using catalogue = await Catalogue.open({ database, clock: systemClock, log });
    const { signal } = new AbortController();
    return await catalogue.reconcile({
      root,
      timeZone: 'UTC',
      probe: () => Promise.reject(new Error('not used')),
      readHybrid,
      running: () => new Set(),
      signal,
    });
  };
  console.log(`${files} files of ${CHANNELS} channels\n`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await measured('the database was deleted: all are adopted', reconcile);
  await measured('an ordinary start: all are known', reconcile);
  await using usage = DiskUsage.start({
    database,
    root,
    running: () => new Set(),
    isReconciled: new Promise(() => undefined),
    clock: systemClock,
    log,
  });
  await measured('looking for what is not in the catalogue', () => usage.walk().then(() => undefined));
} finally {
  await rm(root, { recursive: true, force: true });
}
