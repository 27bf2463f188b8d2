import type { RecordingEntry } from '#shared/recordings.ts';
import { Store } from '../client/store.ts';
import type { Clock } from '../time/clock.ts';

/** Something that somebody wants deleted. */
export interface WantedDelete {
  readonly id: string;
  /** Whether a recording of a channel is among what goes. */
  readonly hides: (channel: number, entry: RecordingEntry) => boolean;
  /** What is said of it: so many seconds before, and then (null) while it is carried out. */
  readonly tell: (seconds: number | null) => string;
  /** Deletes for good, and says what came of it. */
  readonly carryOut: () => Promise<void>;
}

/** It will be deleted unless somebody says no until then (epoch ms). */
export interface PendingDelete extends Pick<WantedDelete, 'id' | 'hides' | 'tell'> {
  readonly dueAt: number;
  /** It is being carried out: one can no longer say no. */
  readonly isDue: boolean;
}

/** How long one can say no. */
const UNDO_MS = 10_000;

/** Holds deletions back for ten seconds, so that they can be undone. Closing the page before that deletes nothing. */
export class PendingDeletes {
  readonly #clock: Clock;
  readonly #store = new Store<readonly PendingDelete[]>([]);
  readonly #undo = new Map<string, AbortController>();

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Deletes in ten seconds. */
  schedule(wanted: WantedDelete): void {
    const { id, hides, tell } = wanted;
    if (this.getSnapshot().some((pending) => pending.id === id)) return;
    const undo = new AbortController();
    this.#undo.set(id, undo);
    this.#store.set([...this.getSnapshot(), { id, hides, tell, dueAt: this.#clock.now() + UNDO_MS, isDue: false }]);
    void this.#hold(wanted, undo.signal);
  }

  undo(id: string): void {
    this.#undo.get(id)?.abort();
  }

  /** Nothing more is deleted, e.g. because of a sign-out. */
  undoAll(): void {
    for (const undo of this.#undo.values()) undo.abort();
  }

  async #hold({ id, carryOut }: WantedDelete, signal: AbortSignal): Promise<void> {
    const isDue = await this.#clock.sleep(UNDO_MS, signal).then(
      () => true,
      () => false,
    );
    this.#undo.delete(id);
    if (isDue) {
      this.#store.set(this.getSnapshot().map((pending) => (pending.id === id ? { ...pending, isDue } : pending)));
      await carryOut();
    }
    this.#store.set(this.getSnapshot().filter((pending) => pending.id !== id));
  }
}
