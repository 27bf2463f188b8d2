/** A stretch of time, epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** How many of the spans, in time order, begin at a moment or before. */
export function begunBy(spans: readonly Span[], time: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.from ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The span that covers a moment, of spans in time order that do not overlap. */
export function spanAt<T extends Span>(spans: readonly T[], time: number): T | null {
  const span = spans[begunBy(spans, time) - 1];
  return span && time < span.to ? span : null;
}

/** The spans that a view shows, of spans in time order that do not overlap. */
export function spansWithin<T extends Span>(spans: readonly T[], view: Span): readonly T[] {
  const first = Math.max(0, begunBy(spans, view.from) - 1);
  return spans.slice(first, begunBy(spans, view.to)).filter((span) => span.to > view.from);
}
