import { describe, expect, test } from 'vitest';
import { spansWithin } from '../../time/span.ts';
import { neighbour } from '../control/neighbours.ts';
import { edgesOf, snapped } from '../control/snap.ts';
import { peaksOf } from './activity-peaks.ts';
import type { TimelineLane } from './lane.ts';
import { laneMoment, levelAt, nextRecorded } from './lane-moment.ts';

const NOW = 1_000_000;
const lane: TimelineLane = {
  channel: 1,
  name: 'Front door',
  recordings: [
    { from: 100_000, to: 200_000, isLive: false },
    { from: 300_000, to: 400_000, isLive: false },
    { from: 900_000, to: 950_000, isLive: true },
  ],
  gaps: [
    { from: 200_000, to: 300_000, reason: 'camera_offline' },
    { from: 400_000, to: 900_000, reason: 'disk_full' },
  ],
  protections: [
    { id: 1, from: 90_000, to: 350_000, note: 'theft' },
    { id: 2, from: 140_000, to: 150_000, note: '' },
  ],
  unreadable: [{ from: 310_000, to: 320_000 }],
  events: [{ id: 1, at: 250_000, kind: 'camera_lost' }],
  activity: [{ from: 100_000, stepMs: 10_000, levels: [0, null, 3, 5, 2, 0, 9] }],
};

describe('laneMoment', () => {
  test.each([
    [50_000, 'nothing'],
    [100_000, 'recorded'],
    [199_999, 'recorded'],
    [200_000, 'gap'],
    [315_000, 'unreadable'],
    [330_000, 'recorded'],
    [990_000, 'recorded'],
    [1_000_001, 'future'],
  ])('at %d ms finds %s', (time, kind) => {
    expect(laneMoment(lane, time, NOW).kind).toBe(kind);
  });

  test('tells protection and activity', () => {
    expect(laneMoment(lane, 130_000, NOW)).toMatchObject({ protection: { note: 'theft' }, level: 5 });
    expect(laneMoment(lane, 990_000, NOW)).toMatchObject({ protection: null, level: null, run: { isLive: true } });
  });
});

test('a gap that lasts reaches to now', () => {
  const away = { ...lane, recordings: [], gaps: [{ from: 500_000, to: 600_000, reason: 'no_frames' as const, isOpen: true }] };

  expect([499_999, 700_000, NOW, NOW + 1].map((time) => laneMoment(away, time, NOW + 0.5).kind)).toEqual([
    'nothing',
    'gap',
    'gap',
    'future',
  ]);
});

describe('nextRecorded', () => {
  test.each([
    [150_000, 150_000],
    [200_000, 300_000],
    [0, 100_000],
    [400_000, 900_000],
    [999_999, 999_999],
    [315_000, 320_000],
  ])('from %d ms leads to %d', (time, expected) => {
    expect(nextRecorded([lane], time, NOW)).toBe(expected);
  });

  test('leaps over what cannot be read, also where a gap follows or comes before', () => {
    const broken = {
      ...lane,
      unreadable: [
        { from: 100_000, to: 200_000 },
        { from: 300_000, to: 310_000 },
      ],
    };

    expect([50_000, 150_000, 305_000].map((time) => nextRecorded([broken], time, NOW))).toEqual([310_000, 310_000, 310_000]);
    expect(nextRecorded([{ ...broken, recordings: broken.recordings.slice(0, 1) }], 100_000, NOW)).toBeNull();
  });

  test('is none after the last, and now where another camera recorded', () => {
    const ended = { ...lane, recordings: lane.recordings.slice(0, 2) };
    const other = { ...lane, recordings: [{ from: 200_000, to: 500_000, isLive: false }] };

    expect(nextRecorded([ended], 400_000, NOW)).toBeNull();
    expect(nextRecorded([ended, other], 450_000, NOW)).toBe(450_000);
    expect(nextRecorded([], 1, NOW)).toBeNull();
  });
});

test('levelAt knows only what was told', () => {
  expect([99_999, 100_000, 110_000, 165_000, 170_000].map((time) => levelAt(lane, time))).toEqual([null, 0, null, 9, null]);
});

test('peaks are stretches from level three on', () => {
  expect(peaksOf(lane.activity)).toEqual([
    { from: 120_000, to: 140_000, level: 5 },
    { from: 160_000, to: 170_000, level: 9 },
  ]);
  expect(peaksOf(undefined)).toEqual([]);
  expect(peaksOf(lane.activity)).toBe(peaksOf(lane.activity));
});

describe('neighbour', () => {
  test.each([
    ['next', 150_000, 300_000],
    ['next', 900_000, null],
    ['previous', 150_000, 100_000],
    ['previous', 101_000, null],
    ['previous', 301_000, 100_000],
    ['previous', 303_000, 300_000],
  ] as const)('the %s of %d', (direction, time, expected) => {
    expect(neighbour(lane.recordings, time, direction)).toBe(expected);
  });
});

describe('snapping', () => {
  const view = { from: 0, to: 1_000_000 };

  test('is to begins and ends of runs, begins of activity and events, not to now', () => {
    expect(edgesOf(lane, view, NOW)).toEqual([100_000, 200_000, 300_000, 400_000, 900_000, 120_000, 160_000, 250_000]);
  });

  test.each([
    [194_001, 200_000],
    [206_000, 200_000],
    [206_001, 206_001],
    [152_000, 152_000],
  ])('%d within six pixels becomes %d', (time, expected) => {
    expect(snapped(time, edgesOf(lane, view, NOW), view, 1000)).toBe(expected);
  });

  test('takes the nearest', () => {
    expect(snapped(103, [100, 104], { from: 0, to: 1000 }, 1000)).toBe(104);
  });
});

test('spansWithin finds what a view touches, of many', () => {
  const many = Array.from({ length: 1000 }, (_, index) => ({ from: index * 10, to: index * 10 + 5 }));

  expect(spansWithin(many, { from: 104, to: 120 })).toEqual([many[10], many[11], many[12]]);
  expect(spansWithin(many, { from: 105, to: 110 })).toEqual([many[11]]);
  expect(spansWithin(many, { from: -10, to: -5 })).toEqual([]);
  expect(spansWithin([], { from: 0, to: 1 })).toEqual([]);
});
