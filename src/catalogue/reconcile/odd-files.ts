import type { NewSegment } from '../rows/segment.ts';
import type { ReconcileContext } from './reconcile-options.ts';

/** Tells people of files that were found and are not what a recording should be: an event for each folder. */
export class OddFiles {
  readonly #context: Pick<ReconcileContext, 'log' | 'addEvent'>;
  #unplayable: NewSegment[] = [];
  #misdated: NewSegment[] = [];

  constructor(context: Pick<ReconcileContext, 'log' | 'addEvent'>) {
    this.#context = context;
  }

  note(segment: NewSegment, isMisdated: boolean): void {
    if (segment.found?.unplayable) this.#unplayable.push(segment);
    if (isMisdated) this.#misdated.push(segment);
  }

  async tell(folder: string): Promise<void> {
    const [unplayable, misdated] = [this.#unplayable, this.#misdated];
    this.#unplayable = [];
    this.#misdated = [];
    if (unplayable.length > 0) await this.#say('unplayable', folder, unplayable);
    if (misdated.length > 0) await this.#say('misdated', folder, misdated);
  }

  async #say(kind: 'unplayable' | 'misdated', folder: string, segments: readonly NewSegment[]): Promise<void> {
    const { log, addEvent } = this.#context;
    const [first] = segments;
    if (!first) return;
    const { channel, path, found } = first;
    const files = segments.length;
    const some = segments.slice(0, 20).map((segment) => segment.path);
    log.warn({ folder, kind, files: some, count: files }, 'files are listed that are not what a recording should be');
    const data = { folder, files, path };
    await addEvent(
      kind === 'misdated'
        ? { kind, channel, data }
        : { kind, channel, data: { ...data, why: found?.unplayable ?? null, said: found?.problem ?? null } },
    );
  }
}
