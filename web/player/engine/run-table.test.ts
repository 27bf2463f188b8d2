import { describe, expect, test } from 'vitest';
import { RunTable } from './run-table.ts';

/** Two files that follow each other with 40 ms between, then a gap of a minute. */
const table = RunTable.of([
  { start: 0, duration: 2, wall: 100_000 },
  { start: 2, duration: 2, wall: 102_000 },
  { start: 4, duration: 2, wall: 104_040 },
  { start: 6, duration: 2, wall: 106_040 },
  { start: 8, duration: 4, wall: 168_000 },
]);

test('pieces that follow each other are one stretch', () => {
  expect(table.stretches.map(({ mediaFrom, mediaTo, wallFrom }) => [mediaFrom, mediaTo, wallFrom])).toEqual([
    [0, 4, 100_000],
    [4, 8, 104_040],
    [8, 12, 168_000],
  ]);
  expect([table.begin, table.end]).toEqual([100_000, 172_000]);
});

describe('placeOf', () => {
  test.each([
    [100_000, 0],
    [103_999, 3.999],
    [104_020, 4],
    [104_040, 4],
    [168_500, 8.5],
    [99_001, 0], // named by its full second
    [167_400, 8],
  ])('of %d is the media time %d', (wall, media) => {
    const place = table.placeOf(wall);

    expect(place.kind === 'media' ? place.media : null).toBeCloseTo(media, 6);
  });

  test('tells gaps before, between and after', () => {
    expect(table.placeOf(99_000)).toEqual({ kind: 'gap', from: null, to: 100_000 });
    expect(table.placeOf(120_000)).toEqual({ kind: 'gap', from: 108_040, to: 168_000 });
    expect(table.placeOf(172_000)).toEqual({ kind: 'gap', from: 172_000, to: null });
    expect(RunTable.empty.placeOf(1)).toEqual({ kind: 'gap', from: null, to: null });
  });
});

test('wallOf is the way back, for every media time', () => {
  for (const media of [0, 1.5, 3.999, 4, 7.9, 8, 11.9]) {
    const place = table.placeOf(table.wallOf(media) ?? Number.NaN);
    expect(place.kind === 'media' ? place.media : null).toBeCloseTo(media, 6);
  }
  expect(RunTable.empty.wallOf(1)).toBeNull();
});

test('gapBetween sees what playing on would jump over', () => {
  expect(table.gapBetween(3.9, 4.1)).toBeNull();
  expect(table.gapBetween(7.9, 7.99)).toBeNull();
  expect(table.gapBetween(7.9, 8.05)).toEqual({ from: 108_040, to: 168_000 });
  expect(table.gapBetween(3, 9)).toEqual({ from: 108_040, to: 168_000 });
  expect(table.gapBetween(8, 9)).toBeNull();
});
