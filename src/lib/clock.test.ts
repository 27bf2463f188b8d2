import { describe, expect, test } from 'vitest';
import { rest, systemClock } from './clock.ts';

describe('systemClock', () => {
  test('sleeps as long as it is told', async () => {
    const before = systemClock.monotonic();

    await systemClock.sleep(30);

    expect(systemClock.monotonic() - before).toBeGreaterThanOrEqual(29);
  });

  test('rejects with the reason of the signal', async () => {
    const reason = new Error('enough');

    await expect(systemClock.sleep(1e6, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('does not end a sleep of months at once, nor complain about one in the past', async () => {
    const stop = new AbortController();
    let isAwake = false;
    const months = systemClock.sleep(1e10, stop.signal).finally(() => (isAwake = true));

    await systemClock.sleep(-5);
    await systemClock.sleep(20);
    const wasAwake = isAwake;
    stop.abort(new Error('enough'));

    await expect(months).rejects.toThrow('enough');
    expect(wasAwake).toBe(false);
  });
});

describe('rest', () => {
  test('lets everything else run, also in a loop that never looks at its aborted signal', async () => {
    let isElseRun = false;
    setTimeout(() => {
      isElseRun = true;
    }, 1);

    for (let turns = 0; !isElseRun && turns < 1e6; turns++) await rest(systemClock, 1000, AbortSignal.abort());

    expect(isElseRun).toBe(true);
  });

  test('ends quietly when the signal aborts', async () => {
    const stop = new AbortController();
    const resting = rest(systemClock, 1e6, stop.signal);

    stop.abort();

    await expect(resting).resolves.toBeUndefined();
  });

  test('passes on any other failure', async () => {
    const broken = { ...systemClock, sleep: () => Promise.reject(new Error('broken')) };

    await expect(rest(broken, 1, new AbortController().signal)).rejects.toThrow('broken');
  });
});
