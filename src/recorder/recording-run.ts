import { type Clock, rest } from '../lib/clock.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import { type ChildExit, type Command, runChild } from '../lib/process/child.ts';
import { patienceFor } from '../lib/silence.ts';
import { reasonOfExit } from './end-reason.ts';
import { type FfmpegNews, newsOfStderr, newsOfStdout } from './ffmpeg-lines.ts';
import { type ClosedRunSegment, type RunSegment, RunSegments } from './run-segments.ts';
import { SlowStream } from './slow-stream.ts';
import type { StreamTrack } from './stream-line.ts';
import { type Picture, VideoClock } from './video-clock.ts';
import { WallAnchor } from './wall-anchor.ts';

const TICK_MS = 1000;
/** Two pictures of a camera that gives one each minute, four of one each ten seconds: so many ffmpeg wants to see before it passes one on. */
const FEW_PICTURES_WITHIN_MS = 130_000;
/**
 * ffmpeg says what a stream consists of after seven pictures, or five seconds: then pictures are so far apart that it has to be told.
 */
const KNOWN_WITHIN_MS = 8000;
const JUMP_MS = 3000;
/** While a run begins, only what no camera's rhythm can be is a jump. */
const EARLY_JUMP_MS = 300_000;
const CLOCK_STEP_MS = 2000;
const GRACE_MS = 4000;
/**
 * A second request interrupts ffmpeg's wait for its source, but also whatever it still writes: soon only when no pictures
 * come, so that it waits indeed; otherwise only when it seems to hang.
 */
const INSIST_STILL_MS = 200;
const INSIST_MS = 2500;
/** ffmpeg passes on what it kept while it looked at the stream in one burst; only then its pictures tell the time. */
const SETTLED_AFTER_MS = 4000;
/** A machine that has other things to do may be late for a second: where a file lies is told from several. */
const SURE_AFTER_MS = SETTLED_AFTER_MS + 3000;
/** Ordinary cameras have sent a keyframe by then: nothing needs to be said. */
const KEYFRAME_SAID_AFTER_MS = 3000;
/** Smart codecs stretch their groups of pictures to some minutes; what sends none for longer is asked anew. */
const KEYFRAME_WITHIN_MS = 300_000;

export interface RecordingRunOptions {
  readonly command: Command;
  readonly clock: Clock;
  /** Nothing of this run may begin before (end of the channel's last segment). */
  readonly notBefore: number;
  /** ffmpeg was told to expect few pictures. */
  readonly expectsFew: boolean;
  readonly onOpened: (segment: RunSegment) => void;
  readonly onClosed: (segment: ClosedRunSegment) => void;
  /** Pictures arrive, but none that a recording can begin with. */
  readonly onAwaitingKeyframe: () => void;
  /** Told how many frames are new. */
  readonly onFrames?: (count: number) => void;
  /** Told what the stream consists of, when the run begins. */
  readonly onTrack?: (track: StreamTrack) => void;
  /** Called each second, e.g. to make tomorrow's folder. */
  readonly onTick: () => void;
}

/** One life of ffmpeg: reads its words, notices when the pictures stand still or time jumps, and ends it then. */
export class RecordingRun {
  readonly #options: RecordingRunOptions;
  readonly #ending = new AbortController();
  readonly #anchor = new WallAnchor();
  readonly #video = new VideoClock();
  readonly #segments: RunSegments;
  readonly #bornAt: number;
  #readNow: () => void = () => undefined;
  #isKnown = false;
  #isSettled = false;
  #firstPictureAt: number | null = null;
  #pictureAt: number;
  /** The last picture was seen at this wall time: it was complete because the one after it had come. */
  #seenAt: number | null = null;
  #isAwaiting = false;
  #told = 0;

  constructor(options: RecordingRunOptions) {
    const { clock, notBefore, onOpened, onClosed } = options;
    this.#options = options;
    this.#bornAt = clock.monotonic();
    this.#pictureAt = this.#bornAt;
    const wallOf = (mediaMs: number): number | undefined => this.#anchor.wallOf(mediaMs);
    this.#segments = new RunSegments({ video: this.#video, wallOf, now: () => clock.now(), notBefore, onOpened, onClosed });
  }

  /** How far pictures are apart usually; null where too few have come. */
  get intervalMs(): number | null {
    return this.#video.intervalMs;
  }

  /** Asks ffmpeg to close its file and end. */
  end(reason: StreamUnavailable): void {
    this.#ending.abort(reason);
  }

  /** Records until ffmpeg ends. @throws StreamUnavailable with the reason, unless the signal asked for it */
  async record(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const watching = this.#watch(AbortSignal.any([over.signal, signal]));
    const exit = await runChild(this.#options.command, {
      signal: AbortSignal.any([signal, this.#ending.signal]),
      graceMs: GRACE_MS,
      insistAfterMs: () => (this.#isStill() ? INSIST_STILL_MS : INSIST_MS),
      onStderr: (line) => this.#hear(newsOfStderr(line)),
      onStdout: (line) => this.#hear(newsOfStdout(line)),
      throughFiles: (readNow) => {
        this.#readNow = readNow;
      },
      stdoutIsBusy: true,
    }).finally(() => over.abort());
    await watching;
    this.#segments.finish();
    if (!signal.aborted) throw this.#reasonOf(exit);
  }

  #isStill(): boolean {
    const { reason } = this.#ending.signal;
    return reason instanceof SlowStream || (reason instanceof StreamUnavailable && reason.reason === 'no_video');
  }

  #reasonOf(exit: ChildExit): StreamUnavailable {
    const { signal } = this.#ending;
    return signal.aborted && signal.reason instanceof StreamUnavailable ? signal.reason : reasonOfExit(exit);
  }

  #hear(news: FfmpegNews | undefined): void {
    switch (news?.kind) {
      case undefined:
        return;
      case 'opened':
        this.#segments.opened(news.path);
        return;
      case 'closed':
        this.#segments.closed(news);
        return;
      case 'picture':
        this.#arrived(news.picture);
        return;
      case 'track':
        this.#isKnown = true;
        this.#options.onTrack?.(news.track);
        return;
      case 'jump':
        if (news.byMs < -JUMP_MS) this.end(new StreamUnavailable('unknown', 'The camera’s clock was set back'));
        return;
    }
  }

  #arrived(picture: Picture): void {
    const { clock } = this.#options;
    const now = clock.now();
    const stepMs = picture.ptsMs - (this.#video.newestMs ?? picture.ptsMs);
    const isJump = stepMs > (this.#isSettled ? JUMP_MS : EARLY_JUMP_MS) && this.#anchor.aheadBy(now, picture.ptsMs) > JUMP_MS;
    if (isJump) this.end(new StreamUnavailable('unknown', 'The camera’s clock was set forward'));
    if (this.#ending.signal.aborted) return;
    if (this.#seenAt !== null) this.#anchor.sample(this.#seenAt, picture.ptsMs);
    this.#seenAt = now;
    this.#pictureAt = clock.monotonic();
    this.#firstPictureAt ??= this.#pictureAt;
    this.#video.add(picture);
    this.#segments.announce();
    this.#settle();
  }

  /** From when the burst of the beginning is over. What it told of time is forgotten then. */
  #settle(): void {
    if (!this.#isSettled && this.#firstPictureAt !== null && this.#pictureAt >= this.#firstPictureAt + SETTLED_AFTER_MS) {
      this.#isSettled = true;
      this.#anchor.clear();
      return;
    }
    const isSure = this.#pictureAt >= (this.#firstPictureAt ?? 0) + SURE_AFTER_MS;
    if (this.#isSettled && isSure && this.#anchor.wallOf(0) !== undefined) this.#segments.settle();
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock, onTick } = this.#options;
    const difference = clock.now() - clock.monotonic();
    while (!signal.aborted) {
      await rest(clock, TICK_MS, signal);
      if (signal.aborted) return;
      this.#readNow(); // when this process stood still, what came meanwhile is still unread: no reason to end a healthy recording
      onTick();
      this.#count();
      const stepMs = clock.now() - clock.monotonic() - difference;
      if (Math.abs(stepMs) > CLOCK_STEP_MS) this.end(new StreamUnavailable('unknown', 'The recorder’s clock was set'));
      this.#judge(clock.monotonic());
    }
  }

  #count(): void {
    const { recorded } = this.#video;
    if (recorded > this.#told) this.#options.onFrames?.(recorded - this.#told);
    this.#told = recorded;
  }

  /** Whether it is worth waiting on. */
  #judge(now: number): void {
    const { intervalMs, recorded } = this.#video;
    const allowedMs = intervalMs === null && this.#options.expectsFew ? FEW_PICTURES_WITHIN_MS : patienceFor(intervalMs);
    if (now - this.#pictureAt > allowedMs) {
      this.end(new StreamUnavailable('no_video', `The camera has sent no pictures for ${Math.round(allowedMs / 1000)} s`));
    } else if (!this.#isKnown && !this.#options.expectsFew && now - this.#bornAt > KNOWN_WITHIN_MS) {
      this.end(new SlowStream('few pictures'));
    } else if (recorded === 0 && this.#firstPictureAt !== null) this.#awaitKeyframe(now - this.#firstPictureAt);
  }

  #awaitKeyframe(forMs: number): void {
    if (forMs > KEYFRAME_WITHIN_MS) {
      const minutes = Math.round(KEYFRAME_WITHIN_MS / 60_000);
      this.end(new StreamUnavailable('no_keyframe', `The camera has sent pictures, but no keyframe for ${minutes} minutes`));
    } else if (forMs > KEYFRAME_SAID_AFTER_MS && !this.#isAwaiting) {
      this.#isAwaiting = true;
      this.#options.onAwaitingKeyframe();
    }
  }
}
