import path from 'node:path';
import type { RecordingPhase, TroubleReason } from '#shared/channel.ts';
import type { EventTold } from '#shared/event-data.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf, StreamUnavailable } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { supervise, Wake } from '../lib/supervise.ts';
import { type Expected, recordingCommand } from './ffmpeg-args.ts';
import { RecordingRun } from './recording-run.ts';
import { retryDelayMs } from './retry-delay.ts';
import type { ClosedRunSegment, RunSegment } from './run-segments.ts';
import { discardEmpty, makeDayFolders, nameSuffix, syncSegment } from './segment-files.ts';
import { awaitingKeyframe, SlowStream } from './slow-stream.ts';
import { SoundChoice, type SoundLeftOut, soundEvent } from './sound.ts';
import type { StreamTrack } from './stream-line.ts';

/** A segment that is being written. */
export interface OpenedSegment {
  readonly channel: number;
  /** Relative to RECORD_DIR. */
  readonly path: string;
  readonly startedAt: number;
}

/** A complete segment: file and folder are synced. */
export interface ClosedSegment extends OpenedSegment {
  readonly endedAt: number;
  readonly durationMs: number;
  readonly sizeBytes: number;
  /** What it takes of the disk; where it is not given, as much as it is long. */
  readonly diskBytes?: number;
}

/** What a channel's recorder does now. */
export interface RecordingState {
  readonly channel: number;
  readonly phase: RecordingPhase;
  readonly reason: TroubleReason | null;
  readonly detail: string | null;
  readonly nextTryAt: number | null;
}

export interface ChannelRecorderOptions {
  readonly channel: number;
  readonly root: string;
  readonly segmentMs: number;
  readonly offsetMs: number;
  readonly timeZone: string;
  readonly ffmpeg: string;
  readonly sourceOf: (channel: number) => string;
  /** Learns why a camera gives no stream, and holds the stream until ffmpeg reads it. @throws StreamUnavailable */
  readonly knock: (channel: number, signal: AbortSignal) => Promise<Disposable>;
  /** @throws StreamUnavailable while nothing may be written to the volume */
  readonly demandVolume: () => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onOpened: (segment: OpenedSegment) => Promise<void>;
  readonly onClosed: (segment: ClosedSegment) => Promise<void>;
  readonly onState: (state: RecordingState) => Promise<void>;
  /** Told each second how many frames were new. */
  readonly onFrames?: (channel: number, count: number) => void;
  /** Told what a stream consists of, when a recording of it begins. */
  readonly onTrack?: (channel: number, track: StreamTrack) => void;
  /** Told when a camera's sound is not recorded, because it would cost the pictures; null: it is again. */
  readonly onSound?: (channel: number, leftOut: SoundLeftOut | null) => void;
  readonly note?: (event: EventTold) => void;
}

/** Ends of which ffmpeg saw only that nothing came any more: the camera is asked why before anything is told. */
const ASKED_WHY: readonly TroubleReason[] = ['unknown', 'no_video'];
/** The hub gives an address that nobody answers at five seconds. */
const WHY_WITHIN_MS = 6000;

/** More than an MKV's header without a frame has (about 900 bytes), less than any keyframe. */
const HEADER_BYTES = 2048;

/** Pictures that are closer together need no telling. */
const ORDINARY_MS = 1000;

/** Records one channel for ever: one ffmpeg after the other, with the reason of every pause. */
export class ChannelRecorder implements AsyncDisposable {
  readonly #options: ChannelRecorderOptions;
  readonly #life = new AbortController();
  readonly #wake = new Wake();
  readonly #sound: SoundChoice;
  #run: RecordingRun | undefined;
  #trouble: StreamUnavailable | undefined;
  /** How the last recording ended, until the camera has been asked why. */
  #unexplained: StreamUnavailable | undefined;
  #hasRun = false;
  #toldReason: TroubleReason | undefined;
  #failures = 0;
  #expects: Expected = 'pictures';
  #lastOpenedSecond = 0;
  #lastEndedAt = 0;
  #runningPath: string | null = null;
  /** Folders that are being made. */
  #making: Promise<void> | undefined;
  #handedOver: Promise<void> = Promise.resolve();
  #done: Promise<void> = Promise.resolve();

  private constructor(options: ChannelRecorderOptions) {
    this.#options = options;
    this.#sound = new SoundChoice(options.clock, (leftOut) => this.#soundChanged(leftOut));
  }

  /** @param before the channel's recorder until now, which has ended: what it hands over comes first, and nothing overlaps its last segment */
  static start(options: ChannelRecorderOptions, before?: ChannelRecorder): ChannelRecorder {
    const recorder = new ChannelRecorder(options);
    if (before) {
      recorder.#handedOver = before.#handedOver;
      recorder.#lastEndedAt = before.#lastEndedAt;
      recorder.#lastOpenedSecond = before.#lastOpenedSecond;
    }
    recorder.#done = supervise((signal) => recorder.#live(signal), {
      signal: recorder.#life.signal,
      clock: options.clock,
      backoff: [0],
      healthyAfterMs: 0,
      wake: recorder.#wake,
      onEnd: ({ error }) => recorder.#ended(error),
    });
    return recorder;
  }

  /** The path of the segment being written. */
  get runningPath(): string | null {
    return this.#runningPath;
  }

  /** Tries again now instead of sleeping out the delay. */
  wake(): void {
    this.#wake.ring();
  }

  /** Closes the file now and begins anew, when what caused it allows it. */
  interrupt(trouble: StreamUnavailable): void {
    this.#run?.end(trouble);
  }

  /** Ends the recording in order, and says so; does not wait for the hand-over, which may take as long as a database is away. */
  async end(detail: string): Promise<void> {
    this.#life.abort();
    await this.#done;
    this.#tell('off', new StreamUnavailable('disabled', detail));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
    await this.#handedOver;
  }

  async #live(signal: AbortSignal): Promise<void> {
    const { channel, clock, demandVolume } = this.#options;
    this.#hasRun = false;
    demandVolume();
    using door = this.#trouble ? await this.#ask(signal) : undefined;
    if (!this.#trouble) this.#tell('starting');
    await this.#freshSecond(signal);
    const run = await this.#newRun(() => door?.[Symbol.dispose]());
    this.#run = run;
    this.#hasRun = true;
    const bornAt = clock.monotonic();
    await run.record(signal).finally(() => {
      this.#run = undefined;
      this.#runningPath = null;
      if ((run.intervalMs ?? ORDINARY_MS) < ORDINARY_MS) this.#expects = 'pictures';
    });
    this.#options.log.debug({ channel, livedMs: clock.monotonic() - bornAt }, 'recorder process ended');
  }

  /** Asks for the stream. What the last recording's end looked like is told when the camera is there all the same, or does not answer soon. */
  async #ask(signal: AbortSignal): Promise<Disposable> {
    const { channel, clock, knock } = this.#options;
    const answered = new AbortController();
    const waiting = rest(clock, WHY_WITHIN_MS, AbortSignal.any([signal, answered.signal])).then(() => {
      if (!signal.aborted && !answered.signal.aborted) this.#explained();
    });
    try {
      const stream = await knock(channel, signal);
      this.#explained();
      return stream;
    } finally {
      answered.abort();
      await waiting;
    }
  }

  async #newRun(onReading: () => void): Promise<RecordingRun> {
    const { channel, root, clock, timeZone, segmentMs, offsetMs, ffmpeg, sourceOf } = this.#options;
    const makeFolders = (): Promise<void> => makeDayFolders(root, channel, clock, timeZone);
    await makeFolders();
    const pattern = path.join(root, `ch${channel}`, `%Y-%m-%d/%H%M%S%z${await nameSuffix(root, channel, clock, timeZone)}.mkv`);
    return new RecordingRun({
      command: recordingCommand({
        ffmpeg,
        source: sourceOf(channel),
        pattern,
        segmentMs,
        offsetMs,
        timeZone,
        expects: this.#expects,
        sound: this.#sound.next(),
      }),
      clock,
      notBefore: this.#lastEndedAt,
      expectsFew: this.#expects !== 'pictures',
      onAwaitingKeyframe: () => {
        onReading();
        this.#trouble = undefined;
        this.#tell('starting', awaitingKeyframe());
      },
      onFrames: (count) => this.#options.onFrames?.(channel, count),
      onTrack: (track) => {
        this.#sound.track(track);
        this.#options.onTrack?.(channel, track);
      },
      onOpened: (segment) => {
        onReading();
        this.#opened(segment);
      },
      onClosed: (segment) => this.#closed(segment),
      onTick: () => {
        // one at a time: each that hangs with its disk holds a thread
        this.#making ??= makeFolders()
          .catch((error: unknown) => this.#options.log.warn({ channel, error: messageOf(error) }, 'cannot create the folder of the day'))
          .finally(() => {
            this.#making = undefined;
          });
      },
    });
  }

  #soundChanged(leftOut: SoundLeftOut | null): void {
    const { channel, log, note, onSound } = this.#options;
    if (leftOut) log.warn({ channel, ...leftOut }, 'audio cannot be recorded; recording continues without audio');
    note?.(soundEvent(channel, leftOut));
    onSound?.(channel, leftOut);
  }

  /** Two runs never begin in one second: their files would have the same name. */
  async #freshSecond(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (Math.floor(clock.now() / 1000) === this.#lastOpenedSecond) await clock.sleep(50, signal);
  }

  #opened({ absolutePath, startedAt }: RunSegment): void {
    const { channel, clock, log, onOpened } = this.#options;
    const file = this.#relative(absolutePath);
    if (this.#runningPath === null) log.info({ channel, file }, 'recording started');
    this.#lastOpenedSecond = Math.floor(clock.now() / 1000);
    this.#runningPath = file;
    this.#trouble = undefined;
    this.#toldReason = undefined;
    this.#failures = 0;
    this.#sound.recorded();
    this.#then(() => onOpened({ channel, path: file, startedAt }));
    this.#tell('recording');
  }

  #closed({ absolutePath, startedAt, endedAt, durationMs }: ClosedRunSegment): void {
    const { channel, onClosed } = this.#options;
    this.#lastEndedAt = Math.max(this.#lastEndedAt, endedAt);
    this.#then(async () => {
      const { sizeBytes, diskBytes } = await syncSegment(absolutePath);
      // a duration of 0 alone proves nothing: of an ffmpeg that was killed only an estimate is known
      if (sizeBytes === 0 || (durationMs === 0 && sizeBytes < HEADER_BYTES)) return discardEmpty(absolutePath);
      return onClosed({ channel, path: this.#relative(absolutePath), startedAt, endedAt, durationMs, sizeBytes, diskBytes });
    });
  }

  #ended(error: unknown): number {
    if (error instanceof SlowStream && this.#expects !== error.expects) {
      this.#expects = error.expects;
      return 0;
    }
    const trouble =
      error instanceof StreamUnavailable ? error : new StreamUnavailable('recorder_failed', `The recorder failed: ${messageOf(error)}`);
    if (this.#sound.ended(trouble)) return 0;
    const isFirst = this.#trouble === undefined;
    this.#trouble = trouble;
    const delayMs = retryDelayMs(trouble.reason, this.#failures++);
    if (trouble.reason === 'no_keyframe') {
      this.#tell('starting', trouble);
      return delayMs;
    }
    if (this.#hasRun && ASKED_WHY.includes(trouble.reason)) {
      this.#unexplained = trouble;
      if (isFirst) this.#tell('starting');
    } else this.#pauses(trouble.reason === 'unknown' ? (this.#unexplained ?? trouble) : trouble, delayMs);
    return delayMs;
  }

  /** Tells how the last recording ended, if nothing better was learned. */
  #explained(): void {
    if (this.#unexplained) this.#pauses(this.#unexplained, 0);
  }

  #pauses(trouble: StreamUnavailable, delayMs: number): void {
    const { channel, clock, log } = this.#options;
    const { reason, message: detail } = trouble;
    this.#unexplained = undefined;
    if (this.#toldReason !== reason)
      log.warn({ channel, reason, detail, delayMs, ...trouble.data }, 'recording interrupted; it is tried again');
    this.#toldReason = reason;
    this.#tell('waiting', trouble, clock.now() + delayMs);
  }

  #tell(phase: RecordingPhase, trouble?: StreamUnavailable, nextTryAt: number | null = null): void {
    const { channel, onState } = this.#options;
    const state = { channel, phase, reason: trouble?.reason ?? null, detail: trouble?.message ?? null, nextTryAt };
    this.#then(() => onState(state));
  }

  /** Hands over one after the other, without ever holding up or stopping the recording. */
  #then(action: () => Promise<unknown>): void {
    const { channel, log } = this.#options;
    this.#handedOver = this.#handedOver.then(action).then(
      () => undefined,
      (error: unknown) =>
        log.error({ channel, error: messageOf(error) }, 'cannot save a closed segment in the catalogue; it is adopted at the next start'),
    );
  }

  #relative(absolutePath: string): string {
    return path.relative(this.#options.root, absolutePath).split(path.sep).join('/');
  }
}
