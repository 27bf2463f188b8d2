import { expect, test } from 'vitest';
import { ClockDrift } from './clock-drift.ts';

const MINUTE = 60_000;

/** Files of ten minutes by our clock, each as long as the camera says. */
function recorded(durations: readonly number[], startedAt = 0, clock = new ClockDrift()): ClockDrift {
  for (const [at, durationMs] of durations.entries()) {
    clock.closed({ startedAt: startedAt + at * 10 * MINUTE, endedAt: startedAt + (at + 1) * 10 * MINUTE, durationMs });
  }
  return clock;
}

test('a clock is not judged by the first file of a recording, nor by a few minutes', () => {
  expect(recorded([]).drift).toBeNull();
  expect(recorded([700_000]).drift).toBeNull();

  const short = new ClockDrift();
  for (let at = 0; at < 9; at++) short.closed({ startedAt: at * MINUTE, endedAt: (at + 1) * MINUTE, durationMs: MINUTE });
  expect(short.drift).toBeNull();
});

test('a clock that runs fast or slow is measured over all files but the first', () => {
  expect(recorded([1, 601_800, 601_800]).drift).toEqual({ share: expect.closeTo(0.003, 9), overMs: 20 * MINUTE });
  expect(recorded([1, 600_000, 598_800]).drift?.share).toBeCloseTo(-0.001, 9);
});

test('after a pause it begins anew: there may be another camera', () => {
  const clock = recorded([600_000, 606_000, 606_000]);

  recorded([600_000], 31 * MINUTE, clock);
  expect(clock.drift).toBeNull();
  recorded([600_000], 41 * MINUTE, clock);
  expect(clock.drift).toEqual({ share: 0, overMs: 10 * MINUTE });
});

test('only the last hour counts', () => {
  expect(recorded([1, 660_000, 660_000, 600_000, 600_000, 600_000, 600_000, 600_000, 600_000]).drift).toEqual({
    share: 0,
    overMs: 60 * MINUTE,
  });
});
