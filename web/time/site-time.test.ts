import { describe, expect, test } from 'vitest';
import { addDays, localTimeAt, siteDay, siteDayAt, wallClock } from './site-time.ts';

const HOUR = 3_600_000;
const at = (text: string) => Date.parse(text);

describe('siteDay', () => {
  test('has 24 hours on an ordinary day', () => {
    expect(siteDay('2026-11-22', 'Europe/Berlin')).toEqual({
      date: '2026-11-22',
      from: at('2026-11-21T23:00:00Z'),
      to: at('2026-11-22T23:00:00Z'),
    });
  });

  test.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/Havana', '2026-03-08', 23], // the day begins at 01:00
    ['America/Sao_Paulo', '2018-11-04', 23], // the day begins at 01:00
    ['America/Sao_Paulo', '2018-02-17', 25], // 23:00 comes twice
    ['Pacific/Apia', '2011-12-30', 0], // there was no such day
    ['Asia/Kathmandu', '2026-06-01', 24],
    ['UTC', '2026-02-28', 24],
  ])('in %s on %s has %d hours', (timeZone, date, hours) => {
    const day = siteDay(date, timeZone);

    expect((day.to - day.from) / HOUR).toBe(hours);
  });

  test('begins at one o’clock where midnight is skipped', () => {
    expect(wallClock(siteDay('2018-11-04', 'America/Sao_Paulo').from, 'America/Sao_Paulo')).toBe('01:00:00');
  });

  test('days of a year follow each other without a hole', () => {
    let day = siteDay('2026-01-01', 'Europe/Berlin');
    for (let count = 1; count < 365; count++) {
      const next = siteDay(addDays(day.date, 1), 'Europe/Berlin');
      expect(next.from).toBe(day.to);
      day = next;
    }
    expect(day.date).toBe('2026-12-31');
  });
});

describe('siteDayAt', () => {
  test('is the site’s day, whatever day it is in Greenwich', () => {
    expect(siteDayAt(at('2026-11-22T23:30:00Z'), 'Europe/Berlin').date).toBe('2026-11-23');
    expect(siteDayAt(at('2026-11-22T02:00:00Z'), 'America/Los_Angeles').date).toBe('2026-11-21');
  });
});

test('localTimeAt reads the wall clock of the site', () => {
  expect(localTimeAt(at('2026-07-01T00:05:09Z'), 'Asia/Kathmandu')).toEqual({ date: '2026-07-01', hour: 5, minute: 50, second: 9 });
});

test('addDays crosses months and years', () => {
  expect([addDays('2026-12-31', 1), addDays('2026-03-01', -1), addDays('2028-02-28', 1)]).toEqual([
    '2027-01-01',
    '2026-02-28',
    '2028-02-29',
  ]);
});
