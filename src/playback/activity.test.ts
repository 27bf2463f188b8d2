import { describe, expect, test } from 'vitest';
import { activityLevels, changeOf } from './activity.ts';

const MINUTE = 6; // steps of ten seconds
/** Reproducible noise around 0. */
function noise(amount: number): () => number {
  let state = 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return ((state / 2_147_483_647) * 2 - 1) * amount;
  };
}
const scene = (steps: number, change: (at: number) => number | null): (number | null)[] =>
  Array.from({ length: steps }, (_, at) => change(at));

describe('activity', () => {
  test('a quiet scene with a camera’s noise has none', () => {
    const random = noise(0.25);

    expect(new Set(activityLevels(scene(60 * MINUTE, random)))).toEqual(new Set([0]));
  });

  test('somebody who walks by is seen for as long as he does, and nothing else', () => {
    const random = noise(0.15);
    const levels = activityLevels(scene(60 * MINUTE, (at) => random() + (at >= 200 && at < 204 ? 2 : 0)));

    expect(levels.flatMap((level, at) => (level ? [at] : []))).toEqual([200, 201, 202, 203]);
  });

  test('more activity is a higher level, up to 9', () => {
    const levels = activityLevels(scene(60 * MINUTE, (at) => ({ 100: 0.5, 150: 1.5, 200: 20 })[at] ?? 0));

    expect([levels[100], levels[150], levels[200]]).toEqual([1, 4, 9]);
  });

  test('what lasts, like rain or a light that was switched on, becomes usual', () => {
    const levels = activityLevels(scene(120 * MINUTE, (at) => (at >= 60 * MINUTE ? 2 : 0)));

    expect(levels.slice(60 * MINUTE, 62 * MINUTE).some((level) => level)).toBe(true);
    expect(levels.slice(90 * MINUTE).some((level) => level)).toBe(false);
  });

  test('where nothing was recorded, or too little to know what is usual, nothing is said', () => {
    const levels = activityLevels(scene(60 * MINUTE, (at) => (at < 180 ? 0 : null)));

    expect([levels[10], levels[200], levels[359]]).toEqual([0, null, null]);
    expect(activityLevels([0, 0, 5])).toEqual([null, null, null]);
  });

  test('rate control that makes all pictures smaller changes nothing', () => {
    const gop = { at: 0, durationMs: 2000, keyBytes: 50_000, restBytes: 20_000 };

    expect(changeOf({ ...gop, keyBytes: 25_000, restBytes: 10_000 })).toBe(changeOf(gop));
    expect(changeOf({ ...gop, restBytes: 40_000 })).toBeCloseTo(changeOf(gop) + 1);
  });
});
