import { StreamUnavailable } from '../lib/errors.ts';
import { ChannelRecorder, type ChannelRecorderOptions } from './channel-recorder.ts';
import { closingOffsetMs } from './ffmpeg-args.ts';

export type { ClosedSegment, OpenedSegment, RecordingState } from './channel-recorder.ts';
export { type SoundLeftOut, soundName } from './sound.ts';
export type { StreamTrack } from './stream-line.ts';

/** What all channels share. */
export type RecorderOptions = Omit<ChannelRecorderOptions, 'channel' | 'offsetMs'>;

/** One recording per channel; says when a segment opens and is closed, and why a recording pauses. */
export class Recorder implements AsyncDisposable {
  readonly #options: RecorderOptions;
  /** Those that have ended, too, until their channel is recorded anew: their last segments may not be handed over yet. */
  readonly #channels = new Map<number, ChannelRecorder>();
  #isClosing = false;

  /** Records nothing until it is told to. */
  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Records a channel from now on. One that is recorded already must be told to end before. */
  begin(channel: number): void {
    if (this.#isClosing) return;
    const { segmentMs } = this.#options;
    const options = { ...this.#options, channel, offsetMs: closingOffsetMs(channel, segmentMs) };
    this.#channels.set(channel, ChannelRecorder.start(options, this.#channels.get(channel)));
  }

  /** Closes a channel's file, hands it over behind whatever is still being handed over, and says `off`. @param detail why */
  async end(channel: number, detail: string): Promise<void> {
    const recorder = this.#channels.get(channel);
    if (recorder) await recorder.end(detail);
    else await this.#options.onState({ channel, phase: 'off', reason: 'disabled', detail, nextTryAt: null });
  }

  /** Paths of the segments being written now. */
  runningPaths(): ReadonlySet<string> {
    return new Set([...this.#channels.values()].flatMap(({ runningPath }) => runningPath ?? []));
  }

  /** Lets one channel, or all, try again at once: the hub or the disk is back. */
  wake(channel?: number): void {
    for (const [number, recorder] of this.#channels) if (channel === undefined || channel === number) recorder.wake();
  }

  /** The hub lost this camera's connection. */
  lost(channel: number): void {
    this.#channels.get(channel)?.interrupt(new StreamUnavailable('no_video', 'The camera’s connection broke, or it sends no pictures'));
  }

  /** A disk that went away ends recordings at once, one that is full is first made room on, one that is back wakes them. */
  diskChanged(trouble: StreamUnavailable | undefined): void {
    if (!trouble) this.wake();
    else if (trouble.reason !== 'disk_full') for (const recorder of this.#channels.values()) recorder.interrupt(trouble);
  }

  /** Closes all files at the same time and hands the last segments over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    await Promise.all([...this.#channels.values()].map((recorder) => recorder[Symbol.asyncDispose]()));
  }
}
