import { expect, test } from 'vitest';
import { panBy, WHOLE, zoomAt } from './picture-zoom.ts';

const FRAME = { width: 800, height: 450 };

test('what is under the pointer stays there', () => {
  const zoom = zoomAt(WHOLE, 2, { x: 200, y: 100 }, FRAME);
  const again = zoomAt(zoom, 1.5, { x: 200, y: 100 }, FRAME);

  expect(zoom).toEqual({ scale: 2, x: -200, y: -100 });
  expect((200 - again.x) / again.scale).toBeCloseTo(200);
});

test('the picture never leaves its frame, and is never smaller or enormous', () => {
  const zoom = zoomAt(WHOLE, 2, { x: 0, y: 0 }, FRAME);

  expect(panBy(zoom, { x: 500, y: 10 }, FRAME)).toEqual({ scale: 2, x: 0, y: 0 });
  expect(panBy(zoom, { x: -5_000, y: -5_000 }, FRAME)).toEqual({ scale: 2, x: -800, y: -450 });
  expect(zoomAt(zoom, 0.1, { x: 700, y: 10 }, FRAME)).toBe(WHOLE);
  expect(zoomAt(WHOLE, 100, { x: 1, y: 1 }, FRAME).scale).toBe(8);
});
