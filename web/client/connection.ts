import type { Clock } from '../time/clock.ts';
import { Store } from './store.ts';

/** Whether the server can be reached; while it cannot, when the next try is (epoch ms). */
type ConnectionState = { readonly phase: 'connected' } | { readonly phase: 'lost'; readonly nextTryAt: number };

interface ConnectionOptions {
  readonly clock: Clock;
  /** Asks the server anything cheap; its outcome comes back through `reached`. */
  readonly probe: () => Promise<unknown>;
  /** Called once when the server is there again: what the page shows may be old. */
  readonly onBack: () => void;
}

const FIRST_WAIT_MS = 1000;
/** A cheap question: the pictures come back as soon as it is answered, so it is asked often. */
const LONGEST_WAIT_MS = 3000;

/** Knows whether the server answers, and keeps trying by itself while it does not. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #state = new Store<ConnectionState>({ phase: 'connected' });
  #life: AbortController | null = null;
  #wake: AbortController | null = null;

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  /** Each request of the client reports here. */
  reached(isReached: boolean): void {
    if (isReached && this.#life) {
      this.#life.abort();
      this.#life = null;
      this.#state.set({ phase: 'connected' });
      this.#options.onBack();
    }
    if (!isReached && !this.#life) {
      this.#life = new AbortController();
      void this.#retry(this.#life.signal);
    }
  }

  /** The user does not want to wait. */
  tryNow(): void {
    this.#wake?.abort();
  }

  async #retry(signal: AbortSignal): Promise<void> {
    const { clock, probe } = this.#options;
    for (let wait = FIRST_WAIT_MS; !signal.aborted; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      this.#state.set({ phase: 'lost', nextTryAt: clock.now() + wait });
      this.#wake = new AbortController();
      await clock.sleep(wait, AbortSignal.any([signal, this.#wake.signal])).catch(() => undefined);
      if (!signal.aborted) await probe();
    }
  }
}
