import { expect, test } from 'vitest';
import { Signal } from './signal.ts';

test('everyone who listens is told, in order, until he listens no more', () => {
  const told: string[] = [];
  const signal = new Signal<number>();
  const first = signal.on((value) => told.push(`first ${value}`));
  signal.on((value) => told.push(`second ${value}`));

  signal.tell(1);
  first[Symbol.dispose]();
  signal.tell(2);

  expect(told).toEqual(['first 1', 'second 1', 'second 2']);
});

test('a signal nobody hears is lost, and one heard twice is told twice', () => {
  const signal = new Signal();
  signal.tell();
  let told = 0;
  signal.on(() => told++);
  signal.on(() => told++);

  signal.tell();

  expect(told).toBe(2);
});
