import { Store, type Watchable } from '../../client/store.ts';
import { AT_FIRST, type ViewerState } from './viewer-state.ts';

/** Keeps what a viewer shows, and tells of it only what is news. */
export class ViewerStore implements Watchable<ViewerState> {
  readonly #store: Store<ViewerState>;
  #isClosed = false;

  readonly subscribe: Store<ViewerState>['subscribe'];
  readonly getSnapshot: () => ViewerState;

  constructor(begin: Partial<ViewerState>) {
    this.#store = new Store({ ...AT_FIRST, ...begin });
    this.subscribe = this.#store.subscribe;
    this.getSnapshot = this.#store.getSnapshot;
  }

  change(change: Partial<ViewerState>): void {
    if (this.#isClosed) return;
    const before = this.getSnapshot();
    const isSame = Object.entries(change).every(([key, value]) => before[key as keyof ViewerState] === value); // the keys of a Partial of it
    if (!isSame) this.#store.set({ ...before, ...change });
  }

  /** From here on nothing changes: nobody is there to be told. */
  close(): void {
    this.#isClosed = true;
  }
}
