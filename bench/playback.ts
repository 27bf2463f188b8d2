/** Prints how long playlists, activity and timelines take at 1,000,000 segments: node bench/playback.ts [segments] */

import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { DAY_MS } from '#shared/durations.ts';
import { Catalogue } from '../src/catalogue/catalogue.ts';
import { Database } from '../src/database/database.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { encodeFragmentIndex, type Fragment } from '../src/mp4/mp4.ts';
import { Playback } from '../src/playback/playback.ts';

const CHANNELS = 16;
const SEGMENT_MS = 600_000;
const GOP_MS = 2_000;
const WINDOW_MS = 7_200_000;
const ROUNDS = 100;
/** Only these of each channel have a fragment index: a million of them are more than a gigabyte. */
const INDEXED = 6_250;

const perChannel = Math.ceil(Number(process.argv[2] ?? 1_000_000) / CHANNELS);
const end = Date.now() - (Date.now() % SEGMENT_MS);
const start = end - perChannel * SEGMENT_MS;
const log = silentLog();
const folder = await mkdtemp(path.join(os.tmpdir(), 'nvr-bench-playback-'));

async function fill(database: Database): Promise<void> {
  await sql`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${perChannel - 1}), c (ch) AS (SELECT 1 UNION ALL SELECT ch + 1 FROM c WHERE ch < ${CHANNELS})
    INSERT INTO segments (channel, path, date, started_at, ended_at, duration_ms, size_bytes, container)
    SELECT ch, 'ch' || ch || '/' || strftime('%Y-%m-%d/%H%M%S', at / 1000, 'unixepoch') || '+0000.mp4',
      strftime('%Y-%m-%d', at / 1000, 'unixepoch'), at, at + ${SEGMENT_MS}, ${SEGMENT_MS}, 290000000, 'mp4'
    FROM (SELECT i, ch, ${start} + i * ${SEGMENT_MS} AS at FROM n, c ORDER BY i, ch)`.execute(database.kysely);
  await sql`INSERT INTO channel_days SELECT channel, date, count(*), sum(size_bytes), sum(duration_ms) FROM segments GROUP BY channel, date`.execute(
    database.kysely,
  );
  await sql`INSERT INTO codec_configurations (id, sha256, init) VALUES (1, ${'a'.repeat(64)}, ${Buffer.alloc(1000)})`.execute(
    database.kysely,
  );
  await sql`INSERT INTO segment_media (segment_id, codec_configuration_id, fragment_index, tracks)
    SELECT id, 1, ${index()}, '[]' FROM segments WHERE started_at >= ${end - INDEXED * SEGMENT_MS}`.execute(database.kysely);
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database.kysely);
}

/** Ten minutes of GOPs of two seconds, about a megabyte each. */
function index(): Buffer {
  let offset = 300_000;
  const fragments = Array.from({ length: SEGMENT_MS / GOP_MS }, (_, at): Fragment => {
    const fragment = {
      offset,
      bytes: 900_000 + ((at * 7919) % 100_000),
      duration: GOP_MS * 16,
      keyframeBytes: 90_000 + ((at * 104_729) % 9_000),
    };
    offset += fragment.bytes;
    return fragment;
  });
  return Buffer.from(encodeFragmentIndex({ timescale: 16_000, fragments }));
}

const anyMoment = (span: number): number =>
  end - INDEXED * SEGMENT_MS + DAY_MS + Math.random() * (INDEXED * SEGMENT_MS - 2 * DAY_MS - span);

async function measure(name: string, ask: (round: number) => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now();
    await ask(round);
    took.push(performance.now() - before);
  }
  const [first = 0] = took;
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.min(ROUNDS - 1, Math.floor(ROUNDS * share))] ?? 0).toFixed(2).padStart(9);
  console.log(`${name.padEnd(48)}${at(0.5)}${at(0.95)}${at(1)}${first.toFixed(2).padStart(9)}`);
}

try {
  await using database = await Database.open({ url: null, folder, log });
  await fill(database);
  await using catalogue = await Catalogue.open({ database, clock: systemClock, log });
  const root = path.join(folder, 'recordings');
  const windows = Array.from({ length: ROUNDS }, () => ({
    channel: 1 + Math.floor(Math.random() * CHANNELS),
    from: Math.round(anyMoment(WINDOW_MS)),
  }));
  for (const { channel, from } of windows) {
    for (const segment of await catalogue.questions.segmentsIn(channel, from, from + WINDOW_MS)) {
      const file = path.join(root, segment.path);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, '');
      await truncate(file, 300e6); // a hole: nobody reads it
    }
  }
  const exports = { database, timeZone: 'UTC', onChange: () => undefined, note: () => undefined };
  await using playback = await Playback.open({
    questions: catalogue.questions,
    root,
    dataDir: folder,
    ffmpeg: 'ffmpeg',
    transcodeLimit: 1,
    clock: systemClock,
    log,
    exports,
  });
  const channels = Array.from({ length: CHANNELS }, (_, at) => at + 1);

  console.log(`${perChannel * CHANNELS} segments, ${INDEXED * CHANNELS} of them with a fragment index of ${index().length} bytes\n`);
  console.log(`${'ms'.padEnd(48)}${['median', 'p95', 'max', 'first'].map((word) => word.padStart(9)).join('')}`);
  await measure('playlist of two hours, 10-minute files', async (round) => {
    const { channel = 1, from = 0 } = windows[round] ?? {};
    await playback.playlist({ channel, from, to: from + WINDOW_MS });
  });
  await measure('timeline of a day, 16 channels', () => {
    const from = anyMoment(DAY_MS);
    return catalogue.questions.timeline(from, from + DAY_MS, channels);
  });
  await measure('activity of a day, one channel, first time', (round) => {
    const from = end - (round % 40) * DAY_MS - DAY_MS;
    return playback.activity(1 + Math.floor(round / 40), { from, to: from + DAY_MS }, 60_000);
  });
  await measure('activity of a day, one channel, again', () => playback.activity(1, { from: end - DAY_MS, to: end }, 60_000));
} finally {
  await rm(folder, { recursive: true, force: true });
}
