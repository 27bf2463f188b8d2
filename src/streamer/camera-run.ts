import type { Readable } from 'node:stream';
import { type Clock, rest } from '../lib/clock.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import { Patience } from '../lib/patience.ts';
import { type ChildExit, type Command, runChild } from '../lib/process/child.ts';
import { MEMORY_FOR } from '../lib/process/child-limits.ts';
import { howItEnded } from '../lib/process/last-words.ts';
import { FlvReader, type FlvTag, isConfiguration } from '../rtmp/rtmp.ts';

const TICK_MS = 500;
const FIRST_PICTURE_WITHIN_MS = 15_000;
const NEXT_PICTURE_WITHIN_MS = 6000;
const GRACE_MS = 2000;
/** An encoder that is slower than this for a while cannot keep up. */
const SLOW_SPEED = 0.93;
const SETTLED_AFTER_MS = 15_000;

export interface CameraRunOptions {
  readonly command: Command;
  readonly clock: Clock;
  readonly onTag: (tag: FlvTag) => void;
}

/** One life of the ffmpeg that reads the camera from the hub's relay. */
export class CameraRun {
  readonly #options: CameraRunOptions;
  readonly #ending = new AbortController();
  readonly #bornAt: number;
  #silentMs = 0;
  #pictureAt: number;
  #pictures = 0;
  #bytes = 0;
  #speed = 1;

  constructor(options: CameraRunOptions) {
    this.#options = options;
    this.#bornAt = options.clock.monotonic();
    this.#pictureAt = this.#bornAt;
  }

  get pictures(): number {
    return this.#pictures;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** When the newest picture came, on the monotonic clock. */
  get pictureAt(): number {
    return this.#pictureAt;
  }

  /** ffmpeg works slower than the camera films. */
  get isTooSlow(): boolean {
    return this.#speed < SLOW_SPEED && this.#options.clock.monotonic() - this.#bornAt > SETTLED_AFTER_MS;
  }

  /** Asks ffmpeg to end. */
  end(reason: StreamUnavailable): void {
    this.#ending.abort(reason);
  }

  /** Reads until it ends. @throws StreamUnavailable with the reason, unless the signal asked for it */
  async read(signal: AbortSignal): Promise<void> {
    const over = new AbortController();
    const watching = this.#watch(AbortSignal.any([over.signal, signal]));
    const exit = await runChild(this.#options.command, {
      signal: AbortSignal.any([signal, this.#ending.signal]),
      graceMs: GRACE_MS,
      insistAfterMs: 200,
      memoryBytes: MEMORY_FOR.encoding,
      readStdout: (stream) => this.#read(stream),
      onStderr: (line) => this.#hear(line),
    }).finally(() => over.abort());
    await watching;
    if (!signal.aborted) throw this.#reasonOf(exit);
  }

  async #read(stream: Readable): Promise<void> {
    const reader = new FlvReader();
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      // a pipe without encoding gives buffers
      this.#bytes += chunk.length;
      for (const tag of reader.push(chunk)) this.#take(tag);
    }
  }

  #take(tag: FlvTag): void {
    if (tag.kind === 'video' && !isConfiguration(tag)) {
      this.#pictures++;
      this.#pictureAt = this.#options.clock.monotonic();
      this.#silentMs = 0;
    }
    this.#options.onTag(tag);
  }

  #hear(line: string): void {
    const speed = /^speed=\s*([\d.]+)x/.exec(line)?.[1];
    if (speed) this.#speed = Number(speed);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const patience = new Patience({ clock, tickMs: TICK_MS });
    while (!signal.aborted) {
      await rest(clock, TICK_MS, signal);
      this.#silentMs += patience.tick();
      const allowedMs = this.#pictures > 0 ? NEXT_PICTURE_WITHIN_MS : FIRST_PICTURE_WITHIN_MS;
      if (!signal.aborted && this.#silentMs > allowedMs) {
        this.end(new StreamUnavailable('no_video', `The camera has sent no pictures for ${allowedMs / 1000} s`));
      }
    }
  }

  #reasonOf({ code, signal, lastWords }: ChildExit): StreamUnavailable {
    const { reason } = this.#ending.signal;
    if (reason instanceof StreamUnavailable) return reason;
    if (code === 0 || /404|refused|reset|timed out|End of file/i.test(lastWords.join('\n')))
      return new StreamUnavailable('unknown', 'The stream ended');
    return new StreamUnavailable('recorder_failed', `ffmpeg failed: ${howItEnded({ code, signal, lastWords })}`);
  }
}
