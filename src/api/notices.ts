import type { Notice } from '#shared/events.ts';

/** Where rooms pin what browsers should hear of at once; who listens is not their concern. */
export class Notices {
  readonly #listeners = new Set<(notice: Notice) => void>();

  publish(notice: Notice): void {
    for (const listener of [...this.#listeners]) listener(notice);
  }

  subscribe(listener: (notice: Notice) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
