import type { Clock } from '../../time/clock.ts';

interface AttentionOptions {
  readonly clock: Clock;
  /** Its abort ends all looking. */
  readonly life: AbortSignal;
  /** Nobody looks any more, or the look begins anew: called just before its signal aborts. */
  readonly onLeave: () => void;
}

/** Whether somebody looks at a tile; who looks away may come back within a while as if nothing had been. */
export class Attention {
  readonly #options: AttentionOptions;
  #look = new AbortController();
  #leaving: AbortController | null = null;
  #isThere = false;

  constructor(options: AttentionOptions) {
    this.#options = options;
  }

  get isThere(): boolean {
    return this.#isThere;
  }

  /** Whether nobody has looked for a moment, though the while is not over. */
  get isLeaving(): boolean {
    return this.#leaving?.signal.aborted === false;
  }

  /** Aborts when this look ends. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#look.signal, this.#options.life]);
  }

  /** @returns whether that is news */
  come(): boolean {
    this.#leaving?.abort();
    if (this.#isThere) return false;
    this.#isThere = true;
    this.#look = new AbortController();
    return true;
  }

  /** Leaves after so long, unless somebody comes before. */
  leave(afterMs: number): void {
    this.#leaving?.abort();
    const leaving = new AbortController();
    this.#leaving = leaving;
    this.#options.clock.sleep(afterMs, AbortSignal.any([leaving.signal, this.#options.life])).then(
      () => {
        leaving.abort();
        this.#isThere = false;
        this.#end();
      },
      () => undefined, // somebody came, or all is over
    );
  }

  /** Ends this look and begins the next. */
  renew(): void {
    if (!this.#isThere) return;
    this.#end();
    this.#look = new AbortController();
  }

  #end(): void {
    this.#options.onLeave();
    this.#look.abort();
  }
}
