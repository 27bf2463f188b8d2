import type { Clock } from '../lib/clock.ts';

const MOST_BYTES = 32 * 2 ** 20;

/** A picture that was a picture of now when it was taken. */
export interface LastPicture {
  /** JPEG. */
  readonly picture: Buffer;
  readonly ageMs: number;
}

/** The newest picture of each stream that somebody asked for, for the moment when the camera has gone; bounded in memory. */
export class LastPictures {
  readonly #clock: Clock;
  /** The one taken longest ago comes first. */
  readonly #pictures = new Map<string, { readonly picture: Buffer; readonly takenAt: number }>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(clock: Clock, mostBytes = MOST_BYTES) {
    this.#clock = clock;
    this.#mostBytes = mostBytes;
  }

  keep(name: string, picture: Buffer): void {
    this.forget(name);
    this.#pictures.set(name, { picture, takenAt: this.#clock.monotonic() });
    this.#bytes += picture.length;
    for (const oldest of this.#pictures.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.forget(oldest);
    }
  }

  of(name: string): LastPicture | undefined {
    const kept = this.#pictures.get(name);
    return kept && { picture: kept.picture, ageMs: this.#clock.monotonic() - kept.takenAt };
  }

  /** Shows it no more: the stream is another camera's. */
  forget(name: string): void {
    this.#bytes -= this.#pictures.get(name)?.picture.length ?? 0;
    this.#pictures.delete(name);
  }
}
