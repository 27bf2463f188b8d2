import { type Clock, rest } from '../../time/clock.ts';

/** The part of a video element that knows its frames. */
export type FramedVideo = Pick<HTMLVideoElement, 'currentTime' | 'seeking' | 'requestVideoFrameCallback' | 'cancelVideoFrameCallback'>;

/** Frames nearer than this are the same one; further apart is no rate but a pause. */
const LEAST_S = 0.003;
const MOST_S = 0.6;
const REMEMBERED = 30;
/** Where no interval is known yet, the next frame is searched for in such steps. */
const SEARCH_S = 0.02;
const MOST_SEARCHES = 40;
const LOOK_MS = 10;
const FRAME_WITHIN_MS = 400;

interface FrameWatchOptions {
  readonly video: FramedVideo;
  readonly clock: Clock;
  /** A frame is on view. */
  readonly onFrame: (mediaTime: number) => void;
}

/** Knows which frame a video shows, and goes from one to the next. */
export class FrameWatch {
  readonly #options: FrameWatchOptions;
  readonly #life = new AbortController();
  readonly #intervals: number[] = [];
  #mediaTime: number | null = null;
  #handle = 0;
  #count = 0;
  #wanted = 0;
  #isStepping = false;

  constructor(options: FrameWatchOptions) {
    this.#options = options;
    this.#listen();
  }

  /** The media time of the frame on view, in seconds; null before the first. */
  get mediaTime(): number | null {
    return this.#mediaTime;
  }

  /** The video is sent elsewhere: the frame on view is no longer what it shows next. */
  forget(): void {
    this.#mediaTime = null;
  }

  dispose(): void {
    this.#life.abort();
    this.#options.video.cancelVideoFrameCallback?.(this.#handle);
  }

  /** So many frames on or back. What is asked for while it still goes is gone at once. */
  step(frames: number): void {
    this.#wanted += frames;
    if (!this.#isStepping) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isStepping = true;
    while (this.#wanted !== 0 && !this.#life.signal.aborted) {
      const frames = this.#wanted;
      this.#wanted = 0;
      await this.#go(frames);
    }
    this.#isStepping = false;
  }

  async #go(frames: number): Promise<void> {
    const { video } = this.#options;
    const from = this.#mediaTime ?? video.currentTime;
    const interval = this.#interval();
    // a moment in the middle of a frame's time shows that frame, however timestamps are rounded
    if (interval !== null) return await this.#show(from + (frames + 0.5) * interval);
    if (frames < 0) return await this.#show(from - LEAST_S);
    for (let search = 1; search <= MOST_SEARCHES && (this.#mediaTime ?? from) <= from; search++) await this.#show(from + search * SEARCH_S);
  }

  async #show(media: number): Promise<void> {
    const { video, clock } = this.#options;
    const { signal } = this.#life;
    const before = this.#count;
    video.currentTime = Math.max(0, media);
    for (let waited = 0; waited < FRAME_WITHIN_MS && !signal.aborted; waited += LOOK_MS) {
      await rest(clock, LOOK_MS, signal);
      if (!video.seeking && this.#count > before) return;
    }
  }

  #interval(): number | null {
    return this.#intervals.length > 0 ? Math.min(...this.#intervals) : null;
  }

  #listen(): void {
    const { video, onFrame } = this.#options;
    if (!video.requestVideoFrameCallback) return; // Firefox before 132
    this.#handle = video.requestVideoFrameCallback((_, { mediaTime }) => {
      if (this.#life.signal.aborted) return;
      this.#take(mediaTime);
      this.#listen();
      onFrame(mediaTime);
    });
  }

  #take(mediaTime: number): void {
    const apart = Math.abs(mediaTime - (this.#mediaTime ?? Number.NaN));
    if (apart > LEAST_S && apart < MOST_S) {
      this.#intervals.push(apart);
      if (this.#intervals.length > REMEMBERED) this.#intervals.shift();
    }
    this.#mediaTime = mediaTime;
    this.#count++;
  }
}
