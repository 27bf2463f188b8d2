import { expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { dayCoverage, daysOfMonth } from './day-coverage.ts';

const HOUR = 3_600_000;

test('the days of a month follow each other, also when clocks change', () => {
  const march = daysOfMonth('2026-03', 'Europe/Berlin');
  const october = daysOfMonth('2026-10', 'Europe/Berlin');

  expect(march).toHaveLength(31);
  expect(march.map(({ from, to }) => (to - from) / HOUR).filter((hours) => hours !== 24)).toEqual([23]);
  expect(october.map(({ from, to }) => (to - from) / HOUR).indexOf(25)).toBe(24);
  expect(march.slice(1).every(({ from }, index) => from === march[index]?.to)).toBe(true);
});

test('what was deleted is no gap, and only unwanted gaps interrupt', () => {
  const [first, second, third] = daysOfMonth('2026-11', 'Europe/Berlin');
  if (!first || !second || !third) throw new Error('November has days');
  const histories = [
    {
      recordings: [{ from: first.from + 12 * HOUR, to: second.from + 12 * HOUR }],
      gaps: [
        { from: first.from, to: first.from + 12 * HOUR, reason: 'deleted' as const },
        { from: second.from + 12 * HOUR, to: third.from + 1 * HOUR, reason: 'camera_offline' as const },
        { from: third.from + 1 * HOUR, to: third.to, reason: 'recording_off' as const },
      ],
    },
  ];

  expect(dayCoverage([first, second, third], histories)).toEqual([
    { date: '2026-11-01', percent: 100, interruptions: 0 },
    { date: '2026-11-02', percent: 50, interruptions: 1 },
    { date: '2026-11-03', percent: 0, interruptions: 0 },
  ]);
  expect(dayCoverage([first], [])).toEqual([{ date: '2026-11-01', percent: null, interruptions: 0 }]);
});

test('GET /api/coverage tells each day of a month, and refuses what is no month', async () => {
  await using world = await ApiWorld.open();
  const anna = await world.signedIn();

  const { json } = await anna.get('/api/coverage?month=2026-02&channel=1');

  expect(json.days).toHaveLength(28);
  expect(json.days[0]).toEqual({ date: '2026-02-01', percent: 0.05, interruptions: 1 });
  expect((await anna.get('/api/coverage?month=2026-13')).status).toBe(400);
  expect((await anna.get('/api/coverage?month=2026-02&channel=99')).status).toBe(400);
});
