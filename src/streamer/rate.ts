const WINDOW_MS = 5000;

/** Bytes a second over the last five seconds, from a count that only grows. */
export class Rate {
  readonly #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** Notes the count now. @returns bytes a second */
  of(bytes: number, atMs: number): number {
    const last = this.#samples.at(-1);
    if (!last || atMs - last.at >= 200) this.#samples.push({ at: atMs, bytes });
    while (this.#samples.length > 2 && atMs - (this.#samples[0]?.at ?? atMs) > WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (!first || atMs - first.at < 400) return 0;
    return Math.round(((bytes - first.bytes) * 1000) / (atMs - first.at));
  }
}
