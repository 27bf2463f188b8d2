import type { HealthHistoryAnswer } from '#shared/health.ts';

/** One moment of the history: epoch ms and figures. */
export type HealthSample = { readonly [Name in keyof HealthHistoryAnswer]: number };

/** The newest samples. */
export class SampleRing {
  readonly #size: number;
  readonly #samples: HealthSample[] = [];

  /** @param size how many are kept: a day of minutes takes about 150 kB */
  constructor(size: number) {
    this.#size = size;
  }

  add(sample: HealthSample): void {
    this.#samples.push(sample);
    if (this.#samples.length > this.#size) this.#samples.shift();
  }

  /** Oldest first, column by column. */
  columns(): HealthHistoryAnswer {
    const column = (name: keyof HealthSample): number[] => this.#samples.map((sample) => sample[name]);
    return {
      at: column('at'),
      memoryBytes: column('memoryBytes'),
      heapBytes: column('heapBytes'),
      cpuPercent: column('cpuPercent'),
      eventLoopDelayMs: column('eventLoopDelayMs'),
      bitrateBps: column('bitrateBps'),
      recording: column('recording'),
      converterWaiting: column('converterWaiting'),
    };
  }
}
