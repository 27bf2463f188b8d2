import type { FragmentIndex } from '../mp4/mp4.ts';

/** Bytes of a file that a player loads at once: a keyframe and all until the next. */
export interface Entry {
  readonly offset: number;
  readonly bytes: number;
  /** Exact, in time units of the file. */
  readonly duration: number;
  /** Media time since the file's first fragment, in ms. */
  readonly atMs: number;
  readonly endMs: number;
  /** Bytes of all that is no keyframe: what moves, and the sound. */
  readonly restBytes: number;
}

/** Joins fragments into entries that can each be decoded alone. What comes before a file's first keyframe cannot, and is left out. */
export function entriesOf({ timescale, fragments }: FragmentIndex): Entry[] {
  const entries: Entry[] = [];
  let time = 0;
  for (const { offset, bytes, duration, keyframeBytes } of fragments) {
    const last = entries.at(-1);
    const endMs = ((time + duration) * 1000) / timescale;
    if (keyframeBytes > 0)
      entries.push({ offset, bytes, duration, atMs: (time * 1000) / timescale, endMs, restBytes: bytes - keyframeBytes });
    else if (last) {
      const added = offset + bytes - (last.offset + last.bytes);
      entries[entries.length - 1] = {
        ...last,
        bytes: last.bytes + added,
        duration: last.duration + duration,
        endMs,
        restBytes: last.restBytes + added,
      };
    }
    time += duration;
  }
  return entries.filter((entry) => entry.duration > 0);
}
