import { expect, test } from 'vitest';
import { momentsOf } from './site-time.ts';

const iso = (date: string, hour: number, minute: number, timeZone = 'Europe/Berlin') =>
  momentsOf({ date, hour, minute, second: 0 }, timeZone).map((time) => new Date(time).toISOString().slice(0, 16));

test.each([
  ['2026-11-22', 14, 3, ['2026-11-22T13:03']],
  ['2026-10-25', 1, 59, ['2026-10-24T23:59']],
  ['2026-10-25', 2, 30, ['2026-10-25T00:30', '2026-10-25T01:30']],
  ['2026-10-25', 3, 0, ['2026-10-25T02:00']],
  ['2026-03-29', 1, 59, ['2026-03-29T00:59']],
  ['2026-03-29', 2, 30, ['2026-03-29T01:00']],
  ['2026-03-29', 3, 0, ['2026-03-29T01:00']],
])('in Berlin on %s at %d:%d', (date, hour, minute, expected) => {
  expect(iso(date, hour, minute)).toEqual(expected);
});

test('half an hour may come twice, too', () => {
  expect(iso('2026-04-05', 1, 45, 'Australia/Lord_Howe')).toEqual(['2026-04-04T14:45', '2026-04-04T15:15']);
});
