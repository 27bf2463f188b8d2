import { expect, test } from 'vitest';
import { dateText, lengthText, sizeText, spanText, weekdayTexts } from './format.ts';

test.each([
  [0, '0 MB'],
  [290_100_000, '290 MB'],
  [12_340_000_000, '12.3 GB'],
  [1_500_000_000, '1.5 GB'],
  [500e9, '500 GB'],
  [2.5e12, '2.5 TB'],
])('sizeText(%d) is %s', (bytes, text) => {
  expect(sizeText(bytes, 'en')).toBe(text);
});

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
