import { expect, it } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import type { Clock } from './clock.ts';
import { Patience, waitPatiently } from './patience.ts';

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

  expect([counted, patience.isLate]).toEqual([2000, true]);
});

it('goes on counting after it stood still', async () => {
  const { clock, patience } = waiting();
  await clock.advance(33_000);
  patience.tick();

  await clock.advance(1000);
  const counted = patience.tick();

  expect([counted, patience.waitedMs, patience.isLate]).toEqual([1000, 3000, false]);
});

it('is not misled by a system clock that is set', async () => {
  const { clock, patience } = waiting();

  clock.step(3_600_000);
  await clock.advance(1000);

  expect(patience.tick()).toBe(1000);
});

it('gives up after so much real waiting, however long this process stood still', async () => {
  const real = new FakeClock();
  let stalledMs = 0;
  // as the machine's clock: what sleeps wakes late when the process stood still
  const clock: Clock = {
    now: () => real.now(),
    monotonic: () => real.monotonic() + stalledMs,
    sleep: (ms, signal) => real.sleep(ms, signal),
  };
  let isOver = false;
  const waited = waitPatiently(clock, 5000, new AbortController().signal).then(() => {
    isOver = true;
  });

  await real.advance(1000);
  stalledMs = 60_000;
  await real.advance(3000);
  const early = isOver;
  await real.advance(1500);
  await waited;

  expect([early, isOver]).toEqual([false, true]);
});

it('ends at once when nobody waits any more', async () => {
  const clock = new FakeClock();
  const over = new AbortController();
  const waited = waitPatiently(clock, 5000, over.signal);

  over.abort();

  await expect(waited).resolves.toBeUndefined();
});

function waiting(): { readonly clock: FakeClock; readonly patience: Patience } {
  const clock = new FakeClock();
  return { clock, patience: new Patience({ clock, tickMs: 1000 }) };
}
