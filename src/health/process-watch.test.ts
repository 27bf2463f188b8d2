import { expect, test } from 'vitest';
import { systemClock } from '../lib/clock.ts';
import { ProcessWatch } from './process-watch.ts';

/** Keeps the processor busy for so much of its time, and the event loop waiting. */
function work(ms: number): void {
  const { user, system } = process.cpuUsage();
  const usedMs = (): number => {
    const now = process.cpuUsage();
    return (now.user + now.system - user - system) / 1000;
  };
  while (usedMs() < ms);
}

test('measures memory, processor time and the longest delay, each stretch by itself', async () => {
  using watch = ProcessWatch.start(systemClock);
  await systemClock.sleep(50);
  work(300);
  await systemClock.sleep(50);

  const busy = watch.sample();

  expect(busy.memoryBytes).toBeGreaterThan(busy.heapBytes);
  expect(busy.eventLoopDelayMs).toBeGreaterThan(100);
  expect(busy.cpuPercent).toBeGreaterThan(15); // of one core; a busy machine gives it less than it wants
  const idleDelay = async (): Promise<number> => {
    await systemClock.sleep(100);
    return watch.sample().eventLoopDelayMs;
  };
  await expect.poll(idleDelay, { timeout: 10_000 }).toBeLessThan(busy.eventLoopDelayMs);
  const idle = watch.sample();
  expect(watch.now()).toMatchObject({ cpuPercent: idle.cpuPercent, eventLoopDelayMs: idle.eventLoopDelayMs });
});
