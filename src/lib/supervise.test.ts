import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { type SuperviseOptions, supervise, Wake } from './supervise.ts';

interface End {
  readonly error: unknown;
  readonly delayMs: number;
  readonly attempt: number;
}

/** A supervised life in a world of its own; `births` are the moments it began. */
function world(live: (signal: AbortSignal, clock: FakeClock) => Promise<void>, more: Partial<SuperviseOptions> = {}) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const births: number[] = [];
  const ends: End[] = [];
  const done = supervise(
    (signal) => {
      births.push(clock.monotonic());
      return live(signal, clock);
    },
    {
      signal: stop.signal,
      clock,
      backoff: [1000, 2000, 4000],
      healthyAfterMs: 10_000,
      random: () => 0.5,
      onEnd: (end) => void ends.push(end),
      ...more,
    },
  );
  return { clock, stop, births, ends, done };
}

const dies = (): Promise<void> => Promise.reject(new Error('died'));

describe('supervise', () => {
  test('lives again after each delay in turn, then after the last for ever', async () => {
    const { clock, stop, births, ends, done } = world(dies);

    await clock.advance(15_000);
    stop.abort();
    await done;

    expect(births).toEqual([0, 1000, 3000, 7000, 11_000, 15_000]);
    expect(ends.map(({ attempt, delayMs }) => [attempt, delayMs])).toEqual([
      [1, 1000],
      [2, 2000],
      [3, 4000],
      [4, 4000],
      [5, 4000],
      [6, 4000],
    ]);
  });

  test.each([
    [0, 800],
    [0.999_999, 1200],
  ])('adds jitter: a random %d makes 1000 ms %d ms', async (random, delayMs) => {
    const { clock, stop, ends, done } = world(dies, { random: () => random });

    await clock.advance(1);
    stop.abort();
    await done;

    expect(ends[0]?.delayMs).toBe(delayMs);
  });

  test('tells a life that returned from one that threw, and one that threw nothing or at once', async () => {
    const lives = [() => Promise.resolve(), dies, () => Promise.reject(), throwsAtOnce];
    const { clock, stop, ends, done } = world(() => (lives.shift() ?? dies)(), { backoff: [10] });

    await clock.advance(35);
    stop.abort();
    await done;

    expect(ends.map(({ error }) => error)).toEqual([
      undefined,
      new Error('died'),
      new Error('ended without a reason'),
      new Error('at once'),
    ]);
  });

  test('begins with the first delay again after a life that was long enough', async () => {
    const spans = [0, 0, 10_000, 9999];
    const { clock, stop, ends, done } = world(async (_signal, time) => {
      await time.sleep(spans.shift() ?? 0);
      throw new Error('died');
    });

    await clock.advance(60_000);
    stop.abort();
    await done;

    expect(ends.slice(0, 4).map(({ delayMs }) => delayMs)).toEqual([1000, 2000, 1000, 2000]);
  });

  test('waits as long as the one who is told the end says', async () => {
    const { clock, stop, births, done } = world(dies, { onEnd: () => 120_000 });

    await clock.advance(240_000);
    stop.abort();
    await done;

    expect(births).toEqual([0, 120_000, 240_000]);
  });

  test('is woken out of its waiting, and then begins with the first delay again', async () => {
    const wake = new Wake();
    const { clock, stop, births, ends, done } = world(dies, { wake });
    await clock.advance(5000);

    wake.ring();
    await clock.advance(0);
    stop.abort();
    await done;

    expect(births).toEqual([0, 1000, 3000, 5000]);
    expect(ends.at(-1)?.delayMs).toBe(1000);
  });

  test('does not live at all when the signal has aborted before', async () => {
    const { births, done } = world(dies, { signal: AbortSignal.abort() });

    await done;

    expect(births).toEqual([]);
  });

  test('stops at once while it waits, without a word', async () => {
    const { clock, stop, births, ends, done } = world(dies);
    await clock.advance(1);

    stop.abort();
    await done;

    expect([births.length, ends.length, clock.sleepers]).toEqual([1, 1, 0]);
  });

  test('takes a throw after the abort as silence, but waits for the life to end', async () => {
    const { clock, stop, ends, done } = world(async (signal, clock) => {
      await clock.sleep(1e9, signal).catch(() => undefined);
      await clock.sleep(500);
      throw new Error('while closing');
    });
    let isDone = false;
    void done.then(() => (isDone = true));
    await clock.advance(1);

    stop.abort();
    await clock.advance(499);
    const wasDone = isDone;
    await clock.advance(1);

    expect([wasDone, isDone, ends]).toEqual([false, true, []]);
  });

  test('leaves nothing behind on a signal that lives long', async () => {
    const { clock, stop, births, done } = world(dies, { backoff: [10] });

    await clock.advance(5000);
    stop.abort();
    await done;

    expect(births.length).toBe(501); // more listeners than Node warns about, and a warning fails the run
  });
});

function throwsAtOnce(): Promise<void> {
  throw new Error('at once');
}
