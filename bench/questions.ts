/** Prints how long the questions of people take at 1,000,000 segments, and how long each keeps the recording waiting: node bench/questions.ts [segments] */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { DAY_MS } from '#shared/durations.ts';
import { Catalogue } from '../src/catalogue/catalogue.ts';
import { Database } from '../src/database/database.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';

const CHANNELS = 16;
const SEGMENT_MS = 600_000;
const INDEX_BYTES = 1_500;
const ROUNDS = 50;
const GAPS_OF_A_FLICKERING_CAMERA = 20_000;

const perChannel = Math.ceil(Number(process.argv[2] ?? 1_000_000) / CHANNELS);
const end = Date.now() - (Date.now() % SEGMENT_MS);
const start = end - perChannel * SEGMENT_MS;
const channels = Array.from({ length: CHANNELS }, (_, index) => index + 1);
const log = silentLog();
const folder = await mkdtemp(path.join(os.tmpdir(), 'nvr-bench-questions-'));

/** Recordings without end, an index for the newest month, events, and as many protections as a user may have. */
async function fill({ kysely }: Database): Promise<void> {
  await sql`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${perChannel - 1}), c (ch) AS (SELECT 1 UNION ALL SELECT ch + 1 FROM c WHERE ch < ${CHANNELS})
    INSERT INTO segments (channel, path, date, started_at, ended_at, duration_ms, size_bytes, container)
    SELECT ch, 'ch' || ch || '/' || strftime('%Y-%m-%d/%H%M%S', at / 1000, 'unixepoch') || '+0000.mp4', strftime('%Y-%m-%d', at / 1000, 'unixepoch'),
      at, at + ${SEGMENT_MS} - iif(i % 144 = 0, 60000, 0), ${SEGMENT_MS}, 290000000 + i % 1000, 'mp4'
    FROM (SELECT i, ch, ${start} + i * ${SEGMENT_MS} AS at FROM n, c ORDER BY i, ch)`.execute(kysely);
  await sql`INSERT INTO segment_media (segment_id, codec_configuration_id, fragment_index, tracks)
    SELECT id, NULL, zeroblob(${INDEX_BYTES}), '[]' FROM segments WHERE started_at > ${end - 32 * DAY_MS}`.execute(kysely);
  await sql`INSERT INTO channel_days SELECT channel, date, count(*), sum(size_bytes), sum(duration_ms) FROM segments GROUP BY channel, date`.execute(
    kysely,
  );
  await sql`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${GAPS_OF_A_FLICKERING_CAMERA - 1})
    INSERT INTO gaps (channel, from_at, to_at, reason) SELECT 1, ${end - 31 * DAY_MS} + i * 120000, ${end - 31 * DAY_MS} + i * 120000 + 60000, 'no_video' FROM n`.execute(
    kysely,
  );
  await sql`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999)
    INSERT INTO events (at, kind, channel, text, data) SELECT ${start} + i * 1000, 'camera_lost', 1 + i % 16, 'Camera ' || i || ' gives no picture', '{}' FROM n`.execute(
    kysely,
  );
  await sql`WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
    INSERT INTO protections (channel, from_at, to_at, note, created_by, created_at)
    SELECT 1 + i % ${CHANNELS}, ${start} + i * ${Math.floor((perChannel * SEGMENT_MS) / 200)}, ${start} + i * ${Math.floor((perChannel * SEGMENT_MS) / 200)} + ${DAY_MS}, '', 'bench', 0 FROM n`.execute(
    kysely,
  );
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(kysely);
}

const anyMoment = (days: number): number => start + Math.random() * (end - start - days * DAY_MS);
const anyChannel = (): number => channels[Math.floor(Math.random() * CHANNELS)] ?? 1;

async function measure(name: string, ask: () => Promise<unknown>, rounds = ROUNDS): Promise<void> {
  const took: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await new Promise((done) => setTimeout(done, 50));
  delay.enable();
  await new Promise((done) => setTimeout(done, 10));
  for (let round = 0; round < rounds; round++) {
    const before = performance.now();
    await ask();
    took.push(performance.now() - before);
    await new Promise(setImmediate);
  }
  await new Promise((done) => setTimeout(done, 10));
  delay.disable();
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.min(rounds - 1, Math.floor(rounds * share))] ?? 0).toFixed(1).padStart(9);
  console.log(
    `${name.padEnd(52)}${at(0.5)}${at(0.99)}${(delay.percentile(99) / 1e6).toFixed(1).padStart(12)}${(delay.max / 1e6).toFixed(1).padStart(9)}`,
  );
}

try {
  {
    await using database = await Database.open({ url: null, folder, log });
    await fill(database);
  }
  await using database = await Database.open({ url: null, folder, log });
  await using catalogue = await Catalogue.open({ database, clock: systemClock, log });
  console.log(`${perChannel * CHANNELS} segments\n`);
  console.log(`${'ms'.padEnd(52)}${'median'.padStart(9)}${'p99'.padStart(9)}${'loop p99'.padStart(12)}${'max'.padStart(9)}`);
  const span = (days: number): [number, number] => {
    const from = anyMoment(days);
    return [from, from + days * DAY_MS];
  };
  await measure('timeline, a day, one channel', () => catalogue.questions.timeline(...span(1), [anyChannel()]));
  await measure('timeline, a week, one channel', () => catalogue.questions.timeline(...span(7), [anyChannel()]));
  await measure('timeline, a day, 16 channels', () => catalogue.questions.timeline(...span(1), channels));
  await measure('timeline, 32 days, 16 channels', () => catalogue.questions.timeline(...span(32), channels));
  await measure('timeline, 32 days of a camera with 20,000 gaps', () => catalogue.questions.timeline(end - 32 * DAY_MS, end, [1]));
  await measure('estimate, 7 days, 16 channels', () => catalogue.questions.recordedBytes(channels, ...span(7)));
  await measure('sizes of 200 protections of a day', () => catalogue.questions.bytesOfProtections(), 5);
  await measure('usage, with them', () => catalogue.questions.usage(), 5);
  await measure('deletableBytes, with them', () => catalogue.questions.deletableBytes(), 5);
  await measure('events with words, 100,000 to look through', () => catalogue.questions.events({ limit: 100, text: 'nobody says this' }));
  await measure('playable, 24 hours', () => catalogue.questions.playableIn(anyChannel(), end - 10 * DAY_MS, end - 9 * DAY_MS));
  await measure('playable, 7 days', () => catalogue.questions.playableIn(anyChannel(), end - 10 * DAY_MS, end - 3 * DAY_MS));
  await measure('segmentsOfDay, with them', () =>
    catalogue.questions.segmentsOfDay(anyChannel(), new Date(anyMoment(1)).toISOString().slice(0, 10)),
  );
  await measure('datesWithRecordings', () => catalogue.questions.datesWithRecordings());
} finally {
  await rm(folder, { recursive: true, force: true });
}
