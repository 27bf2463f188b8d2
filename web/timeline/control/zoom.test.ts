import { describe, expect, test } from 'vitest';
import { CLOSEST_MS, centredOn, FARTHEST_MS, followed, nextStep, panBy, pinched, wheelFactor, zoomAbout, zoomTo } from './zoom.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const view = { from: NOW - 4 * HOUR, to: NOW };
const length = ({ from, to }: { from: number; to: number }) => to - from;

describe('wheelFactor', () => {
  test.each([
    [100, 0, Math.exp(0.15)],
    [-100, 0, Math.exp(-0.15)],
    [3, 1, Math.exp(0.072)],
    [5000, 0, 2],
    [-5000, 0, 0.5],
    [2, 2, 2],
    [0, 0, 1],
  ])('a turn by %d in mode %d', (deltaY, deltaMode, factor) => {
    expect(wheelFactor({ deltaY, deltaMode })).toBeCloseTo(factor);
  });
});

describe('zoomAbout', () => {
  test.each([0, 0.25, 0.5, 1])('leaves the anchor at %d of the width where it is', (share) => {
    const anchor = view.from + share * 4 * HOUR;
    const zoomed = zoomAbout(view, 0.5, anchor, NOW);

    expect(length(zoomed)).toBe(2 * HOUR);
    expect((anchor - zoomed.from) / length(zoomed)).toBeCloseTo(share);
  });

  test('stops at a minute and at twenty-five hours', () => {
    expect(length(zoomAbout(view, 1e-9, NOW - HOUR, NOW))).toBe(CLOSEST_MS);
    expect(length(zoomAbout(view, 1e9, NOW - HOUR, NOW))).toBe(FARTHEST_MS);
  });

  test('there and back again is where it began', () => {
    const back = zoomAbout(zoomAbout(view, 0.37, NOW - HOUR, NOW), 1 / 0.37, NOW - HOUR, NOW);

    expect(back.from).toBeCloseTo(view.from, 0);
    expect(back.to).toBeCloseTo(view.to, 0);
  });
});

test('zoomTo keeps the middle when the anchor is not in view', () => {
  expect(zoomTo(view, 2 * HOUR, NOW - 20 * HOUR, NOW)).toEqual({ from: NOW - 3 * HOUR, to: NOW - HOUR });
});

test('panBy always leaves something of the past in view', () => {
  expect(panBy(view, 100 * HOUR, NOW)).toEqual({ from: NOW, to: NOW + 4 * HOUR });
  expect(panBy(view, -HOUR, NOW)).toEqual({ from: NOW - 5 * HOUR, to: NOW - HOUR });
});

describe('nextStep', () => {
  test.each([
    [24 * HOUR, 'closer', 12 * HOUR],
    [5 * HOUR, 'closer', HOUR],
    [5 * HOUR, 'farther', 6 * HOUR],
    [12 * HOUR, 'farther', 24 * HOUR],
    [24 * HOUR, 'farther', 24 * HOUR],
    [25 * HOUR, 'closer', 24 * HOUR],
    [60_000, 'closer', 60_000],
    [60_000, 'farther', 5 * 60_000],
  ] as const)('from %d ms %s', (from, direction, expected) => {
    expect(nextStep(from, direction)).toBe(expected);
  });
});

describe('pinched', () => {
  test('keeps the moments under both fingers under them', () => {
    const width = 400;
    const under = (x: number, v: typeof view) => v.from + (x / width) * length(v);
    const after = pinched(view, [100, 200], [80, 280], width, NOW);

    expect(length(after)).toBe(2 * HOUR);
    expect(under(80, after)).toBeCloseTo(under(100, view), 0);
    expect(under(280, after)).toBeCloseTo(under(200, view), 0);
  });

  test('does not fall apart when fingers meet', () => {
    expect(length(pinched(view, [100, 300], [200, 200], 400, NOW))).toBe(FARTHEST_MS);
  });
});

describe('followed', () => {
  test('leaves a view alone that shows the playhead, or that looks elsewhere on purpose', () => {
    expect(followed(view, NOW - HOUR, NOW - HOUR + 250, NOW)).toBeNull();
    expect(followed(view, NOW - 9 * HOUR, NOW - 9 * HOUR + 250, NOW)).toBeNull();
  });

  test('turns the page when the playhead plays out of it', () => {
    const past = { from: NOW - 10 * HOUR, to: NOW - 6 * HOUR };

    expect(followed(past, past.to - 100, past.to + 150, NOW)?.from).toBeCloseTo(past.to + 150 - 0.4 * HOUR, -1);
    expect(followed(past, past.from + 100, past.from - 150, NOW)?.to).toBeCloseTo(past.from - 150 + 0.4 * HOUR, -1);
  });

  test('goes with a jump, from wherever it was', () => {
    expect(followed(view, NOW - HOUR, NOW - 20 * HOUR, NOW)).toEqual(centredOn(view, NOW - 20 * HOUR));
    expect(followed(view, NOW - 30 * HOUR, NOW - 20 * HOUR, NOW)).toEqual(centredOn(view, NOW - 20 * HOUR));
  });
});
