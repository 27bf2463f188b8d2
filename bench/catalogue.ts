/** Prints how long the catalogue takes to answer at 1,000,000 segments: node bench/catalogue.ts [segments] */

import { mkdtemp, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { DAY_MS } from '#shared/durations.ts';
import { Catalogue } from '../src/catalogue/catalogue.ts';
import { Database } from '../src/database/database.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { markOne } from '../test/fakes/mark-one.ts';

const CHANNELS = 16;
const SEGMENT_MS = 600_000;
const ROUNDS = 100;

const segments = Number(process.argv[2] ?? 1_000_000);
const perChannel = Math.ceil(segments / CHANNELS);
const end = Date.now() - (Date.now() % SEGMENT_MS);
const start = end - perChannel * SEGMENT_MS;
const channels = Array.from({ length: CHANNELS }, (_, index) => index + 1);
const log = silentLog();
const folder = await mkdtemp(path.join(os.tmpdir(), 'nvr-bench-catalogue-'));

/** Every channel records without end; a gap of a minute each day, and the newest hundred of each channel are still MKV. */
async function fill(database: Database): Promise<void> {
  await sql`
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${perChannel - 1}), c (ch) AS (SELECT 1 UNION ALL SELECT ch + 1 FROM c WHERE ch < ${CHANNELS})
    INSERT INTO segments (channel, path, date, started_at, ended_at, duration_ms, size_bytes, container)
    SELECT ch, 'ch' || ch || '/' || strftime('%Y-%m-%d/%H%M%S', at / 1000, 'unixepoch') || '+0000.' || iif(i >= ${perChannel - 100}, 'mkv', 'mp4'),
      strftime('%Y-%m-%d', at / 1000, 'unixepoch'), at, at + ${SEGMENT_MS} - iif(i % 144 = 0, 60000, 0), ${SEGMENT_MS}, 290000000 + i % 1000, iif(i >= ${perChannel - 100}, 'mkv', 'mp4')
    FROM (SELECT i, ch, ${start} + i * ${SEGMENT_MS} AS at FROM n, c ORDER BY i, ch)`.execute(database.kysely);
  await sql`INSERT INTO channel_days SELECT channel, date, count(*), sum(size_bytes), sum(duration_ms) FROM segments GROUP BY channel, date`.execute(
    database.kysely,
  );
  await sql`INSERT INTO gaps (channel, from_at, to_at, reason)
    SELECT channel, ended_at, ended_at + 60000, 'camera_offline' FROM segments WHERE ended_at - started_at < ${SEGMENT_MS}`.execute(
    database.kysely,
  );
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(database.kysely);
}

/** What a thousand days of wishes to keep something come to. */
async function protect(catalogue: Catalogue): Promise<void> {
  for (let index = 0; index < 200; index++) {
    const from = anyMoment();
    await catalogue.protect({ channel: (index % CHANNELS) + 1, from, to: from + 3_600_000, note: '', by: 'bench' });
  }
}

const anyMoment = (): number => start + Math.random() * (end - start - DAY_MS);
const anyDay = (): string => new Date(anyMoment()).toISOString().slice(0, 10);
const anyChannel = (): number => channels[Math.floor(Math.random() * CHANNELS)] ?? 1;

async function measure(name: string, limit: string, ask: () => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = performance.now();
    await ask();
    took.push(performance.now() - before);
  }
  const [first = 0] = took;
  took.sort((a, b) => a - b);
  const at = (share: number): string => (took[Math.min(ROUNDS - 1, Math.floor(ROUNDS * share))] ?? 0).toFixed(2).padStart(8);
  console.log(`${name.padEnd(42)}${at(0.5)}${at(0.95)}${at(1)}${first.toFixed(2).padStart(8)}   ${limit}`);
}

try {
  const filling = performance.now();
  {
    await using database = await Database.open({ url: null, folder, log });
    await fill(database);
    await using catalogue = await Catalogue.open({ database, clock: systemClock, log });
    await protect(catalogue);
    console.log(`filled in ${((performance.now() - filling) / 1000).toFixed(1)} s`);
  }
  const { size } = await stat(path.join(folder, 'catalogue.db'));
  const opening = performance.now();
  await using database = await Database.open({ url: null, folder, log });
  await using catalogue = await Catalogue.open({ database, clock: systemClock, log });
  console.log(
    `${perChannel * CHANNELS} segments, ${(size / 1e6).toFixed(0)} MB, opened in ${(performance.now() - opening).toFixed(0)} ms\n`,
  );
  console.log(`${'ms'.padEnd(42)}${['median', 'p95', 'max', 'first'].map((word) => word.padStart(8)).join('')}   to reach`);
  await measure('channelStates', '5', () => catalogue.questions.channelStates());
  await measure('segmentsOfDay', '10', () => catalogue.questions.segmentsOfDay(anyChannel(), anyDay()));
  await measure('timeline, any day, 16 channels', 'p95 50', () => {
    const from = anyMoment();
    return catalogue.questions.timeline(from, from + DAY_MS, channels);
  });
  await measure('timeline, today, 16 channels', 'p95 50', () => catalogue.questions.timeline(end - DAY_MS, end, channels));
  await measure('datesWithRecordings', '10', () => catalogue.questions.datesWithRecordings());
  await measure('datesWithRecordings of a channel', '10', () => catalogue.questions.datesWithRecordings(anyChannel()));
  await measure('usage', '10', () => catalogue.questions.usage());
  await measure('segmentByPath', '', () => catalogue.questions.segmentByPath(`ch1/${anyDay()}/101000+0000.mp4`));
  await measure('segmentsIn, two hours', '', () => {
    const from = anyMoment();
    return catalogue.questions.segmentsIn(anyChannel(), from, from + 7_200_000);
  });
  await measure('oldestDeletable(200)', '', () => catalogue.questions.oldestDeletable(200));
  await measure('deletableBytes, 200 protections', '', () => catalogue.questions.deletableBytes());
  await measure('nextToConvert', '', () => catalogue.nextToConvert([]));
  let next = 0;
  const closing = (): Promise<number> => {
    const startedAt = end + next++ * SEGMENT_MS;
    const file = `ch1/${new Date(startedAt).toISOString().slice(0, 10)}/${new Date(startedAt).toISOString().slice(11, 19).replaceAll(':', '')}+0000.mkv`;
    return catalogue.segmentClosed({
      channel: 1,
      path: file,
      startedAt,
      endedAt: startedAt + SEGMENT_MS,
      durationMs: SEGMENT_MS,
      sizeBytes: 1,
    });
  };
  await measure('segmentClosed (with its disk sync)', '', closing);
  await measure('mark and forget the oldest', '', async () => {
    const [oldest] = await catalogue.questions.oldestDeletable(1);
    if (oldest && (await markOne(catalogue, oldest.id))) await catalogue.forget([oldest.id]);
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
