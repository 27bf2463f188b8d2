import { usualInterval } from '../lib/silence.ts';

/** A picture of the stream, as ffmpeg passed it on. */
export interface Picture {
  /** Its time by the stream's own clock. */
  readonly ptsMs: number;
  readonly isKey: boolean;
}

/** A keyframe, and how many pictures came before it. */
export interface Keyframe {
  readonly index: number;
  readonly ptsMs: number;
}

/** Enough to see the camera's rhythm, and to forget soon how it was. */
const LATEST = 17;
/** ffmpeg's two outputs work side by side: what one tells may be so many pictures away from what the other tells in the same moment. */
const SIDE_BY_SIDE = 10;

/** What the pictures of a run tell of time: of no other track anything is known here. */
export class VideoClock {
  #count = 0;
  #newestMs: number | null = null;
  #firstKey: Keyframe | null = null;
  readonly #latest: number[] = [];
  #keys: Keyframe[] = [];

  add({ ptsMs, isKey }: Picture): void {
    if (isKey) this.#keys = [...this.#keys, { index: this.#count, ptsMs }].slice(-4 * SIDE_BY_SIDE);
    if (isKey) this.#firstKey ??= { index: this.#count, ptsMs };
    this.#count++;
    this.#newestMs = Math.max(this.#newestMs ?? ptsMs, ptsMs);
    this.#latest.push(ptsMs);
    if (this.#latest.length > LATEST) this.#latest.shift();
  }

  /** Pictures that arrived, also those that nothing can be done with before the first keyframe. */
  get count(): number {
    return this.#count;
  }

  /** Pictures since the first keyframe: those that are recorded. */
  get recorded(): number {
    return this.#firstKey ? this.#count - this.#firstKey.index : 0;
  }

  /** When recording began; null while a keyframe is awaited. */
  get firstKeyMs(): number | null {
    return this.#firstKey?.ptsMs ?? null;
  }

  /** The latest time of a picture. */
  get newestMs(): number | null {
    return this.#newestMs;
  }

  /** How far pictures are apart usually; null before there are two. */
  get intervalMs(): number | null {
    const times = this.#latest.toSorted((a, b) => a - b); // B-frames come in another order than they are shown
    return usualInterval(times.slice(1).map((time, index) => time - (times[index] ?? time)));
  }

  /** When the last picture will have been shown as long as the others. */
  get endMs(): number {
    return (this.#newestMs ?? 0) + (this.intervalMs ?? 0);
  }

  /**
   * The keyframe at which a file was cut, which was told when `index` pictures had been: the nearest one. Undefined while it may
   * still come. @param afterMs the file's beginning: it was not cut there
   */
  cutNear(index: number, afterMs: number): Keyframe | undefined {
    const keys = this.#keys.filter(({ ptsMs }) => ptsMs > afterMs);
    const after = keys.find((key) => key.index >= index);
    const before = keys.findLast((key) => key.index < index);
    const back = before ? index - before.index : Number.POSITIVE_INFINITY;
    if (after && after.index - index < back) return after;
    return before && back <= SIDE_BY_SIDE && this.#count - index >= back ? before : undefined;
  }
}
