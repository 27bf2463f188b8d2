import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

const STALL_NS = 2e9;

/** Says whether this process turns: answers requests, timers and files. */
export class EventLoopWatch implements Disposable {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay();

  static start(): EventLoopWatch {
    const watch = new EventLoopWatch();
    watch.#delay.enable();
    return watch;
  }

  /** Whether it has not stood still for two seconds since the last question. */
  isTurning(): boolean {
    const longestNs = this.#delay.max;
    this.#delay.reset();
    return longestNs < STALL_NS;
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }
}
