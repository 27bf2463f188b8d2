import { pause } from './pause.ts';
import type { LivingProcess } from './processes.ts';
import type { Product } from './product.ts';

const LOOK_EVERY_MS = 1_000;

/** What the product took at a moment, in bytes of resident memory. */
export interface MemorySample {
  readonly at: number;
  readonly server: number;
  readonly hub: number;
  /** Server, hub, recorders, conversions, everything. */
  readonly all: number;
  readonly processes: number;
}

/** Looks once a second at what the product takes. */
export class ProcessWatch {
  readonly samples: MemorySample[] = [];
  readonly #over = new AbortController();
  #looking: Promise<void> = Promise.resolve();

  static start(product: Product): ProcessWatch {
    const watch = new ProcessWatch();
    watch.#looking = watch.#watch(product);
    return watch;
  }

  async end(): Promise<void> {
    this.#over.abort();
    await this.#looking;
  }

  async #watch(product: Product): Promise<void> {
    while (await pause(LOOK_EVERY_MS, this.#over.signal)) {
      const tree = product.processes();
      const rssOf = (wanted: (process: LivingProcess) => boolean): number =>
        tree.filter(wanted).reduce((sum, { rssBytes }) => sum + rssBytes, 0);
      this.samples.push({
        at: Date.now(),
        server: rssOf(({ pid }) => pid === product.pid),
        hub: rssOf(({ commandLine }) => commandLine.includes('go2rtc')),
        all: rssOf(() => true),
        processes: tree.length,
      });
    }
  }
}
