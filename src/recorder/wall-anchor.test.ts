import { expect, test } from 'vitest';
import { WallAnchor } from './wall-anchor.ts';

test('the earliest sample tells the time, because frames are never early', () => {
  const anchor = new WallAnchor();
  anchor.sample(10_900, 0); // kept back while ffmpeg looked at the stream
  anchor.sample(11_000, 1000);
  anchor.sample(12_040, 2000);

  expect(anchor.wallOf(500)).toBe(10_500);
});

test('a camera whose clock is slow is followed', () => {
  const anchor = new WallAnchor();
  for (let second = 0; second <= 600; second++) anchor.sample(second * 1001, second * 1000);

  const wallMs = anchor.wallOf(600_000) ?? 0;

  expect(600 * 1001 - wallMs).toBeLessThanOrEqual(30); // 1 ms a second, over the 30 samples that count
});

test('says nothing before the first frame', () => {
  expect(new WallAnchor().wallOf(0)).toBeUndefined();
});

test('tells by how much media time runs ahead of the wall', () => {
  const anchor = new WallAnchor();
  anchor.sample(1000, 0);

  expect(anchor.aheadBy(2000, 11_000)).toBe(10_000);
  expect(anchor.aheadBy(8000, 1000)).toBe(-6000); // a stall, not a jump
});
