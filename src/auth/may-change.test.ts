import { expect, test } from 'vitest';
import { mayChange } from './may-change.ts';

const USERS = new Set(['anna', 'bert']);

test.each([
  ['anna', 'anna', true],
  ['bert', 'anna', false],
  ['carl', 'anna', true],
  ['carl', 'bert', true],
  ['', 'anna', true],
  ['Anna', 'anna', true],
])('what %s made may be changed by %s: %s', (owner, user, expected) => {
  expect(mayChange(owner, user, USERS)).toBe(expected);
});
