import path from 'node:path';
import type { Removed, Segment } from '../segments/segments.ts';
import type { Cause } from './retention.ts';

/** What one run of cleanup did. */
export interface Cleaned {
  readonly segments: number;
  readonly bytes: number;
  readonly channels: readonly number[];
  /** Segments by why they went. */
  readonly causes: Readonly<Record<Cause, number>>;
  /** Files that could not be deleted. */
  readonly refused: number;
}

/** Adds up what one run of cleanup did. */
export class Tally {
  /** In which files were deleted, relative to the root. */
  readonly folders = new Set<string>();
  readonly #segments: Segment[] = [];
  readonly #causes: Record<Cause, number> = { age: 0, storage: 0, free: 0 };
  #refused = 0;

  add({ segments, refused }: Removed, causes: ReadonlyMap<number, Cause> = new Map()): void {
    this.#segments.push(...segments);
    this.#refused += refused;
    for (const segment of segments) {
      this.folders.add(path.posix.dirname(segment.path));
      const cause = causes.get(segment.id);
      if (cause) this.#causes[cause]++;
    }
  }

  get bytes(): number {
    return this.#segments.reduce((sum, { diskBytes }) => sum + diskBytes, 0);
  }

  get cleaned(): Cleaned {
    const channels = [...new Set(this.#segments.map(({ channel }) => channel))].sort((a, b) => a - b);
    return { segments: this.#segments.length, bytes: this.bytes, channels, causes: this.#causes, refused: this.#refused };
  }
}
