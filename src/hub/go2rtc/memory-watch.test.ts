import { expect, test } from 'vitest';
import { MemoryWatch } from './memory-watch.ts';

test('tells once that there is too much, and a minute later at the earliest that there is less', () => {
  const watch = new MemoryWatch(() => 100);

  expect(watch.look(100, 0)).toBeUndefined();
  expect(watch.look(101, 1_000)).toBe('heavy');
  expect(watch.look(150, 2_000)).toBeUndefined();
  expect(watch.look(50, 3_000)).toBeUndefined();
  expect(watch.look(101, 61_000)).toBeUndefined();
  expect(watch.look(50, 62_000)).toBe('light');
  expect(watch.look(101, 63_000)).toBe('heavy');
});
