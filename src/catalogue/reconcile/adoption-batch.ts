import { enterSegment } from '../rows/enter-segment.ts';
import type { NewSegment } from '../rows/segment.ts';
import type { SegmentMedia } from '../rows/segment-media.ts';
import { touching } from '../rows/touching-span.ts';
import type { Counters, ReconcileContext } from './reconcile-options.ts';

/** Each commit waits for the disk: found files are entered some at a time, and shown as they come. */
const BATCH = 25;

interface Found {
  readonly segment: NewSegment;
  readonly media?: SegmentMedia;
}

/** Collects files that were found, and enters them. */
export class AdoptionBatch {
  readonly #context: ReconcileContext;
  readonly #counters: Counters;
  #found: Found[] = [];

  constructor(context: ReconcileContext, counters: Counters) {
    this.#context = context;
    this.#counters = counters;
  }

  async add(found: Found): Promise<void> {
    this.#found.push(found);
    if (this.#found.length >= BATCH) await this.flush();
  }

  async flush(): Promise<void> {
    const found = this.#found;
    if (found.length === 0) return;
    this.#found = [];
    const { database, maxGapMs, onEntered } = this.#context;
    await database.transaction(async (t) => {
      for (const { segment, media } of found) await enterSegment(t, await touching(t, segment), maxGapMs, media);
    });
    this.#counters.adopted += found.length;
    const [last] = found.slice(-1);
    if (last) onEntered(last.segment);
  }
}
