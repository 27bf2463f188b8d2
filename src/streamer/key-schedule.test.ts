import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import type { Schedule } from './journal.ts';
import { KeySchedule } from './key-schedule.ts';

const HOUR = 3_600_000;

function scheduleWith(keys: number, schedule: Partial<Schedule> = {}) {
  const clock = new FakeClock();
  const journal = {
    schedule: { key: 1, since: null, isStopped: false, ...schedule } as Schedule,
    plan: (change: Partial<Schedule>) => {
      journal.schedule = { ...journal.schedule, ...change };
    },
  };
  return { clock, journal, schedule: new KeySchedule({ journal, keys, rotationMs: HOUR, clock }) };
}

test('a rotation is due when the key has had its time, also over a restart', async () => {
  const { clock, journal, schedule } = scheduleWith(2);
  schedule.began(schedule.keyToStartWith(), clock.now());
  await clock.advance(40 * 60_000);

  const later = new KeySchedule({ journal, keys: 2, rotationMs: HOUR, clock });
  later.began(later.keyToStartWith(), clock.now());

  expect([later.key, later.remainingMs()]).toEqual([1, 20 * 60_000]);
});

test('a key whose time ran out while nothing was streamed gives way to the other one', async () => {
  const { clock, schedule } = scheduleWith(2);
  schedule.began(1, clock.now());
  schedule.interrupted(1, false);
  await clock.advance(2 * HOUR);

  schedule.began(schedule.keyToStartWith(), clock.now());

  expect([schedule.key, schedule.remainingMs()]).toEqual([2, HOUR]);
});

test('a rotation that failed is tried again soon, and the next one is due an hour after it was done', () => {
  const { clock, schedule } = scheduleWith(2);
  schedule.began(1, clock.now());

  schedule.rotationFailed();
  const first = schedule.remainingMs();
  schedule.rotationFailed();
  const second = schedule.remainingMs();
  schedule.rotated(2, clock.now());

  expect([first, second, schedule.key, schedule.remainingMs()]).toEqual([10_000, 20_000, 2, HOUR]);
});

test('a key that is refused twice in a row gives way to the other one, where there is one', () => {
  const { clock, schedule } = scheduleWith(2);
  const alone = scheduleWith(1).schedule;
  schedule.began(1, clock.now());

  const keys = [true, false, true, true].map((isRefused) => {
    schedule.interrupted(1, isRefused);
    return schedule.key;
  });
  for (const _ of [1, 2, 3]) alone.interrupted(1, true);

  expect([keys, alone.key]).toEqual([[1, 1, 1, 2], 1]);
});

test('a clock that is set back does not make a session longer than the rotation', async () => {
  const { clock, schedule } = scheduleWith(2);
  schedule.began(1, clock.now());
  clock.step(-20 * HOUR);

  expect(schedule.remainingMs()).toBe(HOUR);
});
