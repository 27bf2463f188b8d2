import type { Surroundings } from './reconcile.ts';
import type { NewSegment } from './segment.ts';

/** Tells people of files that were found and are not what a recording should be: a sentence for each folder. */
export class OddFiles {
  readonly #surroundings: Pick<Surroundings, 'log' | 'addEvent'>;
  #unplayable: NewSegment[] = [];
  #misdated: NewSegment[] = [];

  constructor(surroundings: Pick<Surroundings, 'log' | 'addEvent'>) {
    this.#surroundings = surroundings;
  }

  note(segment: NewSegment, isMisdated: boolean): void {
    if (segment.found?.unplayable) this.#unplayable.push(segment);
    if (isMisdated) this.#misdated.push(segment);
  }

  async tell(folder: string): Promise<void> {
    const [unplayable, misdated] = [this.#unplayable, this.#misdated];
    this.#unplayable = [];
    this.#misdated = [];
    const [broken] = unplayable;
    if (broken) {
      const why = unplayable.length === 1 ? `: ${broken.found?.problem}` : '; the list says why';
      await this.#say('unplayable', folder, unplayable, `cannot be played${why}`);
    }
    if (misdated.length > 0)
      await this.#say(
        'misdated',
        folder,
        misdated,
        'has a name that tells a time which cannot be right: it is listed there, and not believed',
      );
  }

  async #say(kind: 'unplayable' | 'misdated', folder: string, segments: readonly NewSegment[], what: string): Promise<void> {
    const [first] = segments;
    if (!first) return;
    const more = segments.length > 1 ? ` (and ${segments.length - 1} more in its folder)` : '';
    const text = `${first.path}${more} ${what}`;
    this.#surroundings.log.warn(
      { folder, kind, files: segments.slice(0, 20).map(({ path }) => path), count: segments.length },
      'files are listed that are not what a recording should be',
    );
    await this.#surroundings.addEvent({ kind, channel: first.channel, text, data: { folder, files: segments.length, path: first.path } });
  }
}
