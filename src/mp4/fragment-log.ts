import type { Fragment, FragmentIndex } from './fragment-index.ts';
import { type Movie, type MovieTrack, mainTrackOf } from './movie.ts';
import { type Run, readFragment } from './movie-fragment.ts';
import { SampleTable } from './sample-table.ts';

/** Keeps account of a file's fragments, whether they are being written or read back: their index and all their samples. */
export class FragmentLog {
  readonly movie: Movie;
  readonly tables: readonly SampleTable[];
  readonly #main: MovieTrack;
  readonly #fragments: Fragment[] = [];
  /** Decoding time at which the newest fragment of the main track begins. */
  #newestStart: number | undefined;

  constructor(movie: Movie) {
    this.movie = movie;
    this.#main = mainTrackOf(movie.tracks);
    this.tables = movie.tracks.map((track) => new SampleTable(track));
  }

  get index(): FragmentIndex {
    return { timescale: this.#main.timescale, fragments: this.#fragments };
  }

  /**
   * Adds a fragment that is complete in the file.
   * @throws MediaInvalid
   */
  add(moof: Buffer, { offset, bytes }: Pick<Fragment, 'offset' | 'bytes'>): void {
    const runs = readFragment(moof, this.movie.tracks);
    const main = runs.filter(({ track }) => track === this.#main);
    const table = this.tables.find(({ track }) => track === this.#main);
    if (main[0] && table) this.#beginAt(Math.max(main[0].decodeTime ?? table.nextTime, table.samples > 0 ? (this.#newestStart ?? 0) : 0));
    const duration = main.flatMap(({ samples }) => samples).reduce((sum, sample) => sum + sample.duration, 0);
    this.#fragments.push({ offset, bytes, duration, keyframeBytes: keyframeBytesOf(main[0]) });
    for (const run of runs) this.tables.find(({ track }) => track === run.track)?.add(run, offset + run.offset);
  }

  /** A fragment lasts until the next begins, whatever it said itself. */
  #beginAt(start: number): void {
    const last = this.#fragments.findLastIndex(({ duration }) => duration > 0);
    const before = this.#fragments[last];
    if (before && this.#newestStart !== undefined) this.#fragments[last] = { ...before, duration: start - this.#newestStart };
    this.#newestStart = start;
  }
}

function keyframeBytesOf(run: Run | undefined): number {
  const first = run?.samples[0];
  return run && first?.isSync ? run.offset + first.bytes : 0;
}
