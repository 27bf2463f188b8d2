import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { ClosedSegment, OpenedSegment } from '../recorder/recorder.ts';

const RETRY_MS = 5_000;

export interface SegmentIntakeOptions {
  /** Writes what is told, or throws. */
  readonly catalogue: {
    segmentOpened(segment: OpenedSegment): Promise<unknown>;
    segmentClosed(segment: ClosedSegment): Promise<unknown>;
  };
  readonly clock: Clock;
  readonly log: Logger;
}

/** Takes segments from the recorder: a database that fails for a while loses no row, because it is asked again until it takes it. */
export class SegmentIntake implements Disposable {
  readonly #options: SegmentIntakeOptions;
  readonly #closing = new AbortController();

  constructor(options: SegmentIntakeOptions) {
    this.#options = options;
  }

  /** A file is being written. */
  opened(segment: OpenedSegment): Promise<void> {
    return this.#persist(() => this.#options.catalogue.segmentOpened(segment));
  }

  /** A file is complete and synced. */
  closed(segment: ClosedSegment): Promise<void> {
    return this.#persist(() => this.#options.catalogue.segmentClosed(segment));
  }

  /** From now on everything is tried once: a database that fails must not hold up the end, and the next start finds the files. */
  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #persist(write: () => Promise<unknown>): Promise<void> {
    const { clock, log } = this.#options;
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (this.#closing.signal.aborted) throw error;
        log.error({ error: messageOf(error) }, 'cannot save a segment in the catalogue; it is tried again in 5 seconds');
        await clock.sleep(RETRY_MS, this.#closing.signal).catch(() => undefined);
      }
    }
  }
}
