import path from 'node:path';
import { type ChildExit, type Command, runChild } from '../lib/child.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import { reasonOfExit } from './end-reason.ts';
import { type FfmpegNews, newsOfStderr, newsOfStdout } from './ffmpeg-lines.ts';
import type { StreamTrack } from './stream-line.ts';
import { WallAnchor } from './wall-anchor.ts';

const TICK_MS = 1000;
const FIRST_FRAME_WITHIN_MS = 12_000;
const NEXT_FRAME_WITHIN_MS = 8000;
const JUMP_MS = 3000;
const CLOCK_STEP_MS = 2000;
const GRACE_MS = 4000;
/**
 * A second request interrupts ffmpeg's wait for its source, but also whatever it still writes: soon only when no pictures
 * come, so that it waits indeed; otherwise only when it seems to hang.
 */
const INSIST_STILL_MS = 200;
const INSIST_MS = 2500;
/** ffmpeg writes what it kept while it looked at the stream in one burst; only then its positions tell the time. */
const SETTLED_AFTER_MS = 4000;

/** A file of this run on disk: while it is written, and when it is complete. */
export interface RunSegment {
  readonly absolutePath: string;
  readonly startedAt: number;
}

export interface ClosedRunSegment extends RunSegment {
  readonly endedAt: number;
  /** Media time; 0 when no frame arrived. */
  readonly durationMs: number;
}

export interface RecordingRunOptions {
  readonly command: Command;
  readonly clock: Clock;
  /** Nothing of this run may begin before (end of the channel's last segment). */
  readonly notBefore: number;
  readonly onOpened: (segment: RunSegment) => void;
  readonly onClosed: (segment: ClosedRunSegment) => void;
  /** Told how many frames are new, each second. */
  readonly onFrames?: (count: number) => void;
  /** Told what the stream consists of, when the run begins. */
  readonly onTrack?: (track: StreamTrack) => void;
  /** Called each second, e.g. to make tomorrow's folder. */
  readonly onTick: () => void;
}

type Closing = Omit<Extract<FfmpegNews, { kind: 'closed' }>, 'kind'>;

interface OpenFile {
  readonly absolutePath: string;
  readonly openedAt: number;
}

/** One life of ffmpeg: reads its words, notices when the pictures stand still or time jumps, and ends it then. */
export class RecordingRun {
  readonly #options: RecordingRunOptions;
  readonly #ending = new AbortController();
  readonly #anchor = new WallAnchor();
  readonly #open: OpenFile[] = [];
  /** Told to be closed before they were told to be opened: the two come by different ways. */
  readonly #unopened: Closing[] = [];
  #readNow: () => void = () => undefined;
  /** Closed before the anchor had settled. */
  readonly #early: { readonly file: OpenFile; readonly startMs: number; readonly endMs: number }[] = [];
  #settledAt = Number.POSITIVE_INFINITY;
  #frames = 0;
  /** The first segment, until its first frame is known to have come: a header alone is no recording. */
  #unannounced: RunSegment | undefined;
  #framesAt: number;
  #mediaMs = 0;
  #closedMediaMs: number | undefined;
  #closedAt: number;

  constructor(options: RecordingRunOptions) {
    this.#options = options;
    this.#framesAt = options.clock.monotonic();
    this.#closedAt = options.notBefore;
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
    }).finally(() => over.abort());
    await watching;
    this.#settle();
    for (const file of this.#open.splice(0)) this.#close(file, this.#closedMediaMs ?? 0, this.#mediaMs); // ffmpeg was killed
    if (!signal.aborted) throw this.#reasonOf(exit);
  }

  #isStill(): boolean {
    const { reason } = this.#ending.signal;
    return reason instanceof StreamUnavailable && reason.reason === 'no_video';
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
        this.#opened(news.path);
        return;
      case 'closed':
        this.#closed(news);
        return;
      case 'frames':
        this.#counted(news.count);
        return;
      case 'position':
        this.#moved(news.mediaMs);
        return;
      case 'track':
        this.#options.onTrack?.(news.track);
        return;
      case 'jump':
        if (news.byMs < -JUMP_MS) this.end(new StreamUnavailable('unknown', 'The camera’s clock was set back'));
        return;
    }
  }

  #opened(absolutePath: string): void {
    const openedAt = Math.max(this.#options.clock.now(), this.#closedAt);
    if (this.#settledAt === Number.POSITIVE_INFINITY) this.#settledAt = this.#options.clock.monotonic() + SETTLED_AFTER_MS;
    this.#open.push({ absolutePath, openedAt });
    if (this.#frames === 0) this.#unannounced = { absolutePath, startedAt: openedAt };
    else this.#options.onOpened({ absolutePath, startedAt: this.#closedMediaMs === undefined ? openedAt : this.#closedAt });
    const closing = this.#unopened.findIndex(({ name }) => path.basename(name) === path.basename(absolutePath));
    for (const known of closing < 0 ? [] : this.#unopened.splice(closing, 1)) this.#closed(known);
  }

  #closed(closing: Closing): void {
    const { name, startMs, endMs } = closing;
    const at = this.#open.findIndex(({ absolutePath }) => path.basename(absolutePath) === path.basename(name));
    const [file] = at < 0 ? [] : this.#open.splice(at, 1);
    if (!file) {
      this.#unopened.push(closing);
      return;
    }
    // with -copyts ffmpeg counts positions from its first report, but here the time is the stream's own, and the cut is now
    this.#anchor.sample(this.#options.clock.now(), endMs);
    if (this.#options.clock.monotonic() < this.#settledAt) this.#early.push({ file, startMs, endMs });
    else this.#close(file, startMs, endMs);
  }

  #settle(): void {
    for (const { file, startMs, endMs } of this.#early.splice(0)) this.#close(file, startMs, endMs);
  }

  /** Segments of one run touch: each begins on the wall clock where the one before ended. */
  #close({ absolutePath, openedAt }: OpenFile, startMs: number, endMs: number): void {
    const { onClosed } = this.#options;
    const durationMs = Math.max(0, endMs - startMs);
    const isFirst = this.#closedMediaMs === undefined;
    const start = isFirst ? (this.#anchor.wallOf(startMs) ?? openedAt) : this.#closedAt;
    const startedAt = Math.max(start, this.#closedAt);
    const endedAt = Math.max(startedAt, this.#anchor.wallOf(endMs) ?? startedAt + durationMs);
    this.#closedMediaMs = endMs;
    this.#closedAt = endedAt;
    onClosed({ absolutePath, startedAt: Math.round(startedAt), endedAt: Math.round(endedAt), durationMs });
  }

  #counted(frames: number): void {
    if (frames > this.#frames) {
      this.#framesAt = this.#options.clock.monotonic();
      this.#options.onFrames?.(frames - this.#frames);
    }
    this.#frames = frames;
    if (frames === 0 || !this.#unannounced) return;
    this.#options.onOpened(this.#unannounced);
    this.#unannounced = undefined;
  }

  #moved(mediaMs: number): void {
    const now = this.#options.clock.now();
    if (this.#anchor.aheadBy(now, mediaMs) > JUMP_MS) {
      this.end(new StreamUnavailable('unknown', 'The camera’s clock was set forward'));
      return;
    }
    this.#anchor.sample(now, mediaMs);
    this.#mediaMs = mediaMs;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock, onTick } = this.#options;
    const difference = clock.now() - clock.monotonic();
    while (!signal.aborted) {
      await rest(clock, TICK_MS, signal);
      if (signal.aborted) return;
      this.#readNow(); // when this process stood still, what came meanwhile is still unread: no reason to end a healthy recording
      onTick();
      if (clock.monotonic() >= this.#settledAt) this.#settle();
      const stepMs = clock.now() - clock.monotonic() - difference;
      if (Math.abs(stepMs) > CLOCK_STEP_MS) this.end(new StreamUnavailable('unknown', 'The recorder’s clock was set'));
      const allowedMs = this.#frames > 0 ? NEXT_FRAME_WITHIN_MS : FIRST_FRAME_WITHIN_MS;
      if (clock.monotonic() - this.#framesAt > allowedMs) {
        this.end(new StreamUnavailable('no_video', `The camera has sent no pictures for ${Math.round(allowedMs / 1000)} s`));
      }
    }
  }
}
