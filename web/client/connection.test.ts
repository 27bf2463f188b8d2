import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Connection } from './connection.ts';

test('a lost connection is tried again with growing waits until the server answers, and told once', async () => {
  const clock = new FakeClock(0);
  const triedAt: number[] = [];
  let back = 0;
  const connection: Connection = new Connection({
    clock,
    probe: async () => {
      triedAt.push(clock.now());
      connection.reached(clock.now() >= 8000);
    },
    onBack: () => back++,
  });

  connection.reached(false);
  connection.reached(false);
  expect(connection.getSnapshot()).toEqual({ phase: 'lost', nextTryAt: 1000 });
  await clock.advance(60_000);

  expect(triedAt).toEqual([1000, 3000, 6000, 9000]);
  expect(connection.getSnapshot()).toEqual({ phase: 'connected' });
  expect(back).toBe(1);
});

test('"try now" does not wait', async () => {
  const clock = new FakeClock(0);
  let tries = 0;
  const connection: Connection = new Connection({ clock, probe: async () => tries++, onBack: () => undefined });

  connection.reached(false);
  await clock.advance(10);
  connection.tryNow();
  await clock.advance(10);

  expect(tries).toBe(1);
});
