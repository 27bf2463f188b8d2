import { expect, test } from 'vitest';
import { entriesOf } from './entries.ts';

const fragment = (offset: number, bytes: number, keyframeBytes: number, duration = 500) => ({ offset, bytes, keyframeBytes, duration });

test('an entry begins at a keyframe and holds all until the next', () => {
  const fragments = [fragment(100, 50, 30), fragment(150, 20, 0), fragment(170, 20, 0), fragment(190, 60, 40)];

  expect(entriesOf({ timescale: 1000, fragments })).toEqual([
    { offset: 100, bytes: 90, duration: 1500, atMs: 0, endMs: 1500, restBytes: 60 },
    { offset: 190, bytes: 60, duration: 500, atMs: 1500, endMs: 2000, restBytes: 20 },
  ]);
});

test('what cannot be decoded, because no keyframe came before, is left out and keeps its time', () => {
  const fragments = [fragment(0, 10, 0), fragment(10, 50, 30)];

  expect(entriesOf({ timescale: 1000, fragments })).toMatchObject([{ offset: 10, atMs: 500, endMs: 1000 }]);
});

test('bytes between two fragments of an entry are part of it', () => {
  expect(entriesOf({ timescale: 1000, fragments: [fragment(0, 10, 5), fragment(14, 6, 0)] })).toMatchObject([{ bytes: 20, restBytes: 15 }]);
});
