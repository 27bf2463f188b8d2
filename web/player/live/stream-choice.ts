/** Which of a camera's streams is played. */
export type LiveStream = 'main' | 'sub';

/** What a tile is like now. */
export interface StreamWish {
  readonly hasSub: boolean;
  /** How wide the picture is drawn, css pixels; infinite: as good as it gets. */
  readonly width: number;
  /** The connection costs money. */
  readonly isSaving: boolean;
}

const MAIN_FROM_PIXELS = 640;
/** A window that is dragged about this wide must not change streams with each step. */
const MAIN_KEPT_FROM_PIXELS = 560;
const BAD_SAMPLES = 3;
const FIRST_HOLD_MS = 60_000;
const LONGEST_HOLD_MS = 16 * 60_000;
const CALM_AFTER_MS = 5 * 60_000;

/** Chooses between main and sub-stream: by the size of the picture, by what the link bears, and never to and fro. */
export class StreamChoice {
  readonly #now: () => number;
  #isLarge = false;
  #isMainUnplayable = false;
  #badSamples = 0;
  #holdMs = FIRST_HOLD_MS;
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(now: () => number) {
    this.#now = now;
  }

  choose({ hasSub, width, isSaving }: StreamWish): LiveStream {
    this.#isLarge = width >= (this.#isLarge ? MAIN_KEPT_FROM_PIXELS : MAIN_FROM_PIXELS);
    if (!hasSub) return 'main';
    const isHeld = this.#now() < this.#heldUntil;
    return this.#isLarge && !this.#isMainUnplayable && !isSaving && !isHeld ? 'main' : 'sub';
  }

  /** How the main stream came in the last two seconds. After three bad samples it is left for a minute, and for longer if that repeats. */
  sample(isBad: boolean): void {
    this.#badSamples = isBad ? this.#badSamples + 1 : 0;
    if (this.#badSamples < BAD_SAMPLES) return;
    this.#badSamples = 0;
    const isRepeated = this.#now() - this.#heldUntil < CALM_AFTER_MS;
    this.#holdMs = isRepeated ? Math.min(this.#holdMs * 2, LONGEST_HOLD_MS) : FIRST_HOLD_MS;
    this.#heldUntil = this.#now() + this.#holdMs;
  }

  /** This browser cannot play the main stream's codec: the sub-stream may be one it can. */
  mainIsUnplayable(): void {
    this.#isMainUnplayable = true;
  }
}
