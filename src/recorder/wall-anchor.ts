/** Samples that count: one a second. */
const SAMPLES = 30;
const SAMPLE_MS = 1000;

interface Sample {
  readonly at: number;
  offsetMs: number;
}

/**
 * Where media time 0 lies on the wall clock. A frame is never seen before it was taken, only later, so the earliest of the
 * samples of the last 30 seconds with pictures is nearest to the truth; no more, because cameras' clocks drift.
 */
export class WallAnchor {
  #samples: Sample[] = [];

  /** A frame of this media time was seen now. */
  sample(wallMs: number, mediaMs: number): void {
    const offsetMs = wallMs - mediaMs;
    const last = this.#samples.at(-1);
    if (last && wallMs - last.at < SAMPLE_MS) last.offsetMs = Math.min(last.offsetMs, offsetMs);
    else this.#samples.push({ at: wallMs, offsetMs });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
  }

  /** Forgets all: what was seen so far tells nothing. */
  clear(): void {
    this.#samples = [];
  }

  /** The wall time of a media time; undefined before the first sample. */
  wallOf(mediaMs: number): number | undefined {
    return this.#samples.length > 0 ? Math.min(...this.#samples.map(({ offsetMs }) => offsetMs)) + mediaMs : undefined;
  }

  /** By how much media time runs ahead of what is possible, in ms: a large number means that timestamps jumped. */
  aheadBy(wallMs: number, mediaMs: number): number {
    return (this.wallOf(mediaMs) ?? wallMs) - wallMs;
  }
}
