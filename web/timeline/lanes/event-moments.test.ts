import { expect, test } from 'vitest';
import { eventsWithin, isTrouble, placeToLook, stopsOf } from './event-moments.ts';
import type { TimelineLane } from './lane.ts';

const NOW = 1_000_000;
const lane: TimelineLane = {
  ...{ channel: 1, name: 'Door', gaps: [], protections: [] },
  recordings: [
    { from: 100_000, to: 102_000, isLive: false },
    { from: 200_000, to: 300_000, isLive: false },
    { from: 400_000, to: 500_000, isLive: true },
  ],
  events: [
    { id: 1, at: 250_000, kind: 'alarm_raised' },
    { id: 2, at: 330_000, kind: 'camera_lost' },
    { id: 3, at: 399_000, kind: 'camera_back' },
  ],
  activity: [{ from: 210_000, stepMs: 10_000, levels: [5] }],
};

test.each([
  ['recorded', 250_000, 250_000],
  ['being recorded', 900_000, 900_000],
  ['of a camera that was lost', 330_000, 295_000],
  ['of one that was hardly there', 140_000, 100_000],
  ['of a camera that comes back', 399_000, 400_000],
  ['before everything', 1, 100_000],
])('a moment %s is looked at where something is recorded', (_, at, place) => {
  expect(placeToLook(lane, at, NOW)).toBe(place);
});

test('where nothing is recorded there is nothing to look at', () => {
  expect(placeToLook({ ...lane, recordings: [] }, 1, NOW)).toBeNull();
  expect(stopsOf({ ...lane, recordings: [], activity: [] }, NOW)).toEqual([]);
});

test('the keys stop at activity and events in their order', () => {
  expect(stopsOf(lane, NOW).map(({ from }) => from)).toEqual([210_000, 250_000, 295_000, 400_000]);
});

test('a view shows its own events; trouble is told from its end', () => {
  expect(eventsWithin(lane.events, { from: 250_000, to: 330_000 }).map(({ id }) => id)).toEqual([1, 2]);
  expect(eventsWithin(undefined, { from: 0, to: 1 })).toEqual([]);
  expect(lane.events?.map(isTrouble)).toEqual([true, true, false]);
});
