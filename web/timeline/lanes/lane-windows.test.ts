import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { joinedWindows, type LaneWindow, laneWindow, windowsFor } from './lane-windows.ts';
import { TimelineLoader } from './timeline-loader.ts';

const HOUR = 3_600_000;
const T = Date.parse('2026-11-22T00:00:00Z');

describe('windowsFor', () => {
  test.each([60_000, HOUR / 2, HOUR, 5 * HOUR, 24 * HOUR, 25 * HOUR])(
    'covers a view of %d ms and half of it on both sides, in a few',
    (length) => {
      for (const from of [T, T + 1234, T + 17 * HOUR]) {
        const windows = windowsFor({ from, to: from + length });

        expect(windows[0]?.from).toBeLessThanOrEqual(from - length / 2);
        expect(windows.at(-1)?.to).toBeGreaterThan(from + 1.5 * length);
        expect(windows.length).toBeLessThanOrEqual(4);
        expect(windows.slice(1).every(({ from: begin }, index) => begin === windows[index]?.to)).toBe(true);
      }
    },
  );

  test('asks for the same while one moves a little', () => {
    expect(windowsFor({ from: T + 2 * HOUR, to: T + 3 * HOUR })).toEqual(windowsFor({ from: T + 2.1 * HOUR, to: T + 3.1 * HOUR }));
  });
});

const window = (from: number, to: number, more: Partial<LaneWindow> = {}): LaneWindow => ({
  ...{ from, to, recordings: [], gaps: [], unreadable: [], events: [], activity: [] },
  ...more,
});

describe('laneWindow', () => {
  const iso = (ms: number) => new Date(T + ms).toISOString();
  const told = (gapTo: number, runs: [number, number][]) =>
    laneWindow(
      { from: T, to: T + HOUR },
      {
        ...{ channel: 1, coverage: 0, unreadable: [], events: [] },
        gaps: [{ from: iso(1000), to: iso(gapTo), reason: 'camera_offline' }],
        recordings: runs.map(([from, to]) => ({ from: iso(from), to: iso(to), live: true })),
      },
    ).gaps[0]?.isOpen;

  test('knows a gap that lasts by nothing coming after it', () => {
    expect(told(9000, [])).toBe(true);
    expect(told(9000, [[0, 1000]])).toBe(true);
    expect(told(9000, [[9000, 9500]])).toBeUndefined();
    expect(told(HOUR, [])).toBeUndefined();
  });
});

describe('joinedWindows', () => {
  test('makes one of what the border of two windows cut', () => {
    const joined = joinedWindows([
      window(100, 200, { recordings: [{ from: 100, to: 150, isLive: true }], gaps: [{ from: 150, to: 200, reason: 'restart' }] }),
      window(0, 100, { recordings: [{ from: 50, to: 100, isLive: false }], gaps: [{ from: 0, to: 50, reason: 'restart' }] }),
    ]);

    expect(joined.recordings).toEqual([{ from: 50, to: 150, isLive: true }]);
    expect(joined.gaps).toEqual([
      { from: 0, to: 50, reason: 'restart' },
      { from: 150, to: 200, reason: 'restart' },
    ]);
  });

  test('keeps what is damaged and what happened, each once', () => {
    const events = [80, 100].map((at) => ({ id: at, at, kind: 'camera_lost' as const }));
    const joined = joinedWindows([
      window(0, 100, { unreadable: [{ from: 90, to: 100 }], events }),
      window(100, 200, { unreadable: [{ from: 100, to: 120 }], events: events.slice(1) }),
    ]);

    expect(joined.unreadable).toEqual([{ from: 90, to: 120 }]);
    expect(joined.events?.map(({ at }) => at)).toEqual([80, 100]);
  });

  test('of windows that overlap believes the earlier in the list, and shows the other around it', () => {
    const joined = joinedWindows([
      window(40_000, 60_000, {
        recordings: [{ from: 45_000, to: 60_000, isLive: false }],
        activity: [{ from: 40_000, stepMs: 10_000, levels: [1, 2] }],
      }),
      window(0, 100_000, {
        recordings: [{ from: 0, to: 100_000, isLive: false }],
        activity: [{ from: 0, stepMs: 20_000, levels: [5, 6, 7, 8, 9] }],
      }),
    ]);

    expect(joined.recordings).toEqual([
      { from: 0, to: 40_000, isLive: false },
      { from: 45_000, to: 100_000, isLive: false },
    ]);
    expect(joined.activity).toEqual([
      { from: 0, stepMs: 20_000, levels: [5, 6] },
      { from: 40_000, stepMs: 10_000, levels: [1, 2] },
      { from: 60_000, stepMs: 20_000, levels: [8, 9] },
    ]);
  });
});

test('what the server tells of damage and events is put in our units and in order', () => {
  const iso = (ms: number) => new Date(T + ms).toISOString();
  const event = (id: number, ms: number) => ({ id, at: iso(ms), kind: 'camera_back' as const, channel: 1, text: 'back', data: {} });
  const { unreadable, events } = laneWindow(
    { from: T, to: T + HOUR },
    {
      ...{ channel: 1, coverage: 0, recordings: [], gaps: [] },
      unreadable: [
        { from: iso(50), to: iso(60) },
        { from: iso(10), to: iso(20) },
      ],
      events: [event(9, 40), event(8, 30)],
    },
  );

  expect(unreadable.map(({ from, to }) => [from - T, to - T])).toEqual([
    [10, 20],
    [50, 60],
  ]);
  expect(events).toEqual([
    { id: 8, at: T + 30, kind: 'camera_back' },
    { id: 9, at: T + 40, kind: 'camera_back' },
  ]);
});

test('the loader asks once for all cameras and the same window', async () => {
  const clock = new FakeClock(0);
  const asked: unknown[] = [];
  const iso = (ms: number) => new Date(T + ms).toISOString();
  const loader = new TimelineLoader({
    clock,
    ask: async (channels, from, to) => {
      asked.push([channels, from, to]);
      return channels
        .filter((channel) => channel !== 3)
        .map((channel) => ({
          channel,
          recordings: [{ from: iso(0), to: iso(channel), live: false }],
          gaps: [],
          unreadable: [],
          events: [],
          coverage: 1,
        }));
    },
  });

  const loading = [
    loader.load(1, { from: 0, to: 9 }),
    loader.load(2, { from: 0, to: 9 }),
    loader.load(3, { from: 0, to: 9 }),
    loader.load(1, { from: 9, to: 18 }),
  ];
  await clock.advance(1);
  const [, second, third] = await Promise.all(loading);

  expect(asked).toEqual([
    [[1, 2, 3], 0, 9],
    [[1], 9, 18],
  ]);
  expect(second && laneWindow({ from: 0, to: 9 }, second).recordings).toEqual([{ from: T, to: T + 2, isLive: false }]);
  expect(third?.recordings).toEqual([]);
});
