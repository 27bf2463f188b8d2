import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from '../database/database.ts';
import { silentLog } from '../lib/log.ts';
import { StorageHistory } from './storage-history.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 22, 12, 30);

let database: Database;
let history: StorageHistory;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
  history = new StorageHistory(database);
});
afterEach(() => database[Symbol.asyncDispose]());

const sample = (usedBytes: number | null) => ({ usedBytes, freeBytes: 10, totalBytes: 100 });
const removal = { segments: 3, bytes: 900, causes: { age: 1, storage: 2, free: 0 } };

test('an hour has its last sample, and all that cleanup removed in it, whichever came first', async () => {
  await history.removed(removal, NOW);
  await history.sample(sample(1), NOW);
  await history.sample(sample(2), NOW + 60_000);
  await history.removed(removal, NOW + 120_000);

  expect(await history.since(NOW - DAY, NOW + HOUR)).toEqual({
    stepMs: HOUR,
    spans: [
      {
        at: '2026-11-22T12:00:00.000Z',
        usedBytes: 2,
        freeBytes: 10,
        totalBytes: 100,
        removedSegments: 6,
        removedBytes: 1800,
        removedFor: { age: 2, storage: 4, free: 0 },
      },
    ],
  });
});

test('hours in which only cleanup worked have no figures', async () => {
  await history.removed(removal, NOW);

  expect((await history.since(NOW - DAY, NOW)).spans).toMatchObject([{ usedBytes: null, freeBytes: null, removedBytes: 900 }]);
});

test('more than 31 days are told by day', async () => {
  for (let hour = 0; hour < 48; hour++) await history.sample(sample(hour), NOW - hour * HOUR);
  await history.removed(removal, NOW - 20 * HOUR);

  const { stepMs, spans } = await history.since(NOW - 40 * DAY, NOW);

  expect([stepMs, spans.map(({ at }) => at.slice(0, 10))]).toEqual([DAY, ['2026-11-20', '2026-11-21', '2026-11-22']]);
  expect(spans.map(({ usedBytes, removedSegments }) => [usedBytes, removedSegments])).toEqual([
    [42, 0],
    [25, 3],
    [6, 0],
  ]);
});

test('what is older than four years is forgotten', async () => {
  await history.sample(sample(1), NOW - 5 * 365 * DAY);
  await history.sample(sample(2), NOW);

  expect((await database.kysely.selectFrom('storage_hours').selectAll().execute()).map(({ used_bytes }) => used_bytes)).toEqual([2]);
});
