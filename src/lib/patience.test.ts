import { expect, it } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Patience } from './patience.ts';

it('counts all of the time between ticks that come as they should', async () => {
  const { clock, patience } = waiting();

  await clock.advance(1000);
  const onTime = patience.tick();
  await clock.advance(1400);
  const aLittleLate = patience.tick();

  expect([onTime, aLittleLate, patience.waitedMs]).toEqual([1000, 1400, 2400]);
});

it('does not count the time in which this process stood still', async () => {
  const { clock, patience } = waiting();

  await clock.advance(33_000);
  const counted = patience.tick();

  expect(counted).toBe(2000);
});

it('goes on counting after it stood still', async () => {
  const { clock, patience } = waiting();
  await clock.advance(33_000);
  patience.tick();

  await clock.advance(1000);
  const counted = patience.tick();

  expect([counted, patience.waitedMs]).toEqual([1000, 3000]);
});

it('is not misled by a system clock that is set', async () => {
  const { clock, patience } = waiting();

  clock.step(3_600_000);
  await clock.advance(1000);

  expect(patience.tick()).toBe(1000);
});

function waiting(): { readonly clock: FakeClock; readonly patience: Patience } {
  const clock = new FakeClock();
  return { clock, patience: new Patience({ clock, tickMs: 1000 }) };
}
