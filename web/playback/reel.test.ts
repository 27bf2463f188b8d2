import { describe, expect, test } from 'vitest';
import { pieceAfter, pieceFor, reelOf } from './reel.ts';

function entry(start: number, seconds: number, live = false) {
  return {
    name: `ch1/2026-11-22/${start}.mp4`,
    startTime: '00:00:00',
    datetime: new Date(start * 1000).toISOString(),
    size: '1 MB',
    sizeBytes: 1,
    duration: seconds,
    live,
    protected: false,
    problem: null,
  };
}

const reel = reelOf([entry(100, 10.04), entry(110, 10), entry(200, 10, true)]);

describe('pieceFor', () => {
  test.each([
    [50, 100],
    [100, 100],
    [109.999, 100],
    [110, 110],
    [110.01, 110],
    [150, 200],
    [205, 200],
  ])('at %d s is the one that begins at %d s', (seconds, expected) => {
    expect(pieceFor(reel, seconds * 1000)?.from).toBe(expected * 1000);
  });

  test('is the one being written for all that follows', () => {
    expect(pieceFor(reel, 260_000)?.from).toBe(200_000);
  });

  test('is none after the last', () => {
    expect(pieceFor(reel.slice(0, 2), 120_000)).toBeNull();
    expect(pieceFor([], 0)).toBeNull();
  });
});

test('pieceAfter follows in time, although a path changed meanwhile', () => {
  const [first, second] = reel;
  if (!first || !second) throw new Error('the reel has three pieces');

  expect(pieceAfter(reel, { ...first, path: 'renamed.mkv' })).toBe(second);
});
