import { expect, test } from 'vitest';
import { SingleFlight } from './single-flight.ts';

test('work is not begun a second time while it is under way, and again after its end', async () => {
  const ends: ((value: number) => void)[] = [];
  const flight = new SingleFlight(() => new Promise<number>((resolve) => ends.push(resolve)));

  const both = [flight.run(), flight.run()];
  ends[0]?.(1);
  const [first, second] = await Promise.all(both);
  const third = flight.run();
  ends[1]?.(2);

  expect([first, second, await third, ends.length]).toEqual([1, 1, 2, 2]);
});

test('work that fails fails for everybody who waits, and can be begun again', async () => {
  let runs = 0;
  const flight = new SingleFlight(() => (++runs === 1 ? Promise.reject(new Error('no')) : Promise.resolve('yes')));

  const both = await Promise.allSettled([flight.run(), flight.run()]);

  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(flight.run()).resolves.toBe('yes');
});

test('its end can be waited for, also where nothing is under way or it fails', async () => {
  const flight = new SingleFlight(() => Promise.reject(new Error('no')));
  await flight.settled();
  flight.run().catch(() => undefined);

  await expect(flight.settled()).resolves.toBeUndefined();
});
