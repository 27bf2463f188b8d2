import { expect, test } from 'vitest';
import type { StorageHistoryAnswer, StoragePast } from '#shared/storage.ts';
import { removedDays } from './removed-days.ts';

const HOUR_MS = 3_600_000;
const span = (at: string, segments: number, removedFor = { age: 0, storage: segments, free: 0 }): StoragePast => ({
  at,
  usedBytes: 1,
  freeBytes: 1,
  totalBytes: 1,
  removedSegments: segments,
  removedBytes: segments * 100,
  removedFor,
});
const history = (stepMs: number, ...spans: StoragePast[]): StorageHistoryAnswer => ({ stepMs, spans });

test('hours are summed up by the days of the site, newest first, and days without a deletion are left out', () => {
  const days = removedDays(
    history(
      HOUR_MS,
      span('2026-11-20T10:00:00.000Z', 0),
      span('2026-11-21T22:00:00.000Z', 2),
      span('2026-11-21T23:00:00.000Z', 3, { age: 1, storage: 1, free: 1 }),
      span('2026-11-22T05:00:00.000Z', 1),
    ),
    'Europe/Berlin',
  );

  expect(days).toEqual([
    { date: '2026-11-22', segments: 4, bytes: 400, age: 1, storage: 2, free: 1 },
    { date: '2026-11-21', segments: 2, bytes: 200, age: 0, storage: 2, free: 0 },
  ]);
});

test('whole days keep the date the server gave them', () => {
  expect(removedDays(history(24 * HOUR_MS, span('2026-11-21T00:00:00.000Z', 1)), 'America/New_York')[0]?.date).toBe('2026-11-21');
});
