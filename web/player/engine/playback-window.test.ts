import { describe, expect, test } from 'vitest';
import { isIn, windowAt } from './playback-window.ts';

const at = (clock: string): number => Date.parse(`2026-11-22T${clock}Z`);
const NOW = at('14:33:20');

describe('windowAt', () => {
  test('is two hours from an even hour on, in the past', () => {
    expect(windowAt(at('09:10:00'), NOW)).toEqual({ from: at('08:00:00'), to: at('10:00:00') });
  });

  test('ends a while before now, in the hours that run', () => {
    expect(windowAt(at('14:00:00'), NOW)).toEqual({ from: at('14:00:00'), to: at('14:10:00') });
    expect(windowAt(at('13:59:00'), at('14:10:00'))).toEqual({ from: at('13:55:00'), to: null });
  });

  test('begins shortly before the moment and grows, at the end', () => {
    expect(windowAt(at('14:33:17'), NOW)).toEqual({ from: at('14:30:00'), to: null });
    expect(windowAt(at('14:30:17'), NOW)).toEqual({ from: at('14:25:00'), to: null });
    expect(windowAt(at('14:10:17'), NOW)).toEqual({ from: at('14:10:00'), to: null });
  });

  test.each([0, 1, 7, 19, 21, 45, 119, 121, 600])('holds the moment %d minutes ago, and so does the one after it', (minutes) => {
    const time = NOW - minutes * 60_000;
    const window = windowAt(time, NOW);

    expect(isIn(window, time)).toBe(true);
    if (window.to !== null) expect(windowAt(window.to, NOW).from).toBeLessThanOrEqual(window.to);
  });
});
