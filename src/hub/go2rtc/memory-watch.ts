/** So long nobody is let in again, however soon the memory is free. */
const REST_MS = 60_000;

/** Says when a program takes too much memory, and when it no longer does, so that viewers can be sent away for the time between. */
export class MemoryWatch {
  readonly #limitBytes: () => number;
  #heavyAt: number | null = null;

  constructor(limitBytes: () => number) {
    this.#limitBytes = limitBytes;
  }

  /** @param now monotonic, in ms @returns what has changed; undefined when nothing has */
  look(bytes: number, now: number): 'heavy' | 'light' | undefined {
    const isHeavy = bytes > this.#limitBytes();
    if (this.#heavyAt === null && isHeavy) {
      this.#heavyAt = now;
      return 'heavy';
    }
    if (this.#heavyAt === null || isHeavy || now - this.#heavyAt < REST_MS) return undefined;
    this.#heavyAt = null;
    return 'light';
  }
}
