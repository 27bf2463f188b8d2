const SAMPLES = 30;

/**
 * Where media time 0 lies on the wall clock. A frame is never seen before it was taken, only later, so the earliest of the
 * last samples is nearest to the truth; only the last 30 count, because cameras' clocks drift.
 */
export class WallAnchor {
  readonly #offsets: number[] = [];

  /** A frame of this media time was seen now. */
  sample(wallMs: number, mediaMs: number): void {
    this.#offsets.push(wallMs - mediaMs);
    if (this.#offsets.length > SAMPLES) this.#offsets.shift();
  }

  /** The wall time of a media time; undefined before the first sample. */
  wallOf(mediaMs: number): number | undefined {
    return this.#offsets.length > 0 ? Math.min(...this.#offsets) + mediaMs : undefined;
  }

  /** By how much media time runs ahead of what is possible, in ms: a large number means that timestamps jumped. */
  aheadBy(wallMs: number, mediaMs: number): number {
    return (this.wallOf(mediaMs) ?? wallMs) - wallMs;
  }
}
