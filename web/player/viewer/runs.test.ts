import { describe, expect, test } from 'vitest';
import { recordedOf, stateAt } from './runs.ts';

const iso = (time: number) => new Date(time).toISOString();
const span = (from: number, to: number) => ({ from: iso(from), to: iso(to) });
const recorded = recordedOf(
  {
    channel: 1,
    recordings: [
      { ...span(50_000, 60_000), live: true },
      { ...span(10_000, 20_000), live: false },
    ],
    gaps: [{ ...span(20_000, 50_000), reason: 'camera_offline' }],
    unreadable: [],
    events: [],
    coverage: 40,
  },
  75_000,
);

describe('recordedOf', () => {
  test('puts runs in order and lets the growing one reach to now', () => {
    expect(recorded.runs).toEqual([
      { from: 10_000, to: 20_000, isLive: false },
      { from: 50_000, to: 75_000, isLive: true },
    ]);
  });
});

describe('stateAt', () => {
  test.each([
    [10_000, 'run'],
    [19_999, 'run'],
    [20_000, 'gap'],
    [5000, 'nothing'],
    [80_000, 'nothing'],
  ])('at %d ms finds a %s', (time, kind) => {
    expect(stateAt(recorded, time).kind).toBe(kind);
  });
});
