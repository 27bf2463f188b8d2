import type { LastPictures, Picture } from './last-pictures.ts';

const FRESH_MS = 60_000;

interface TilePicturesOptions {
  readonly channel: number;
  readonly now: () => number;
  readonly pictures: Pick<LastPictures, 'of' | 'keep'>;
  /** The frame that is shown now; drawn at once, so that the video may be emptied right after. */
  readonly capture: () => Promise<Blob | null>;
  /** A picture of now from the server; null when there is none. */
  readonly still: (signal: AbortSignal) => Promise<Blob | null>;
}

/** The still pictures of one tile: the last known one, and new ones when they are needed. */
export class TilePictures {
  readonly #options: TilePicturesOptions;
  /** Asked for when an attempt began, and perhaps on the way yet. */
  #asked: Promise<Picture | null> | null = null;

  constructor(options: TilePicturesOptions) {
    this.#options = options;
  }

  last(): Picture | null {
    return this.#options.pictures.of(this.#options.channel);
  }

  /** Asks for a picture unless a fresh one is known. @returns null when there is nothing new */
  async refresh(signal: AbortSignal): Promise<Picture | null> {
    const known = this.last();
    this.#asked = null;
    if (known && this.#options.now() - known.takenAt < FRESH_MS) return null;
    this.#asked = this.#still(signal);
    return await this.#asked;
  }

  /** A picture of now; the one that is already on the way is as good. */
  next(signal: AbortSignal): Promise<Picture | null> {
    const asked = this.#asked ?? this.#still(signal);
    this.#asked = null;
    return asked;
  }

  /** Keeps the frame on view, before it goes. */
  async keepFrame(): Promise<Picture | null> {
    return this.#keep(await this.#options.capture());
  }

  async #still(signal: AbortSignal): Promise<Picture | null> {
    return this.#keep(await this.#options.still(signal));
  }

  #keep(image: Blob | null): Picture | null {
    return image && this.#options.pictures.keep(this.#options.channel, image, this.#options.now());
  }
}
