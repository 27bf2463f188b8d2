import { describe, expect, test } from 'vitest';
import { MediaInvalid } from '../lib/errors.ts';
import { decodeFragmentIndex, encodeFragmentIndex, type Fragment, type FragmentIndex } from './fragment-index.ts';

/** Numbers that look random and are the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

/** Ten minutes of a 1080p camera: 2-s GOPs of 1 MB ± 20 %, keyframes of 150 kB ± 20 %, times uneven by a few ms. */
function tenMinutes(): FragmentIndex {
  const next = random(7);
  const fragments: Fragment[] = [];
  let offset = 400_000;
  for (let at = 0; at < 300; at++) {
    const bytes = Math.round(1_000_000 * (0.8 + 0.4 * next()));
    const duration = 180_000 + (at % 3 === 0 ? Math.round(next() * 500) : 0);
    fragments.push({ offset, bytes, duration, keyframeBytes: Math.round(150_000 * (0.8 + 0.4 * next())) });
    offset += bytes;
  }
  return { timescale: 90_000, fragments };
}

describe('the fragment index', () => {
  test('comes back as it was', () => {
    const index = tenMinutes();

    expect(decodeFragmentIndex(encodeFragmentIndex(index))).toEqual(index);
  });

  test('takes about eight bytes for a GOP', () => {
    const { byteLength } = encodeFragmentIndex(tenMinutes());

    expect(byteLength / 300).toBeLessThanOrEqual(8);
  });

  test('keeps what is unusual: gaps, fragments without keyframe or duration, files beyond 4 GB', () => {
    const index = {
      timescale: 16_000,
      fragments: [
        { offset: 5_000_000_000, bytes: 3_000_000_000, duration: 0, keyframeBytes: 0 },
        { offset: 8_000_000_100, bytes: 1, duration: 2 ** 40, keyframeBytes: 1 },
        { offset: 20, bytes: 10, duration: 1, keyframeBytes: 0 },
      ],
    };

    expect(decodeFragmentIndex(encodeFragmentIndex(index))).toEqual(index);
  });

  test('may be empty', () => {
    expect(decodeFragmentIndex(encodeFragmentIndex({ timescale: 1, fragments: [] }))).toEqual({ timescale: 1, fragments: [] });
  });

  test('is refused when it is damaged', () => {
    const blob = encodeFragmentIndex(tenMinutes());
    const damaged = [
      new Uint8Array(),
      blob.subarray(0, -1),
      Uint8Array.of(9, ...blob.subarray(1)),
      new Uint8Array(100).fill(255),
      Uint8Array.of(1, 1, 1, 1, 1, 1),
    ];

    for (const bytes of damaged) expect(() => decodeFragmentIndex(bytes)).toThrow(MediaInvalid);
  });
});
