/** Who comes first when attempts must queue. */
export type Urgency = 'user' | 'normal' | 'known-offline';

/** A place in the gate; leaving twice is harmless. */
export interface Place {
  leave(): void;
}

interface Waiter {
  readonly urgency: Urgency;
  readonly admit: () => void;
}

const ORDER: readonly Urgency[] = ['user', 'normal', 'known-offline'];

/** Lets only so many connection attempts of a page run at once, so that a wall of cameras does not choke itself. */
export class LiveGate {
  readonly #places: number;
  readonly #waiting = new Set<Waiter>();
  #taken = 0;

  constructor(places = 4) {
    this.#places = places;
  }

  /** Resolves when it is one's turn; rejects with the signal's reason when aborted before. */
  async enter(urgency: Urgency, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.#taken >= this.#places) await this.#turn(urgency, signal);
    else this.#taken++;
    let isIn = true;
    const leave = (): void => {
      if (isIn) this.#passOn();
      isIn = false;
    };
    return { leave };
  }

  #turn(urgency: Urgency, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter = { urgency, admit: () => done(resolve) };
      const onAbort = (): void => done(() => reject(signal.reason));
      const done = (settle: () => void): void => {
        this.#waiting.delete(waiter);
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiter);
    });
  }

  /** A place that somebody waits for is handed on, never freed meanwhile. */
  #passOn(): void {
    const next = [...this.#waiting].sort((a, b) => ORDER.indexOf(a.urgency) - ORDER.indexOf(b.urgency))[0];
    if (next) next.admit();
    else this.#taken--;
  }
}
