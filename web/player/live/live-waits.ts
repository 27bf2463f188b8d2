import type { Clock } from '../../time/clock.ts';

/** Waits that end early when something happens. */
export class LiveWaits {
  readonly #clock: Clock;
  #bell = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something happened: every wait that runs now ends. */
  ring(): void {
    this.#bell.abort();
    this.#bell = new AbortController();
  }

  /** @returns true when the whole time passed, false when the bell rang or one of the signals aborted before */
  async rest(ms: number, ...signals: readonly AbortSignal[]): Promise<boolean> {
    return await this.#clock.sleep(ms, AbortSignal.any([this.#bell.signal, ...signals])).then(
      () => true,
      () => false,
    );
  }

  /** Waits for the bell, or for the end of a life. */
  async forNews(life: AbortSignal): Promise<void> {
    const rung = AbortSignal.any([this.#bell.signal, life]);
    if (rung.aborted) return;
    await new Promise<void>((resolve) => rung.addEventListener('abort', () => resolve(), { once: true }));
  }
}
