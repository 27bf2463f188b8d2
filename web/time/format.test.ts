import { expect, test } from 'vitest';
import { clockInName, clockText, dateText, hourText, lengthText, momentText, spanText, weekdayTexts } from './format.ts';

test.each([
  [0, '0:00'],
  [65.4, '1:05'],
  [600.02, '10:00'],
  [3723, '1:02:03'],
])('lengthText(%d) is %s', (seconds, text) => {
  expect(lengthText(seconds)).toBe(text);
});

test.each([
  [12, '12 s'],
  [719, '11 min'],
  [7300, '2 h'],
  [200_000, '2 d'],
])('spanText(%d) is %s', (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test('dates are written the way of the language', () => {
  expect(dateText('2026-11-22', 'en')).toBe('Sun, 22 Nov 2026');
  expect(dateText('2026-11-22', 'de')).toBe('So., 22. Nov. 2026');
});

test('a week begins on Monday', () => {
  expect(weekdayTexts('en').map(({ short }) => short)).toEqual(['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']);
});

test('the hour that comes twice is told apart wherever a time of day is shown, and no other', () => {
  const [before, first, second, after] = [
    '2026-10-24T23:30:00Z',
    '2026-10-25T00:30:00Z',
    '2026-10-25T01:30:00Z',
    '2026-10-25T02:30:00Z',
  ].map(Date.parse);
  const shown = (time = Number.NaN): string[] => [
    clockText(time, 'Europe/Berlin', 'en'),
    hourText(time, 'Europe/Berlin', 'de'),
    momentText(time, 'Europe/Berlin', 'en'),
    clockInName(time, 'Europe/Berlin'),
  ];

  expect(shown(before)).toEqual(['01:30:00', '01:30', '25 Oct 2026, 01:30', '01-30-00']);
  expect(shown(first)).toEqual(['02:30:00 (1st)', '02:30 (1.)', '25 Oct 2026, 02:30 (1st)', '02-30-00+0200']);
  expect(shown(second)).toEqual(['02:30:00 (2nd)', '02:30 (2.)', '25 Oct 2026, 02:30 (2nd)', '02-30-00+0100']);
  expect(shown(after)).toEqual(['03:30:00', '03:30', '25 Oct 2026, 03:30', '03-30-00']);
});

test('also where clocks are set back by half an hour, west of Greenwich, and where they are not set at all', () => {
  const at = (iso: string, zone: string): string => clockInName(Date.parse(iso), zone);

  expect(at('2026-04-04T14:45:00Z', 'Australia/Lord_Howe')).toBe('01-45-00+1100');
  expect(at('2026-04-04T15:15:00Z', 'Australia/Lord_Howe')).toBe('01-45-00+1030');
  expect(at('2026-11-01T05:30:00Z', 'America/New_York')).toBe('01-30-00-0400');
  expect(at('2026-11-01T05:30:00Z', 'Asia/Kathmandu')).toBe('11-15-00');
});
