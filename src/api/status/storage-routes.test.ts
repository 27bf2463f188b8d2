import { expect, test } from 'vitest';
import { type StorageFacts, storageAnswer } from './storage-routes.ts';

const DAY = 24 * 3_600_000;

function answer({ usedBytes = 100e9, oldestDays = 10, last24h = 10e9, freeBytes = 900e9 as number | null } = {}) {
  const now = Date.UTC(2026, 10, 22);
  const facts: StorageFacts = {
    usage: { channels: [], oldestStartedAt: oldestDays === 0 ? null : now - oldestDays * DAY, bytesLast24h: last24h, protectedBytes: 0 },
    usedBytes,
    volume: { state: 'ok', detail: null, freeBytes, totalBytes: 1000e9 },
    retention: { maxBytes: 500e9, minFreeBytes: 2e9 },
    now,
  };
  return storageAnswer(facts);
}

test('foretells when the limit is reached', () => {
  expect(answer()).toMatchObject({ usedGB: 100, maxGB: 500, daysKept: 10, bytesPerDay: 10e9, forecastDays: 40 });
});

test('foretells when the disk is full, where that comes first', () => {
  expect(answer({ freeBytes: 52e9 }).forecastDays).toBe(5);
});

test('reckons a day from the hours there are', () => {
  expect(answer({ oldestDays: 0.5, last24h: 10e9 }).bytesPerDay).toBe(20e9);
});

test('says nothing where nothing is known', () => {
  expect(answer({ oldestDays: 0, last24h: 0 })).toMatchObject({ oldest: null, daysKept: 0, bytesPerDay: null, forecastDays: null });
  expect(answer({ oldestDays: 0.001 }).forecastDays).toBeNull();
  expect(answer({ last24h: 0 }).forecastDays).toBeNull();
});

test('says 0 days when cleanup already works', () => {
  expect(answer({ usedBytes: 500e9 }).forecastDays).toBe(0);
  expect(answer({ freeBytes: 1e9 }).forecastDays).toBe(0);
});
