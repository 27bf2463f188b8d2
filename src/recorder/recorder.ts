import { StreamUnavailable } from '../lib/errors.ts';
import { ChannelRecorder, type ChannelRecorderOptions } from './channel-recorder.ts';
import { closingOffsetMs } from './ffmpeg-args.ts';

export type { ClosedSegment, OpenedSegment, RecordingState } from './channel-recorder.ts';
export { type SoundLeftOut, soundName } from './sound.ts';
export type { StreamTrack } from './stream-line.ts';

/** What all channels share, and which there are. */
export interface RecorderOptions extends Omit<ChannelRecorderOptions, 'channel' | 'offsetMs'> {
  readonly channels: readonly number[];
}

/** One recording per channel; says when a segment opens and is closed, and why a recording pauses. */
export class Recorder implements AsyncDisposable {
  readonly #channels: ReadonlyMap<number, ChannelRecorder>;

  private constructor(channels: ReadonlyMap<number, ChannelRecorder>) {
    this.#channels = channels;
  }

  static start({ channels, ...shared }: RecorderOptions): Recorder {
    const offset = (index: number): number => closingOffsetMs(index, channels.length, shared.segmentMs);
    return new Recorder(
      new Map(channels.map((channel, index) => [channel, ChannelRecorder.start({ ...shared, channel, offsetMs: offset(index) })])),
    );
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
    await Promise.all([...this.#channels.values()].map((recorder) => recorder[Symbol.asyncDispose]()));
  }
}
