import { expect, test } from 'vitest';
import { sizeText } from './size-text.ts';

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
