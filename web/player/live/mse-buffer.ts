import { LiveFailure } from './live-failure.ts';

const KEEP_SECONDS = 12;
const TOO_FAR_SECONDS = 4;
const HURRY_ABOVE_SECONDS = 1.2;
const RELAX_BELOW_SECONDS = 0.6;
const HURRIED_RATE = 1.1;
const MOST_WAITING = 400;
/** The hub leaves out what the browser does not know: then there is sound only. */
const VIDEO_CODEC = /avc1|avc3|hvc1|hev1|av01|vp0/;

interface MseBufferOptions {
  readonly source: MediaSource;
  readonly video: HTMLVideoElement;
  readonly onDelay: (ms: number) => void;
}

/** Feeds live media into a source buffer, throws away what was seen, and keeps the picture near the live edge. */
export class MseBuffer {
  readonly #options: MseBufferOptions;
  readonly #waiting: ArrayBuffer[] = [];
  #buffer: SourceBuffer | null = null;
  #fail: (failure: LiveFailure) => void = () => undefined;
  /** Rejects when the browser cannot take the media. */
  readonly failed: Promise<never>;

  constructor(options: MseBufferOptions) {
    this.#options = options;
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => undefined); // whoever plays awaits it, unless aborted before
  }

  /** The first message names what follows, e.g. `video/mp4; codecs="avc1.640029,mp4a.40.2"`. */
  begin(mimeType: string): void {
    if (!VIDEO_CODEC.test(mimeType)) {
      this.#fail(new LiveFailure('unsupported', `only sound would come: ${mimeType}`));
      return;
    }
    try {
      const buffer = this.#options.source.addSourceBuffer(mimeType);
      buffer.mode = 'segments';
      buffer.addEventListener('updateend', () => this.#next());
      buffer.addEventListener('error', () => this.#fail(new LiveFailure('unsupported', `the browser stumbled over ${mimeType}`)));
      this.#buffer = buffer;
      this.#next();
    } catch {
      this.#fail(new LiveFailure('unsupported', `the browser cannot play ${mimeType}`));
    }
  }

  append(data: ArrayBuffer): void {
    this.#waiting.push(data);
    // A browser that takes nothing any more must not fill the memory: a new start is cheaper.
    if (this.#waiting.length > MOST_WAITING) this.#fail(new LiveFailure('no_frames', 'the browser does not keep up'));
    else this.#next();
  }

  #next(): void {
    const buffer = this.#buffer;
    if (!buffer || buffer.updating || this.#options.source.readyState !== 'open') return;
    this.#stayNear();
    if (this.#trim(buffer)) return;
    const data = this.#waiting.shift();
    if (!data) return;
    try {
      buffer.appendBuffer(data);
    } catch (error) {
      this.#fail(new LiveFailure('no_frames', error instanceof Error ? error.message : 'the buffer is full'));
    }
  }

  /** @returns true when it began to remove, which must end before more is appended */
  #trim(buffer: SourceBuffer): boolean {
    const { buffered } = buffer;
    const { currentTime } = this.#options.video;
    if (buffered.length === 0 || currentTime - buffered.start(0) < KEEP_SECONDS * 2) return false;
    buffer.remove(0, currentTime - KEEP_SECONDS);
    return true;
  }

  #stayNear(): void {
    const { video, onDelay } = this.#options;
    const { buffered } = video;
    if (buffered.length === 0) return;
    const end = buffered.end(buffered.length - 1);
    const behind = end - video.currentTime;
    const isOutside = video.currentTime < buffered.start(buffered.length - 1);
    if (behind > TOO_FAR_SECONDS || isOutside) video.currentTime = Math.max(buffered.start(buffered.length - 1), end - RELAX_BELOW_SECONDS);
    if (behind > HURRY_ABOVE_SECONDS) video.playbackRate = HURRIED_RATE;
    if (behind < RELAX_BELOW_SECONDS) video.playbackRate = 1;
    onDelay(Math.max(0, behind) * 1000);
  }
}
