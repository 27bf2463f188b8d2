import { messageOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { Wake } from '../../lib/supervise.ts';

export interface ReconcileLoopOptions {
  /** One pass, after which catalogue and disk agree. */
  readonly reconcile: (signal: AbortSignal) => Promise<unknown>;
  /** Whether the recording disk can be used now. */
  readonly isUsable: () => boolean;
  /** Told after each pass, also one that failed. */
  readonly onDone: () => void;
  readonly log: Logger;
}

/** Makes catalogue and disk agree while recording goes on already, and again whenever a disk that was away is back. */
export class ReconcileLoop implements AsyncDisposable {
  readonly #options: ReconcileLoopOptions;
  readonly #life = new AbortController();
  readonly #first = Promise.withResolvers<void>();
  readonly #isBack = new Wake();
  #isDue = true;
  #isAway: boolean;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: ReconcileLoopOptions) {
    this.#options = options;
    this.#isAway = !options.isUsable();
  }

  static start(options: ReconcileLoopOptions): ReconcileLoop {
    const loop = new ReconcileLoop(options);
    loop.#done = loop.#run(loop.#life.signal);
    return loop;
  }

  /** Resolves after the first pass, or when there will be none. */
  get first(): Promise<void> {
    return this.#first.promise;
  }

  /** The state of the recording disk is another one. */
  diskChanged(): void {
    const wasAway = this.#isAway;
    this.#isAway = !this.#options.isUsable();
    if (!wasAway || this.#isAway) return;
    this.#isDue = true; // also while a pass is under way: it may have begun before the disk went
    this.#isBack.ring();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#isDue && this.#options.isUsable()) await this.#pass(signal);
      else await this.#isBack.next(signal);
    }
    this.#first.resolve();
  }

  async #pass(signal: AbortSignal): Promise<void> {
    const { reconcile, onDone, log } = this.#options;
    this.#isDue = false;
    await reconcile(signal).catch((error: unknown) => log.error({ error: messageOf(error) }, 'reconciling catalogue and disk failed'));
    onDone();
    this.#first.resolve();
  }
}
