import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import type { Clock } from '../lib/clock.ts';

const RESOLUTION_MS = 20;

/** This process in one stretch of time. */
export interface ProcessSample {
  readonly memoryBytes: number;
  readonly heapBytes: number;
  /** Of one core, since the sample before. */
  readonly cpuPercent: number;
  /** The longest since the sample before. */
  readonly eventLoopDelayMs: number;
}

/** Measures this process's memory, processor time and delays. */
export class ProcessWatch implements Disposable {
  readonly #clock: Clock;
  readonly #delay: IntervalHistogram;
  #cpu = process.cpuUsage();
  #at: number;
  #last: ProcessSample;

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#at = clock.monotonic();
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#last = { ...memory(), cpuPercent: 0, eventLoopDelayMs: 0 };
  }

  static start(clock: Clock): ProcessWatch {
    const watch = new ProcessWatch(clock);
    watch.#delay.enable();
    return watch;
  }

  /** Ends a stretch of time. */
  sample(): ProcessSample {
    const { user, system } = process.cpuUsage(this.#cpu);
    const elapsedMs = this.#clock.monotonic() - this.#at;
    this.#cpu = process.cpuUsage();
    this.#at = this.#clock.monotonic();
    const cpuPercent = elapsedMs > 0 ? rounded(((user + system) / 1000 / elapsedMs) * 100) : 0;
    const eventLoopDelayMs = rounded(Math.max(0, this.#delay.max / 1e6 - RESOLUTION_MS));
    this.#delay.reset();
    this.#last = { ...memory(), cpuPercent, eventLoopDelayMs };
    return this.#last;
  }

  /** The last stretch, with the memory of now. */
  now(): ProcessSample {
    return { ...this.#last, ...memory() };
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }
}

function memory(): Pick<ProcessSample, 'memoryBytes' | 'heapBytes'> {
  const { rss, heapUsed } = process.memoryUsage();
  return { memoryBytes: rss, heapBytes: heapUsed };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
