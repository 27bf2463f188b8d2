import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { SingleFlight } from '../lib/single-flight.ts';

const PROBE = '.nvr-speed';
const PROBE_BYTES = 4 * 1024 * 1024;
/** With less free than this every byte belongs to the recordings. */
const LEAST_FREE_BYTES = 1e9;

export interface DiskSpeedOptions {
  readonly root: string;
  /** What is free now; null while nothing may be written. */
  readonly freeBytes: () => number | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How fast bytes really reach the recording disk: a small file, written and synced now and then. */
export class DiskSpeed {
  readonly #options: DiskSpeedOptions;
  readonly #measuring = new SingleFlight(() =>
    this.#write().catch((error: unknown) => this.#options.log.debug({ error: messageOf(error) }, 'cannot measure disk speed')),
  );
  #writeBps: number | null = null;
  #measuredAt: number | null = null;

  constructor(options: DiskSpeedOptions) {
    this.#options = options;
  }

  /** Bytes a second and when that was measured. */
  get result(): { readonly writeBps: number | null; readonly measuredAt: number | null } {
    return { writeBps: this.#writeBps, measuredAt: this.#measuredAt };
  }

  /** Measures, unless the last attempt still hangs. Never rejects. */
  measure(): Promise<void> {
    return this.#measuring.run();
  }

  async #write(): Promise<void> {
    const { root, freeBytes, clock } = this.#options;
    if ((freeBytes() ?? 0) < LEAST_FREE_BYTES) return;
    const bytes = randomBytes(PROBE_BYTES); // nothing that a file system could compress
    const probe = path.join(root, PROBE);
    const startedAt = clock.monotonic();
    const file = await open(probe, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
      await unlink(probe);
    }
    const tookMs = Math.max(clock.monotonic() - startedAt, 0.001);
    this.#writeBps = Math.round((PROBE_BYTES / tookMs) * 1000);
    this.#measuredAt = clock.now();
  }
}
