import { expect, test } from 'vitest';
import { systemClock } from '../lib/clock.ts';
import { ProcessWatch } from './process-watch.ts';

/** Keeps the processor busy, and the event loop waiting. */
function work(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

test('measures memory, processor time and the longest delay, each stretch by itself', async () => {
  using watch = ProcessWatch.start(systemClock);
  await systemClock.sleep(50);
  work(200);
  await systemClock.sleep(50);

  const busy = watch.sample();
  await systemClock.sleep(300);
  const idle = watch.sample();

  expect(busy.memoryBytes).toBeGreaterThan(busy.heapBytes);
  expect(busy.eventLoopDelayMs).toBeGreaterThan(100);
  expect(busy.cpuPercent).toBeGreaterThan(30);
  expect(idle.eventLoopDelayMs).toBeLessThan(busy.eventLoopDelayMs);
  expect(watch.now()).toMatchObject({ cpuPercent: idle.cpuPercent });
});
