import { MediaInvalid } from '../lib/errors.ts';

const VERSION = 1;
const MAX_FRAGMENTS = 10_000_000;

/** One `moof` with its `mdat`. */
export interface Fragment {
  /** Where it begins in the file. */
  readonly offset: number;
  readonly bytes: number;
  /** Exact, in units of the index's timescale; the file's main track counts. */
  readonly duration: number;
  /**
   * So many bytes from `offset` on hold the `moof` and all of the keyframe the fragment begins with: behind the init segment
   * they are a file whose only picture is that keyframe. 0: it does not begin with a keyframe.
   */
  readonly keyframeBytes: number;
}

/** Where each fragment of a file lies and how long it lasts. */
export interface FragmentIndex {
  /** Time units per second. */
  readonly timescale: number;
  readonly fragments: readonly Fragment[];
}

/**
 * The index as a few bytes per fragment, for a column of the catalogue. Every number is a varint of the difference to the
 * fragment before: sizes and durations of neighbours are alike, and a fragment mostly begins where the last one ended.
 */
export function encodeFragmentIndex({ timescale, fragments }: FragmentIndex): Uint8Array {
  const bytes: number[] = [];
  writeVarint(bytes, VERSION);
  writeVarint(bytes, timescale);
  writeVarint(bytes, fragments.length);
  let last: Fragment = { offset: 0, bytes: 0, duration: 0, keyframeBytes: 0 };
  for (const fragment of fragments) {
    const gap = fragment.offset - (last.offset + last.bytes);
    // whether a gap follows shares its number with the duration, which seldom changes: one byte for both
    writeVarint(bytes, folded(fragment.duration - last.duration) * 2 + (gap === 0 ? 0 : 1));
    if (gap !== 0) writeVarint(bytes, folded(gap));
    writeVarint(bytes, folded(fragment.bytes - last.bytes));
    writeVarint(bytes, folded(fragment.keyframeBytes - last.keyframeBytes));
    last = fragment;
  }
  return Uint8Array.from(bytes);
}

/**
 * The index again.
 * @throws MediaInvalid when the bytes are not what `encodeFragmentIndex` made
 */
export function decodeFragmentIndex(blob: Uint8Array): FragmentIndex {
  const next = varintsOf(blob);
  if (next() !== VERSION) throw broken();
  const timescale = next();
  const count = next();
  if (timescale === 0 || count > MAX_FRAGMENTS) throw broken();
  const fragments: Fragment[] = [];
  let last: Fragment = { offset: 0, bytes: 0, duration: 0, keyframeBytes: 0 };
  for (let at = 0; at < count; at++) {
    const first = next();
    const gap = first % 2 === 0 ? 0 : unfolded(next());
    const offset = last.offset + last.bytes + gap;
    const duration = last.duration + unfolded(Math.floor(first / 2));
    last = { offset, duration, bytes: last.bytes + unfolded(next()), keyframeBytes: last.keyframeBytes + unfolded(next()) };
    if (Math.min(last.offset, last.bytes, last.duration, last.keyframeBytes) < 0) throw broken();
    fragments.push(last);
  }
  return { timescale, fragments };
}

/** Small numbers of either sign become small positive ones (zigzag); arithmetic, because sizes may exceed 32 bits. */
function folded(value: number): number {
  return value < 0 ? -value * 2 - 1 : value * 2;
}

function unfolded(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

function writeVarint(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

function varintsOf(blob: Uint8Array): () => number {
  let at = 0;
  return () => {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = blob[at++];
      if (byte === undefined) break;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
    throw broken();
  };
}

function broken(): MediaInvalid {
  return new MediaInvalid('the fragment index is damaged');
}
