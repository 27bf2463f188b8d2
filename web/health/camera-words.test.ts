import { expect, test } from 'vitest';
import { bitrateText } from './camera-words.ts';

test.each([
  [null, null],
  [640_400, '640 kbit/s'],
  [1_940_000, '1.9 Mbit/s'],
  [54_321_000, '54 Mbit/s'],
])('bitrateText(%s) is %s', (bps, text) => {
  expect(bitrateText(bps, 'en')).toBe(text);
});
