import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { markOne } from '../../test/fakes/mark-one.ts';
import { storageAnswer } from '../api/status/storage-routes.ts';
import { Database } from '../database/database.ts';
import { formatSegmentName } from '../lib/files/segment-name.ts';
import { silentLog } from '../lib/log.ts';
import { isClosed } from '../segments/segments.ts';
import { Catalogue } from './catalogue.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const OLD = 3_600_000;

let database: Database;
let catalogue: Catalogue;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock(NOW);
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
  catalogue = await Catalogue.open({ database, clock, log: silentLog() });
  await put(OLD);
  await put(NOW - 30 * MINUTE);
  await put(NOW + 6 * 60 * MINUTE);
  await put(NOW + DAY);
});
afterEach(async () => {
  await catalogue[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

async function put(startedAt: number): Promise<string> {
  const path = `${formatSegmentName(1, startedAt, 'UTC')}.mp4`;
  const durationMs = 10 * MINUTE;
  await catalogue.segmentClosed({ channel: 1, path, startedAt, endedAt: startedAt + durationMs, durationMs, sizeBytes: 1_000 });
  return path;
}

test('a recording of 1970 and those to come are no days with recordings, but listed under theirs', async () => {
  expect(await catalogue.questions.datesWithRecordings(1)).toEqual(['2026-11-22']);
  expect(await catalogue.questions.misdatedDates()).toEqual(['2026-11-23', '2026-11-22', '1970-01-01']);
  const listed = await catalogue.questions.segmentsOfDay(1, '2026-11-22');
  expect(listed.filter(isClosed).map(({ misdated }) => misdated)).toEqual([null, 'future']);
  expect((await catalogue.questions.segmentsOfDay(1, '1970-01-01'))[0]).toMatchObject({ misdated: 'past' });
});

test('they neither lengthen what is kept nor spoil what a day brings', async () => {
  const usage = await catalogue.questions.usage();
  const volume = { state: 'ok', detail: null, freeBytes: 1e12, totalBytes: 1e12 } as const;
  const retention = { maxBytes: 1e12, minFreeBytes: 0 };

  const answer = storageAnswer({ usage, usedBytes: usage.bytes, volume, retention, now: NOW });

  expect(answer).toMatchObject({ daysKept: 0.021, bytesPerDay: 48_000, channels: [{ segments: 4, oldestDate: '2026-11-22' }] });
});

test('no history begins with one, no gap leads to one, and none is the newest', async () => {
  const [history] = await catalogue.questions.timeline(NOW - 30 * DAY, NOW + 2 * DAY, [1]);

  expect(history?.recordings).toEqual([{ from: NOW - 30 * MINUTE, to: NOW - 20 * MINUTE, live: false }]);
  expect(history?.gaps.map(({ from, to }) => [from, to])).toEqual([[NOW - 20 * MINUTE, NOW]]);
  const [state] = await catalogue.questions.channelStates();
  expect(state?.lastEndedAt).toBe(NOW - 20 * MINUTE);
  expect(await catalogue.questions.newestEnd()).toBe(NOW - 20 * MINUTE);
});

test('age does not take one of 1970, which may be of yesterday; the limit does', async () => {
  expect((await catalogue.questions.olderThan(NOW, 10)).map(({ startedAt }) => startedAt)).toEqual([NOW - 30 * MINUTE]);
  expect((await catalogue.questions.oldestDeletable(1))[0]?.startedAt).toBe(OLD);
});

test('one that is deleted leaves no gap behind', async () => {
  for (const { id } of await catalogue.questions.oldestDeletable(1)) {
    await markOne(catalogue, id);
    await catalogue.forget([id]);
  }

  expect(await database.kysely.selectFrom('gaps').selectAll().where('from_at', '<', DAY).execute()).toEqual([]);
});

test('one of the future is believed when its time has come', async () => {
  await clock.advance(DAY);

  expect(await catalogue.questions.misdatedDates()).toEqual(['1970-01-01']);
});
