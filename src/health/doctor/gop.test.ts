import { expect, test } from 'vitest';
import { gopOf, gopOfLengths } from './gop.ts';

const fragment = (duration: number, isKey: boolean) => ({ offset: 0, bytes: 10, duration, keyframeBytes: isKey ? 5 : 0 });

test('counts from keyframe to keyframe, over fragments without one, and not the end', () => {
  const fragments = [fragment(90, true), fragment(90, false), fragment(360, true), fragment(90, true), fragment(45, false)];

  expect(gopOf({ timescale: 90, fragments })).toEqual({ averageMs: 3000, shortestMs: 2000, longestMs: 4000 });
});

test('a keyframe in two slices is one', () => {
  expect(gopOfLengths([1, 1999, 1, 1999])).toEqual({ averageMs: 1999, shortestMs: 1999, longestMs: 1999 });
});

test('knows nothing of a file with a single keyframe', () => {
  expect(gopOf({ timescale: 90, fragments: [fragment(90, true), fragment(90, false)] })).toBeNull();
});
