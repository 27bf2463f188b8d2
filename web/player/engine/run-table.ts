/** A piece of a playlist: where it lies in media time (seconds) and when it was (epoch ms). */
export interface PlaylistPiece {
  readonly start: number;
  readonly duration: number;
  readonly wall: number;
}

/** Media that follows each other on the wall clock without a gap. */
interface Stretch {
  readonly mediaFrom: number;
  readonly mediaTo: number;
  readonly wallFrom: number;
  readonly wallTo: number;
}

/** What a moment is in a table: a media time, or a gap up to the next stretch (`to` null: the table knows of none). */
type Place =
  | { readonly kind: 'media'; readonly media: number }
  | { readonly kind: 'gap'; readonly from: number | null; readonly to: number | null };

/** Pauses shorter than this are how files follow each other. */
export const SEAMLESS_MS = 1_500;
/** Names of files, addresses and people tell full seconds: what began within one of them is meant. */
const FULL_SECOND_MS = 1_000;
/** Timestamps and clocks differ by this much without anything being missing. */
const JITTER_MS = 20;

/** Translates between the wall clock and the media time of a playlist, in which gaps are absent. */
export class RunTable {
  static readonly empty = new RunTable([]);
  readonly stretches: readonly Stretch[];

  private constructor(stretches: readonly Stretch[]) {
    this.stretches = stretches;
  }

  /** Of pieces in the order of the playlist. */
  static of(pieces: readonly PlaylistPiece[]): RunTable {
    const stretches: Stretch[] = [];
    for (const { start, duration, wall } of pieces) {
      const last = stretches.at(-1);
      const mediaTo = start + duration;
      const isSame = last && Math.abs(wallAt(last, start) - wall) <= JITTER_MS && start - last.mediaTo < 0.1;
      if (isSame) stretches[stretches.length - 1] = { ...last, mediaTo, wallTo: wallAt(last, mediaTo) };
      else stretches.push({ mediaFrom: start, mediaTo, wallFrom: wall, wallTo: wall + duration * 1000 });
    }
    return new RunTable(stretches);
  }

  /** The first moment there is; null in an empty table. */
  get begin(): number | null {
    return this.stretches[0]?.wallFrom ?? null;
  }

  /** Where all ends for now; null in an empty table. */
  get end(): number | null {
    return this.stretches.at(-1)?.wallTo ?? null;
  }

  /** When the picture at a media time was taken; null in an empty table. Before the first and after the last it is extrapolated. */
  wallOf(media: number): number | null {
    const stretch = this.#stretchOf(media);
    return stretch ? wallAt(stretch, media) : null;
  }

  /** Where a moment lies. The short pauses between two files belong to the later one, and so does the second in which it begins. */
  placeOf(wall: number): Place {
    const next = this.stretches.findIndex(({ wallTo }) => wall < wallTo);
    const stretch = this.stretches[next];
    if (!stretch) return { kind: 'gap', from: this.end, to: null };
    if (wall >= stretch.wallFrom) return { kind: 'media', media: stretch.mediaFrom + (wall - stretch.wallFrom) / 1000 };
    const before = this.stretches[next - 1];
    const isSeamless = before !== undefined && stretch.wallFrom - before.wallTo <= SEAMLESS_MS;
    if (isSeamless || stretch.wallFrom - wall < FULL_SECOND_MS) return { kind: 'media', media: stretch.mediaFrom };
    return { kind: 'gap', from: before?.wallTo ?? null, to: stretch.wallFrom };
  }

  /** The gap that lies between two media times, when playing from one to the other jumps over one. */
  gapBetween(earlier: number, later: number): { readonly from: number; readonly to: number } | null {
    const first = this.stretches.findIndex(({ mediaTo }) => earlier < mediaTo);
    for (let at = first; at >= 0 && at < this.stretches.length - 1; at++) {
      const [before, after] = [this.stretches[at], this.stretches[at + 1]];
      if (!before || !after || later < after.mediaFrom) return null;
      if (after.wallFrom - before.wallTo > SEAMLESS_MS) return { from: before.wallTo, to: after.wallFrom };
    }
    return null;
  }

  #stretchOf(media: number): Stretch | undefined {
    return this.stretches.find(({ mediaTo }) => media < mediaTo) ?? this.stretches.at(-1);
  }
}

function wallAt({ mediaFrom, wallFrom }: Stretch, media: number): number {
  return wallFrom + (media - mediaFrom) * 1000;
}
