import type { Answer } from '../../client/answer.ts';
import { Store } from '../../client/store.ts';

/** A small picture of a recorded moment. */
export interface MomentPicture {
  /** An object URL. */
  readonly url: string;
  /** The moment it was asked for, epoch ms. */
  readonly time: number;
}

interface LatestPictureOptions {
  readonly ask: (time: number, signal: AbortSignal) => Promise<Answer<Blob>>;
}

const GRID_MS = 1_000;

/** Follows a moment that changes quickly: one picture is asked for at a time, and then the newest wish. */
export class LatestPicture {
  readonly #options: LatestPictureOptions;
  readonly #store = new Store<MomentPicture | null>(null);
  readonly #life = new AbortController();
  #wanted: number | null = null;
  #isBusy = false;

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(options: LatestPictureOptions) {
    this.#options = options;
  }

  /** Shows this moment as soon as may be; until then the picture before stays. */
  want(time: number): void {
    const rounded = Math.floor(time / GRID_MS) * GRID_MS;
    if (rounded === this.getSnapshot()?.time) return;
    this.#wanted = rounded;
    if (!this.#isBusy) void this.#run();
  }

  dispose(): void {
    this.#life.abort();
    this.#show(null);
  }

  async #run(): Promise<void> {
    const { signal } = this.#life;
    this.#isBusy = true;
    for (let time = this.#wanted; time !== null && !signal.aborted; time = this.#wanted) {
      this.#wanted = null;
      const answer = await this.#options.ask(time, signal);
      if (answer.kind === 'success' && !signal.aborted) this.#show({ url: URL.createObjectURL(answer.value), time });
    }
    this.#isBusy = false;
  }

  #show(picture: MomentPicture | null): void {
    const before = this.getSnapshot();
    this.#store.set(picture);
    if (before) URL.revokeObjectURL(before.url);
  }
}
