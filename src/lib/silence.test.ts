import { expect, test } from 'vitest';
import { patienceFor, usualInterval } from './silence.ts';

test.each([
  [null, 12_000],
  [40, 12_000],
  [1000, 12_000],
  [10_000, 30_000],
  [600_000, 300_000],
])('pictures that come each %s ms may stay away for %i ms', (intervalMs, patienceMs) => {
  expect(patienceFor(intervalMs)).toBe(patienceMs);
});

test('one pause is not the rhythm', () => {
  expect(usualInterval([100, 100, 6000, 100])).toBe(100);
  expect(usualInterval([])).toBeNull();
});
