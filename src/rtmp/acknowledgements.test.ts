import { expect, test } from 'vitest';
import { Acknowledgements } from './acknowledgements.ts';

const STEP = 128 * 1024;

test('what is sent is late when more than the server’s usual step is not acknowledged', () => {
  const said = new Acknowledgements();
  expect(said.lateBytes(10 * STEP)).toBe(0); // it may be a server that never says

  said.take(STEP, STEP);

  expect([said.count, said.bytes, said.lateBytes(2 * STEP), said.lateBytes(5 * STEP)]).toEqual([1, STEP, 0, 3 * STEP]);
});

test('the count goes on over 4 GiB, where its 32 bits begin anew', () => {
  const said = new Acknowledgements();
  const first = 2 ** 32 - 1000;
  said.take(first, first);

  said.take(500, first + 1500);

  expect(said.bytes).toBe(first + 1500);
  expect(said.lateBytes(first + 1500)).toBe(0);
});

test('a server that counts something else is not believed', () => {
  const said = new Acknowledgements();
  said.take(STEP, STEP);
  said.take(100, 2 * STEP); // backwards

  expect(said.lateBytes(50 * STEP)).toBe(0);
});
