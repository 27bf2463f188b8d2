import { isLoginRefused } from '#shared/channel.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf, StreamUnavailable } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { supervise, Wake } from '../lib/supervise.ts';
import { CameraRun } from './camera-run.ts';
import { Programme } from './programme.ts';
import { Rate } from './rate.ts';
import { showSlate } from './slate.ts';
import { sourceCommand, type Treatment, treatmentOf } from './source-command.ts';

const TICK_MS = 250;
/** So long without a picture, and the still picture takes over; it is encoded in less than a second. */
const AWAY_AFTER_MS = 2500;
const BACKOFF_MS = [300, 1000, 1500, 2000] as const;
const REFUSED_PASSWORD_MS = 30_000;

/** A stream that is there, and its codecs; held until it is read. */
export interface Door extends Disposable {
  /** RFC 6381. */
  readonly codecs: string;
}

export interface CameraFeedOptions {
  readonly ffmpeg: string;
  readonly source: () => string;
  /** Learns the stream's codecs, or why the camera gives none. @throws StreamUnavailable */
  readonly knock: (signal: AbortSignal) => Promise<Door>;
  readonly bitrateKbps: number;
  /** The still picture's words. */
  readonly awayText: (since: number) => string;
  readonly clock: Clock;
  readonly log: Logger;
  /** The camera is away (with the reason), or back (null). */
  readonly onAway: (why: string | null) => void;
}

/** Makes a programme of a camera: reads it from the hub, once for all sessions, and shows a still picture while it is away. */
export class CameraFeed implements AsyncDisposable {
  readonly programme: Programme;
  readonly #options: CameraFeedOptions;
  readonly #life = new AbortController();
  readonly #wake = new Wake();
  readonly #rate = new Rate();
  readonly #pictures = new Wake();
  #run: CameraRun | undefined;
  #endedBytes = 0;
  #trouble: string | null = null;
  #treatment: Treatment | null = null;
  #pictureAt: number | undefined;
  #awaySince: number | undefined;
  #done: Promise<unknown> = Promise.resolve();

  private constructor(options: CameraFeedOptions) {
    this.#options = options;
    this.programme = new Programme(options.clock);
  }

  static start(options: CameraFeedOptions): CameraFeed {
    const feed = new CameraFeed(options);
    const { signal } = feed.#life;
    const reading = supervise((stop) => feed.#read(stop), {
      signal,
      clock: options.clock,
      backoff: BACKOFF_MS,
      healthyAfterMs: 10_000,
      wake: feed.#wake,
      onEnd: ({ error }) => feed.#ended(error),
    });
    feed.#done = Promise.all([reading, feed.#watch(signal)]);
    return feed;
  }

  get treatment(): Treatment | null {
    return this.#treatment;
  }

  /** Why the camera gives no picture; null while it does. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** The encoder does not keep up with the camera. */
  get isTooSlow(): boolean {
    return this.#treatment?.video === 'transcoded' && (this.#run?.isTooSlow ?? false);
  }

  /** Bits a second that the camera gives. */
  get bitrateBps(): number {
    return 8 * this.#rate.of(this.#endedBytes + (this.#run?.bytes ?? 0), this.#options.clock.monotonic());
  }

  /** Resolves when there is something to stream, or the signal aborts. */
  async ready(signal: AbortSignal): Promise<void> {
    while (this.programme.origin === null && !signal.aborted) await this.#pictures.next(signal);
  }

  /** Reads the camera anew: the hub lost its connection. */
  interrupt(): void {
    this.#run?.end(new StreamUnavailable('no_video', 'The camera’s connection broke, or it sends no pictures'));
  }

  /** Tries now instead of later. */
  wake(): void {
    this.#wake.ring();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const { ffmpeg, source, knock, bitrateKbps, clock, log } = this.#options;
    using door = await knockOrGuess(knock, signal);
    const treatment = treatmentOf(door.codecs);
    if (treatment.video !== this.#treatment?.video) log.info({ ...treatment }, 'stream encoding started');
    if (treatment.video === 'transcoded')
      log.warn('camera video is not H.264 and is transcoded for streaming, which takes about one CPU core');
    this.#treatment = treatment;
    const command = sourceCommand({ ffmpeg, source: source(), treatment, bitrateKbps });
    const run: CameraRun = new CameraRun({
      command,
      clock,
      onTag: (tag) => {
        door[Symbol.dispose]();
        this.programme.take('camera', run, tag, treatment.audio === 'silent');
        if (run.pictures === 1 && tag.kind === 'video') this.#came();
      },
    });
    this.#run = run;
    try {
      await run.read(signal);
    } finally {
      this.#pictureAt = run.pictures > 0 ? run.pictureAt : this.#pictureAt;
      this.#endedBytes += run.bytes;
      this.#run = undefined;
    }
  }

  #came(): void {
    this.#trouble = null;
    this.#pictures.ring();
  }

  #ended(error: unknown): number | undefined {
    const isNew = this.#trouble === null;
    this.#trouble = error instanceof StreamUnavailable ? error.message : `The stream cannot be read: ${messageOf(error)}`;
    if (isNew) this.#options.log.warn({ detail: this.#trouble }, 'no video from the camera to stream');
    return error instanceof StreamUnavailable && isLoginRefused(error.reason) ? REFUSED_PASSWORD_MS : undefined;
  }

  /** Looks whether pictures come, and shows the still picture while they do not. */
  async #watch(signal: AbortSignal): Promise<void> {
    const { clock, onAway } = this.#options;
    let slate: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
    while (!signal.aborted) {
      await rest(clock, TICK_MS, signal);
      if (this.#isAway() && !slate && !signal.aborted) {
        this.#awaySince ??= clock.now();
        onAway(this.#trouble ?? 'The camera sends no pictures');
        const stop = new AbortController();
        slate = { stop, done: this.#show(AbortSignal.any([stop.signal, signal])) };
      } else if (slate && !this.#isAway() && this.programme.origin === 'camera') {
        slate.stop.abort();
        await slate.done;
        slate = undefined;
        this.#awaySince = undefined;
        onAway(null);
      }
    }
    slate?.stop.abort();
    await slate?.done;
  }

  #isAway(): boolean {
    const pictureAt = this.#run && this.#run.pictures > 0 ? this.#run.pictureAt : this.#pictureAt;
    return pictureAt !== undefined && this.#options.clock.monotonic() - pictureAt > AWAY_AFTER_MS;
  }

  async #show(signal: AbortSignal): Promise<void> {
    const { ffmpeg, clock, awayText, log } = this.#options;
    const { width, height } = this.programme.facts;
    if (width === null || height === null) return;
    const run = {};
    const text = awayText(this.#awaySince ?? clock.now());
    const onTag = (tag: Parameters<Programme['take']>[2]): void => {
      const isWanted = this.programme.origin === 'slate' || this.#isAway(); // else it would push away a camera that has just come back
      if (isWanted && !signal.aborted) this.programme.take('slate', run, tag);
    };
    try {
      await showSlate({ ffmpeg, width, height, text, clock, onTag }, signal);
    } catch (error) {
      if (!signal.aborted) log.warn({ error: messageOf(error) }, 'cannot make the still picture for streaming');
    }
  }
}

/** A codec the hub has no word for is read all the same, and encoded again. */
async function knockOrGuess(knock: CameraFeedOptions['knock'], signal: AbortSignal): Promise<Door> {
  try {
    return await knock(signal);
  } catch (error) {
    if (error instanceof StreamUnavailable && error.reason === 'codec_unsupported')
      return { codecs: '', [Symbol.dispose]: () => undefined };
    throw error;
  }
}
