import { expect, test } from 'vitest';
import { HashQueue } from './hash-queue.ts';

test('two hashes run at once, twenty wait in turn, the next is refused', async () => {
  const queue = new HashQueue();
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const gate = Promise.withResolvers<void>();
  const work = (index: number) => async (): Promise<void> => {
    most = Math.max(most, ++running);
    await gate.promise;
    order.push(index);
    running--;
  };

  const all = Array.from({ length: 22 }, (_, index) => queue.run(work(index)));
  const refused = queue.run(work(22));
  await expect(refused).rejects.toMatchObject({ code: 'too-busy' });
  gate.resolve();
  await Promise.all(all);

  expect(most).toBe(2);
  expect(order).toEqual(Array.from({ length: 22 }, (_, index) => index));
});

test('a hash that fails gives its place away', async () => {
  const queue = new HashQueue();

  for (let round = 0; round < 5; round++) {
    await expect(queue.run(() => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
  }

  expect(await queue.run(() => Promise.resolve('done'))).toBe('done');
});
