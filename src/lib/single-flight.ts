/** Work of which one run at a time is under way: whoever asks for it meanwhile waits for the end of that one. */
export class SingleFlight<T> {
  readonly #work: () => Promise<T>;
  #underWay: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** Begins, unless it is under way already. */
  run(): Promise<T> {
    this.#underWay ??= this.#work().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  /** Resolves when nothing is under way, whatever came of it. */
  async settled(): Promise<void> {
    await this.#underWay?.catch(() => undefined);
  }
}
