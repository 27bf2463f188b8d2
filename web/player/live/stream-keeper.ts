import { type Clock, rest } from '../../time/clock.ts';
import type { LiveSession } from './live-session.ts';
import { type LiveStream, StreamChoice, type StreamWish } from './stream-choice.ts';

/** How many frames came, and how many of them were thrown away because the browser did not keep up. */
interface FrameQuality {
  readonly total: number;
  readonly dropped: number;
}

interface StreamKeeperOptions {
  readonly clock: Clock;
  readonly wish: StreamWish;
  readonly quality: () => FrameQuality;
}

const LOOK_EVERY_MS = 2000;
const BAD_DELAY_MS = 3000;
const BAD_DROPPED_SHARE = 0.25;
const FEWEST_FRAMES = 10;

/** Keeps a session on the stream that suits its picture and its link. */
export class StreamKeeper {
  readonly #options: StreamKeeperOptions;
  readonly #choice: StreamChoice;
  #wish: StreamWish;
  #stream: LiveStream;
  #session: LiveSession | null = null;
  #before: FrameQuality = { total: 0, dropped: 0 };

  constructor(options: StreamKeeperOptions) {
    this.#options = options;
    this.#wish = options.wish;
    this.#choice = new StreamChoice(() => options.clock.now());
    this.#stream = this.#choice.choose(options.wish);
  }

  /** The stream to play now. */
  get stream(): LiveStream {
    return this.#stream;
  }

  /** Looks after this session until the signal aborts. */
  async keep(session: LiveSession, signal: AbortSignal): Promise<void> {
    this.#session = session;
    this.#apply();
    while (!signal.aborted) {
      await rest(this.#options.clock, LOOK_EVERY_MS, signal);
      if (!signal.aborted) this.#look(session);
    }
  }

  /** The tile has become larger or smaller, or data are to be saved. */
  wants(wish: Partial<StreamWish>): void {
    this.#wish = { ...this.#wish, ...wish };
    this.#apply();
  }

  #look(session: LiveSession): void {
    const state = session.getSnapshot();
    if (this.#stream === 'main' && state.phase === 'live') this.#choice.sample(this.#isBad(state.delayMs));
    if (this.#stream === 'main' && state.phase === 'stalled') this.#choice.sample(true);
    if (this.#stream === 'main' && state.phase === 'stills' && state.why === 'unsupported') this.#choice.mainIsUnplayable();
    this.#apply();
  }

  #isBad(delayMs: number | null): boolean {
    const now = this.#options.quality();
    const [total, dropped] = [now.total - this.#before.total, now.dropped - this.#before.dropped];
    this.#before = now;
    return (delayMs ?? 0) > BAD_DELAY_MS || (total >= FEWEST_FRAMES && dropped / total > BAD_DROPPED_SHARE);
  }

  #apply(): void {
    const stream = this.#choice.choose(this.#wish);
    // Where there is no smaller stream, only still pictures save.
    this.#session?.save(this.#wish.isSaving && !this.#wish.hasSub);
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.#session?.renew();
  }
}
