import { expect, test } from 'vitest';
import { autoLayout } from './grid-layout.ts';

const desktop = { width: 1340, height: 820, gap: 8 };

test.each([
  [1, 1],
  [2, 2],
  [4, 2],
  [8, 3],
  [9, 3],
  [16, 4],
])('%d tiles stand in %d columns on a desktop', (count, columns) => {
  expect(autoLayout(count, desktop).columns).toBe(columns);
});

test('tiles fit the height', () => {
  const { columns, tileWidth } = autoLayout(4, desktop);

  expect(columns * tileWidth).toBeLessThanOrEqual(desktop.width);
  expect((tileWidth * 9) / 16).toBeLessThanOrEqual(desktop.height / 2);
});

test('a phone has one column as wide as it is', () => {
  expect(autoLayout(8, { width: 390, height: 700, gap: 8 })).toEqual({ columns: 1, tileWidth: 390 });
});
