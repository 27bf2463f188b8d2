import type { Conversion, ConversionShelf, PendingSegment } from '../../src/converter/converter.ts';

/** A catalogue that is only a list: what waits, what became of it, and a promise of when nothing waits any more. */
export class MemoryShelf implements ConversionShelf {
  readonly waiting: PendingSegment[];
  readonly conversions: Conversion[] = [];
  readonly failures: { readonly id: number; readonly reason: string; readonly isUnreadable: boolean }[] = [];
  /** Ids the converter had in hand each time it asked. */
  readonly asked: (readonly number[])[] = [];
  /** What happens when a conversion is told; by default it is wanted. */
  onConverted: (conversion: Conversion) => Promise<boolean> = () => Promise.resolve(true);
  #onChange = Promise.withResolvers<void>();

  /** @param paths newest first */
  constructor(...paths: readonly string[]) {
    this.waiting = paths.map((path, at) => ({ id: at + 1, channel: 1, path, startedAt: -at, durationMs: 10_000 }));
  }

  nextToConvert(excluding: readonly number[]): Promise<PendingSegment | undefined> {
    this.asked.push(excluding);
    return Promise.resolve(this.waiting.find(({ id }) => !excluding.includes(id)));
  }

  async converted(conversion: Conversion): Promise<boolean> {
    const isWanted = await this.onConverted(conversion);
    this.conversions.push(conversion);
    this.#settle(conversion.id);
    return isWanted;
  }

  conversionFailed(id: number, reason: string, isUnreadable: boolean): Promise<void> {
    this.failures.push({ id, reason, isUnreadable });
    this.#settle(id);
    return Promise.resolve();
  }

  /** Resolves when so many segments came to an end, one or the other. */
  async until(count: number): Promise<void> {
    while (this.conversions.length + this.failures.length < count) await this.#onChange.promise;
  }

  #settle(id: number): void {
    const at = this.waiting.findIndex((segment) => segment.id === id);
    if (at >= 0) this.waiting.splice(at, 1);
    this.#onChange.resolve();
    this.#onChange = Promise.withResolvers();
  }
}
