import type { RecordingEntry } from '#shared/recordings.ts';

/** A recording as something to play: its file, and the wall time it covers (epoch ms). */
export interface Piece {
  readonly path: string;
  readonly from: number;
  readonly to: number;
  readonly isLive: boolean;
  readonly entry: RecordingEntry;
}

/** Pieces nearer than this follow each other without a gap. */
export const SEAMLESS_MS = 1500;

/** The recordings as pieces in time order. */
export function reelOf(entries: readonly RecordingEntry[]): readonly Piece[] {
  return entries
    .map((entry) => {
      const from = Date.parse(entry.datetime);
      return { path: entry.name, from, to: from + entry.duration * 1000, isLive: entry.live, entry };
    })
    .toSorted((a, b) => a.from - b.from);
}

/**
 * The piece that plays at a moment: the one that covers it, or else the next one; null after the last. Where two touch or
 * overlap by the fraction of a second that start times leave out, it is the later one. A piece that is being written
 * covers all that follows, because it has grown since the list was made.
 */
export function pieceFor(reel: readonly Piece[], time: number): Piece | null {
  let low = 0;
  let high = reel.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reel[middle]?.from ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  const begun = reel[low - 1];
  return begun && (time < begun.to || begun.isLive) ? begun : (reel[low] ?? null);
}

/** The piece after this one; null at the end. Found by time, because a conversion changes the path. */
export function pieceAfter(reel: readonly Piece[], piece: Piece): Piece | null {
  return reel.find((candidate) => candidate.from > piece.from) ?? null;
}
