import { expect, test } from 'vitest';
import { nearestRecordings } from './nearest-recording.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 22, 12);

test('from within a gap the nearer recording comes first, of the one before its last moments', () => {
  const gap = { from: NOON - HOUR, to: NOON + 2 * HOUR, reason: null };
  const before = { time: NOON - HOUR - 2_000, side: 'before' };
  const after = { time: NOON + 2 * HOUR, side: 'after' };

  expect(nearestRecordings(gap, NOON)).toEqual([before, after]);
  expect(nearestRecordings(gap, NOON + HOUR)).toEqual([after, before]);
});

test('what is open on one side leads to the other, and what is open on both nowhere', () => {
  expect(nearestRecordings({ from: null, to: NOON, reason: null }, NOON - HOUR)).toEqual([{ time: NOON, side: 'after' }]);
  expect(nearestRecordings({ from: null, to: null, reason: null }, NOON)).toEqual([]);
});

test('from within a recording that cannot be read nobody is led back into it', () => {
  expect(nearestRecordings({ from: NOON, to: NOON + HOUR, reason: 'unreadable' }, NOON + 1_000)).toEqual([
    { time: NOON + HOUR, side: 'after' },
  ]);
});
