import { MediaInvalid } from '../lib/errors.ts';
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
  /** The newest fragment with samples of the main track, and the decoding time at which they begin. */
  #newest: { readonly at: number; readonly start: number } | undefined;

  #firstStart: number | undefined;

  constructor(movie: Movie) {
    this.movie = movie;
    this.#main = mainTrackOf(movie.tracks);
    this.tables = movie.tracks.map((track) => new SampleTable(track));
  }

  /** When the main track begins, by the file's own clock; undefined before its first fragment. */
  get firstTimeMs(): number | undefined {
    return this.#firstStart === undefined ? undefined : (this.#firstStart * 1000) / this.#main.timescale;
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
    if (main[0]) this.#beginAt(main[0].decodeTime ?? this.#tableOf(main[0]).nextTime);
    const duration = main.flatMap(({ samples }) => samples).reduce((sum, sample) => sum + sample.duration, 0);
    this.#fragments.push({ offset, bytes, duration, keyframeBytes: keyframeBytesOf(main[0]) });
    for (const run of runs) this.#tableOf(run).add(run, offset + run.offset);
  }

  #tableOf({ track }: Run): SampleTable {
    const table = this.tables.find((each) => each.track === track);
    if (!table) throw new MediaInvalid('a fragment of the MP4 belongs to no track');
    return table;
  }

  /** A fragment lasts until the next begins, whatever it said itself. */
  #beginAt(start: number): void {
    this.#firstStart ??= start;
    const before = this.#newest && this.#fragments[this.#newest.at];
    if (this.#newest && before) this.#fragments[this.#newest.at] = { ...before, duration: Math.max(0, start - this.#newest.start) };
    this.#newest = { at: this.#fragments.length, start };
  }
}

function keyframeBytesOf(run: Run | undefined): number {
  const first = run?.samples[0];
  return run && first?.isSync ? run.offset + first.bytes : 0;
}
