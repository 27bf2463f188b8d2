import { expect, test } from 'vitest';
import type { TimelineLane } from './lane.ts';
import { momentsOf } from './moments.ts';

const lane: TimelineLane = {
  ...{ channel: 1, name: 'Door', protections: [] },
  recordings: [
    { from: 10_000, to: 50_000, isLive: false },
    { from: 90_000, to: 91_000, isLive: true },
  ],
  gaps: [{ from: 50_000, to: 90_000, reason: 'camera_offline' }],
  unreadable: [{ from: 20_000, to: 30_000 }],
  events: [
    { id: 5, at: 60_000, kind: 'camera_lost' },
    { id: 6, at: 95_000, kind: 'alarm_cleared' },
  ],
};

test('all that a view holds is told in its order, with where to play it from', () => {
  expect(momentsOf(lane, { from: 0, to: 100_000 }).map(({ kind, playFrom }) => [kind, playFrom])).toEqual([
    ['run', 10_000],
    ['unreadable', null],
    ['gap', null],
    ['event', 45_000],
    ['live', 90_000],
    ['event', 95_000],
  ]);
});

test('each has a key of its own, and its reason', () => {
  const moments = momentsOf(lane, { from: 49_000, to: 70_000 });

  expect(new Set(moments.map(({ key }) => key)).size).toBe(3);
  expect(moments.map(({ gap, event }) => gap ?? event)).toEqual([undefined, 'camera_offline', 'camera_lost']);
});
