import type { FragmentIndex } from '../../mp4/mp4.ts';

/** From keyframe to keyframe, in ms. */
export interface Gop {
  readonly averageMs: number;
  readonly shortestMs: number;
  readonly longestMs: number;
}

/** Of a camera that sends its keyframes in slices with an end each, ffmpeg makes several keyframes, a moment apart. */
const SAME_PICTURE_MS = 10;

/** How far keyframes are apart in a recording; null when it has fewer than two. The last one counts not: the recording ended in it. */
export function gopOf({ timescale, fragments }: FragmentIndex): Gop | null {
  const lengths: number[] = [];
  for (const { keyframeBytes, duration } of fragments) {
    if (keyframeBytes > 0) lengths.push(0);
    if (lengths.length > 0) lengths[lengths.length - 1] = (lengths.at(-1) ?? 0) + (duration / timescale) * 1000;
  }
  return gopOfLengths(lengths.slice(0, -1));
}

/** The same from distances in ms. */
export function gopOfLengths(allMs: readonly number[]): Gop | null {
  const lengthsMs = allMs.filter((length) => length >= SAME_PICTURE_MS);
  if (lengthsMs.length === 0) return null;
  const sum = lengthsMs.reduce((total, length) => total + length, 0);
  return {
    averageMs: Math.round(sum / lengthsMs.length),
    shortestMs: Math.round(lengthsMs.reduce((least, length) => Math.min(least, length))),
    longestMs: Math.round(lengthsMs.reduce((most, length) => Math.max(most, length))),
  };
}
