import { expect, test } from 'vitest';
import { parseSearch, stringifySearch } from './search-params.ts';

test('an address stays readable and comes back as it was', () => {
  const search = { channels: '1,2', t: '2026-11-22T14:03:20Z', from: '/live?x=1&y=ä', none: undefined };

  const text = stringifySearch(search);

  expect(text).toBe('?channels=1,2&t=2026-11-22T14:03:20Z&from=/live%3Fx%3D1%26y%3D%C3%A4');
  expect(parseSearch(text)).toEqual({ channels: '1,2', t: '2026-11-22T14:03:20Z', from: '/live?x=1&y=ä' });
});

test('an empty search leaves no question mark', () => {
  expect(stringifySearch({ a: undefined, b: '' })).toBe('');
});
