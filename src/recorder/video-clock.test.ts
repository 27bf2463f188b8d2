import { describe, expect, test } from 'vitest';
import { VideoClock } from './video-clock.ts';

/** Pictures each 100 ms, every `gop`th a keyframe. */
function clockOf(count: number, gop: number, firstMs = 0): VideoClock {
  const clock = new VideoClock();
  for (let index = 0; index < count; index++) clock.add({ ptsMs: firstMs + index * 100, isKey: index % gop === 0 });
  return clock;
}

describe('what pictures tell of time', () => {
  test('recording begins with the first keyframe, and ends when the last picture has been shown', () => {
    const clock = new VideoClock();
    for (const [index, isKey] of [false, false, true, false, false].entries()) clock.add({ ptsMs: index * 40, isKey });

    expect([clock.count, clock.recorded, clock.firstKeyMs, clock.endMs]).toEqual([5, 3, 80, 200]);
  });

  test('a pause and two pictures at once are not the usual distance', () => {
    const clock = new VideoClock();
    for (const ptsMs of [0, 100, 200, 200, 6300, 6400, 6500]) clock.add({ ptsMs, isKey: false });

    expect(clock.intervalMs).toBe(100);
  });

  test('B-frames come in another order', () => {
    const clock = new VideoClock();
    for (const ptsMs of [0, 120, 40, 80, 240, 160, 200]) clock.add({ ptsMs, isKey: ptsMs === 0 });

    expect([clock.intervalMs, clock.endMs]).toEqual([40, 280]);
  });

  test('nothing is known of the rhythm before two pictures', () => {
    expect(clockOf(1, 10).intervalMs).toBeNull();
  });
});

describe('where a file was cut', () => {
  test('at the keyframe that follows the word', () => {
    expect(clockOf(41, 20).cutNear(40, 0)?.ptsMs).toBe(4000);
  });

  test('at the one just before, when that was told first', () => {
    expect(clockOf(45, 20).cutNear(42, 0)?.ptsMs).toBe(4000);
  });

  test('is not known before the keyframe has come', () => {
    expect(clockOf(40, 20).cutNear(40, 0)).toBeUndefined();
  });

  test('is not where it began', () => {
    expect(clockOf(43, 40, 500).cutNear(42, 4500)).toBeUndefined();
  });
});
