import type { PlayableSegment } from '../catalogue/catalogue.ts';
import { decodeFragmentIndex } from '../mp4/mp4.ts';
import { isClosed } from '../segments/segments.ts';
import { ACTIVITY_STEP_MS, activityLevels, changeOf } from './activity.ts';
import { entriesOf } from './entries.ts';
import type { PlaybackShelf } from './window.ts';

/** Levels need to know what is usual before and after. */
const AROUND_MS = 30 * 60_000;
/** A week of 16 cameras in 10-minute segments, each a few hundred bytes. */
const MOST_SEGMENTS = 16_384;

/** Indexes decoded without a pause. */
const READ_AT_ONCE = 50;

/** Activity of a channel, in steps from a moment on. */
export interface Activity {
  readonly stepMs: number;
  /** 0 (as usual) to 9; null where nothing is known. */
  readonly levels: readonly (number | null)[];
}

/** Reads activity out of fragment indexes: no picture is decoded, no file is opened. */
export class ActivityReader {
  readonly #shelf: PlaybackShelf;
  /** Changes of each step of ten seconds, by segment; the one asked for last is last. */
  readonly #known = new Map<number, ReadonlyMap<number, number>>();

  constructor(shelf: PlaybackShelf) {
    this.#shelf = shelf;
  }

  /** @param stepMs a multiple of ten seconds; of each step the highest level counts */
  async activity(channel: number, { from, to }: { readonly from: number; readonly to: number }, stepMs: number): Promise<Activity> {
    const begin = Math.floor(from / ACTIVITY_STEP_MS);
    const before = Math.ceil(AROUND_MS / ACTIVITY_STEP_MS);
    const count = Math.ceil(to / ACTIVITY_STEP_MS) - begin;
    const changes = new Array<number | null>(count + 2 * before).fill(null);
    for (const [nth, segment] of (await this.#shelf.playableIn(channel, from - AROUND_MS, to + AROUND_MS)).entries()) {
      if (nth % READ_AT_ONCE === READ_AT_ONCE - 1) await new Promise(setImmediate); // let others have their turn
      for (const [step, change] of isClosed(segment) ? this.#changesOf(segment) : []) {
        const at = step - begin + before;
        if (at >= 0 && at < changes.length) changes[at] = Math.max(change, changes[at] ?? Number.NEGATIVE_INFINITY);
      }
    }
    return { stepMs, levels: coarser(activityLevels(changes).slice(before, before + count), stepMs / ACTIVITY_STEP_MS) };
  }

  #changesOf(segment: PlayableSegment): ReadonlyMap<number, number> {
    const known = this.#known.get(segment.id);
    if (known) {
      this.#known.delete(segment.id);
      this.#known.set(segment.id, known);
      return known;
    }
    if (!segment.index) return new Map();
    const changes = read(segment, segment.index);
    this.#known.set(segment.id, changes);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST_SEGMENTS && oldest !== undefined) this.#known.delete(oldest);
    return changes;
  }
}

function read({ startedAt }: PlayableSegment, index: Uint8Array): Map<number, number> {
  const changes = new Map<number, number>();
  for (const { atMs, endMs, bytes, restBytes } of entriesOf(decodeFragmentIndex(index))) {
    const step = Math.floor((startedAt + atMs) / ACTIVITY_STEP_MS);
    const change = changeOf({ at: startedAt + atMs, durationMs: endMs - atMs, keyBytes: bytes - restBytes, restBytes });
    changes.set(step, Math.max(change, changes.get(step) ?? Number.NEGATIVE_INFINITY));
  }
  return changes;
}

function coarser(levels: readonly (number | null)[], factor: number): (number | null)[] {
  if (factor <= 1) return [...levels];
  return Array.from({ length: Math.ceil(levels.length / factor) }, (_, at) => {
    const known = levels.slice(at * factor, (at + 1) * factor).filter((level) => level !== null);
    return known.length > 0 ? Math.max(...known) : null;
  });
}
