import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

const middle = (): number => 0.5;

test('a camera that is away is asked again within 2.2 s for ever', () => {
  const delays = Array.from({ length: 100 }, (_, failures) => retryDelayMs('unreachable', failures, () => 1));

  expect(delays[0]).toBeLessThan(300);
  expect(Math.max(...delays)).toBeLessThanOrEqual(2200);
});

test('a refused password is tried within 20 s at first and each 2 minutes later, so that the camera locks nobody out', () => {
  const delays = Array.from({ length: 10 }, (_, failures) => retryDelayMs('auth_failed', failures, middle));

  expect(delays.slice(0, 3)).toEqual([12_000, 12_000, 15_000]);
  expect(delays.at(-1)).toBe(120_000);
});
