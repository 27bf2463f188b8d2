import { expect, test } from 'vitest';
import { extremesOf, tableRows } from './chart-table.ts';

test('a table shows at most so many rows, the newest first, from end to beginning', () => {
  expect(tableRows(0)).toEqual([]);
  expect(tableRows(1)).toEqual([0]);
  expect(tableRows(3)).toEqual([2, 1, 0]);
  expect(tableRows(101, 5)).toEqual([100, 75, 50, 25, 0]);
});

test('extremes leave out what is not known', () => {
  expect(extremesOf([null, 3, 1, null, 2, null])).toEqual({ last: 2, lowest: 1, highest: 3 });
  expect(extremesOf([null])).toBeUndefined();
});
