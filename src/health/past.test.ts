import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { daysUpTo, Past, type PastOfChannel, recentPast } from './past.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 22, 12);

describe('the last seven days', () => {
  test('end now, and have 25 hours where the clock is set back', () => {
    const days = daysUpTo(Date.UTC(2026, 9, 27, 12), 'Europe/Berlin');

    expect(days.map(({ date, from, to }) => [date.slice(8), (to - from) / HOUR])).toEqual([
      ['21', 24],
      ['22', 24],
      ['23', 24],
      ['24', 24],
      ['25', 25],
      ['26', 24],
      ['27', 13],
    ]);
  });
});

describe('a channel’s past', () => {
  const midnight = NOON - 12 * HOUR;
  const history: PastOfChannel = {
    channel: 1,
    recordings: [{ from: midnight - 6 * HOUR, to: NOON - 3 * HOUR }],
    gaps: [
      { from: midnight - 24 * HOUR, to: midnight - 12 * HOUR, reason: 'deleted' },
      { from: midnight - 12 * HOUR, to: midnight - 6 * HOUR, reason: 'camera_offline' },
      { from: NOON - 3 * HOUR, to: NOON, reason: 'no_frames' },
    ],
  };
  const past = recentPast(history, { days: daysUpTo(NOON, 'UTC'), now: NOON, startedAt: NOON - HOUR });

  test('is covered as far as it should have been: not before the first recording, and not where retention deleted', () => {
    expect(past.coverage.map(({ percent }) => percent)).toEqual([null, null, null, null, null, 50, 75]);
  });

  test('has today’s gaps, and the reconnects of the last 24 hours before this process', () => {
    expect(past.gapsToday).toMatchObject({ count: 1, totalMs: 3 * HOUR, longest: [{ reason: 'no_frames' }] });
    expect([...past.gapReasonsToday]).toEqual([['no_frames', { count: 1, totalMs: 3 * HOUR }]]);
    expect(past.earlierReconnects24h).toBe(1);
  });
});

test('the catalogue is asked every ten seconds at most', async () => {
  const clock = new FakeClock();
  let asked = 0;
  const timeline = async (): Promise<PastOfChannel[]> => {
    asked++;
    return [];
  };
  const past = new Past({ timeline, channels: () => [1], timeZone: 'UTC', clock });

  await Promise.all([past.recent(), past.recent()]);
  await clock.advance(9_000);
  await past.recent();
  const early = asked;
  await clock.advance(1_000);
  await past.recent();

  expect([early, asked]).toEqual([1, 2]);
});
