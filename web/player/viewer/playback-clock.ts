/** What a player that is off the common clock has to do. */
type Correction =
  | { readonly kind: 'none' }
  /** Play at this share of the rate for a while. */
  | { readonly kind: 'nudge'; readonly factor: number }
  | { readonly kind: 'seek' };

/** Nobody sees it, and video elements do not tell their time more exactly. */
const FINE_MS = 40;
/** Catching up by speed would take too long. */
const SEEK_MS = 1_000;
const NUDGE_PER_SECOND = 0.5;
const MOST_NUDGE = 0.1;

/**
 * The one wall time that several cameras play by: it runs at a rate, or stands. It knows no players; it says where they
 * should be, and what to do about one that is not there.
 */
export class PlaybackClock {
  readonly #monotonic: () => number;
  #base: number;
  #since: number;
  #rate = 1;
  #isRunning = false;

  /** @param monotonic milliseconds from any moment on; never set back */
  constructor(monotonic: () => number, time = 0) {
    this.#monotonic = monotonic;
    this.#base = time;
    this.#since = monotonic();
  }

  /** The wall time that should be on view, epoch ms. */
  get time(): number {
    return this.#isRunning ? this.#base + (this.#monotonic() - this.#since) * this.#rate : this.#base;
  }

  get rate(): number {
    return this.#rate;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Goes to a moment, and runs or stands as before. */
  set(time: number): void {
    this.#base = time;
    this.#since = this.#monotonic();
  }

  start(): void {
    this.set(this.time);
    this.#isRunning = true;
  }

  stop(): void {
    this.set(this.time);
    this.#isRunning = false;
  }

  setRate(rate: number): void {
    this.set(this.time);
    this.#rate = rate;
  }

  /** What a player has to do that shows this moment. */
  correction(wallTime: number): Correction {
    const ahead = wallTime - this.time;
    const off = Math.abs(ahead);
    if (off < FINE_MS) return { kind: 'none' };
    // at 8× a second is an eighth of one to look at
    if (off >= SEEK_MS * Math.max(1, this.#rate)) return { kind: 'seek' };
    const nudge = Math.min(MOST_NUDGE, (off / 1000) * NUDGE_PER_SECOND);
    return { kind: 'nudge', factor: ahead > 0 ? 1 - nudge : 1 + nudge };
  }
}
