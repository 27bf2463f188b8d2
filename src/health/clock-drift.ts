import { HOUR_MS } from '#shared/durations.ts';

/** A closed file: when it was by our clock, and how long it is by the camera's. */
export interface ClockedFile {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly durationMs: number;
}

/** How a camera's clock runs against ours. */
export interface Drift {
  /** 0.003: in a second of ours it counts 1.003. */
  readonly share: number;
  /** The time of ours that was looked at. */
  readonly overMs: number;
}

/** Less tells more of the network's moods than of a clock: a tenth of a second is 0.02 % of it. */
const LEAST_MS = 540_000;
const MOST_MS = HOUR_MS;

/** Compares the times a camera gives its pictures with when they arrive, file by file of one unbroken recording, over the last hour. */
export class ClockDrift {
  #files: readonly { readonly wallMs: number; readonly mediaMs: number }[] = [];
  #lastEndedAt: number | undefined;

  /** The first file after a pause is placed by its own end alone, and says nothing. */
  closed({ startedAt, endedAt, durationMs }: ClockedFile): void {
    const isNext = startedAt === this.#lastEndedAt;
    this.#lastEndedAt = endedAt;
    this.#files = isNext ? latest([...this.#files, { wallMs: endedAt - startedAt, mediaMs: durationMs }]) : [];
  }

  /** Null before enough has been recorded. */
  get drift(): Drift | null {
    const wallMs = lengthOf(this.#files);
    const mediaMs = this.#files.reduce((sum, file) => sum + file.mediaMs, 0);
    return wallMs < LEAST_MS ? null : { share: mediaMs / wallMs - 1, overMs: wallMs };
  }
}

function latest<T extends { readonly wallMs: number }>(files: readonly T[]): readonly T[] {
  const [first, ...rest] = files;
  return first && lengthOf(files) - first.wallMs >= MOST_MS ? latest(rest) : files;
}

function lengthOf(files: readonly { readonly wallMs: number }[]): number {
  return files.reduce((sum, { wallMs }) => sum + wallMs, 0);
}
