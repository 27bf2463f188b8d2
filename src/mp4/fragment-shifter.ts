import { MediaInvalid } from '../lib/errors.ts';
import { boxesIn, boxHeaderAt } from './box.ts';
import { type MovieTrack, mainTrackOf, readMovie } from './movie.ts';
import { applyEditShifts, readFragment } from './movie-fragment.ts';

/** Moves fragments in time, all their tracks together, so that those of several files can follow each other in one. */
export class FragmentShifter {
  readonly #tracks: readonly MovieTrack[];
  readonly #main: MovieTrack;

  /** @param init what the fragments belong to. @throws MediaInvalid */
  constructor(init: Uint8Array) {
    const front = Buffer.from(init);
    const moov = boxesIn(front).find(({ type }) => type === 'moov');
    if (!moov) throw new MediaInvalid('the init segment has no moov');
    this.#tracks = readMovie(front.subarray(moov.start, moov.end)).tracks;
    this.#main = mainTrackOf(this.#tracks);
  }

  /** When a fragment begins, in time units of the main track. @throws MediaInvalid */
  startOf(fragment: Buffer): number {
    const [run] = readFragment(moofOf(fragment), [this.#main]);
    if (run?.decodeTime === undefined) throw new MediaInvalid('the fragment does not say when it begins');
    return run.decodeTime;
  }

  /** Makes a fragment begin later by so many time units of the main track, or earlier, in place. @throws MediaInvalid */
  shift(fragment: Buffer, byUnits: number): void {
    const moved = this.#tracks.map((track) => ({ ...track, editShift: Math.round((byUnits * track.timescale) / this.#main.timescale) }));
    applyEditShifts(moofOf(fragment), moved);
  }
}

function moofOf(fragment: Buffer): Buffer {
  const header = boxHeaderAt(fragment, 0);
  if (header?.type !== 'moof' || header.size > fragment.length) throw new MediaInvalid('there is no fragment where one should be');
  return fragment.subarray(0, header.size);
}
