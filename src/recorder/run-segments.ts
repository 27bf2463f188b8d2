import path from 'node:path';
import type { VideoClock } from './video-clock.ts';

/** A file of this run on disk: while it is written, and when it is complete. */
export interface RunSegment {
  readonly absolutePath: string;
  readonly startedAt: number;
}

export interface ClosedRunSegment extends RunSegment {
  readonly endedAt: number;
  /** From its first picture to the end of its last; 0 when no picture arrived. */
  readonly durationMs: number;
}

/** What the segment list says of a file: of its end it tells the longest track's, which is not what we want to know. */
export interface Closing {
  readonly name: string;
  readonly startMs: number;
}

interface OpenFile {
  readonly absolutePath: string;
  readonly openedAt: number;
}

export interface RunSegmentsOptions {
  readonly video: VideoClock;
  /** The wall time of a moment of the stream; undefined while nothing is known. */
  readonly wallOf: (mediaMs: number) => number | undefined;
  readonly now: () => number;
  /** Nothing of this run may begin before (end of the channel's last segment). */
  readonly notBefore: number;
  readonly onOpened: (segment: RunSegment) => void;
  readonly onClosed: (segment: ClosedRunSegment) => void;
}

/** The files of one run in their order, with the times that their pictures have. */
export class RunSegments {
  readonly #options: RunSegmentsOptions;
  readonly #open: OpenFile[] = [];
  /** Told to be closed, with the number of pictures until then. */
  readonly #closings: (Closing & { readonly pictures: number })[] = [];
  /** The first file, until its first picture is known to have come: a header alone is no recording. */
  #unannounced: RunSegment | undefined;
  #endMs: number | undefined;
  #endedAt: number;

  constructor(options: RunSegmentsOptions) {
    this.#options = options;
    this.#endedAt = options.notBefore;
  }

  /** ffmpeg has begun a file. */
  opened(absolutePath: string): void {
    const { video, now, wallOf, onOpened } = this.#options;
    const before = this.#closings.at(-1);
    const cut = before && video.cutNear(before.pictures, this.#startOf(before.startMs))?.ptsMs;
    const cutAt = video.recorded === 0 ? undefined : wallOf(cut ?? video.endMs);
    const openedAt = Math.max(Math.min(cutAt ?? now(), now()), this.#endedAt);
    this.#open.push({ absolutePath, openedAt });
    if (video.recorded === 0) this.#unannounced = { absolutePath, startedAt: openedAt };
    else onOpened({ absolutePath, startedAt: openedAt });
  }

  /** A picture has come. */
  announce(): void {
    if (!this.#unannounced || this.#options.video.recorded === 0) return;
    this.#options.onOpened(this.#unannounced);
    this.#unannounced = undefined;
  }

  /** ffmpeg has finished a file. */
  closed(closing: Closing): void {
    this.#closings.push({ ...closing, pictures: this.#options.video.count });
  }

  /** Hands over the files whose end is known: the next file's first keyframe. */
  settle(): void {
    for (let [first] = this.#closings; first; [first] = this.#closings) {
      const file = this.#open.findIndex(({ absolutePath }) => path.basename(absolutePath) === path.basename(first.name));
      if (file < 0 || file === this.#open.length - 1) return; // it, or the next one, is still to be told of
      const endMs = this.#closings[1]?.startMs ?? this.#options.video.cutNear(first.pictures, this.#startOf(first.startMs))?.ptsMs;
      if (endMs === undefined) return;
      this.#closings.shift();
      this.#close(this.#open.splice(file, 1)[0], first.startMs, endMs);
    }
  }

  /** ffmpeg has ended: hands over all that is left, also what it could not finish because it was killed. */
  finish(): void {
    const { video } = this.#options;
    for (let [file] = this.#open; file; [file] = this.#open) {
      this.#open.shift();
      const at = this.#closings.findIndex(({ name }) => path.basename(name) === path.basename(file?.absolutePath ?? ''));
      const closing = this.#closings[at];
      const startMs = closing?.startMs ?? this.#endMs ?? 0;
      const cut = closing && this.#open.length > 0 ? video.cutNear(closing.pictures, this.#startOf(startMs))?.ptsMs : undefined;
      this.#close(file, startMs, this.#closings[at + 1]?.startMs ?? cut ?? video.endMs);
    }
  }

  /** ffmpeg counts the first file from 0, wherever its first picture is. */
  #startOf(startMs: number): number {
    return this.#endMs === undefined ? (this.#options.video.firstKeyMs ?? startMs) : startMs;
  }

  /** Segments of one run touch: each begins on the wall clock where the one before ended. */
  #close(file: OpenFile | undefined, listedMs: number, endMs: number): void {
    if (!file) return;
    const { video, wallOf, onClosed } = this.#options;
    const startMs = this.#startOf(listedMs);
    const durationMs = video.recorded === 0 ? 0 : Math.max(0, endMs - startMs);
    const start = this.#endMs === undefined ? (wallOf(startMs) ?? file.openedAt) : this.#endedAt;
    const startedAt = Math.max(start, this.#endedAt);
    const endedAt = Math.max(startedAt, wallOf(endMs) ?? startedAt + durationMs);
    this.#endMs = endMs;
    this.#endedAt = endedAt;
    onClosed({
      absolutePath: file.absolutePath,
      startedAt: Math.round(startedAt),
      endedAt: Math.round(endedAt),
      durationMs: Math.round(durationMs),
    });
  }
}
