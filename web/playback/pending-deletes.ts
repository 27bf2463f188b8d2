import type { Clock } from '../client/clock.ts';
import { Store } from '../client/store.ts';

/** A recording that will be deleted unless somebody says no until then (epoch ms). */
export interface PendingDelete {
  readonly path: string;
  readonly label: string;
  readonly dueAt: number;
}

export interface PendingDeletesOptions {
  readonly clock: Clock;
  /** Deletes for good. */
  readonly send: (pending: PendingDelete) => Promise<void>;
}

/** How long one can say no. */
export const UNDO_MS = 10_000;

/** Holds deletions back for ten seconds, so that they can be undone. Closing the page before that deletes nothing. */
export class PendingDeletes {
  readonly #options: PendingDeletesOptions;
  readonly #store = new Store<readonly PendingDelete[]>([]);
  readonly #undo = new Map<string, AbortController>();

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(options: PendingDeletesOptions) {
    this.#options = options;
  }

  /** Deletes in ten seconds. */
  schedule(path: string, label: string): void {
    if (this.#undo.has(path)) return;
    const undo = new AbortController();
    this.#undo.set(path, undo);
    const pending = { path, label, dueAt: this.#options.clock.now() + UNDO_MS };
    this.#store.set([...this.getSnapshot(), pending]);
    void this.#hold(pending, undo.signal);
  }

  undo(path: string): void {
    this.#undo.get(path)?.abort();
  }

  /** Nothing more is deleted, e.g. because of a sign-out. */
  undoAll(): void {
    for (const undo of this.#undo.values()) undo.abort();
  }

  async #hold(pending: PendingDelete, signal: AbortSignal): Promise<void> {
    const isDue = await this.#options.clock.sleep(UNDO_MS, signal).then(
      () => true,
      () => false,
    );
    this.#undo.delete(pending.path);
    if (isDue) await this.#options.send(pending);
    this.#store.set(this.getSnapshot().filter(({ path }) => path !== pending.path));
  }
}
