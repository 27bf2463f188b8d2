/** Something that happens again and again: one room tells it, and whoever listens hears it. It is made before both, so neither knows the other. */
export class Signal<T = void> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Tells everyone who listens now. */
  tell(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  /** Listens until disposed. */
  on(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
