import { expect, test } from 'vitest';
import { keyToStartWith, nextAttemptAt, otherKey } from './rotation.ts';

const HOUR = 3_600_000;

test('two keys alternate, one key stays', () => {
  expect([otherKey(1, 2), otherKey(2, 2), otherKey(1, 1)]).toEqual([2, 1, 1]);
});

test('a start goes on with the key it had, unless its time is over', () => {
  const start = (since: number | null, now: number, keys = 2): number => keyToStartWith({ key: 1, since }, keys, { now, rotationMs: HOUR });

  expect([start(null, 0), start(0, HOUR - 1), start(0, HOUR), start(0, HOUR, 1)]).toEqual([1, 1, 2, 1]);
});

test('a rotation that failed is tried again soon, then each minute', () => {
  expect([1, 2, 3, 4, 50].map((failures) => nextAttemptAt(0, failures))).toEqual([10_000, 20_000, 40_000, 60_000, 60_000]);
});
