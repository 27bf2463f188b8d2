/** Time from one moment up to, not including, another; epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What is left of a span without the others, which may come in any order and overlap. */
export function without(span: Span, others: readonly Span[]): Span[] {
  const left: Span[] = [];
  let from = span.from;
  for (const other of [...others].sort((a, b) => a.from - b.from)) {
    if (other.from > from) left.push({ from, to: Math.min(other.from, span.to) });
    from = Math.max(from, other.to);
    if (from >= span.to) break;
  }
  if (from < span.to) left.push({ from, to: span.to });
  return left.filter(({ from, to }) => to > from);
}

/** The same of many spans at once, in the time of reading both lists: a camera that flickers for months has thousands of each. */
export function eachWithout<T extends Span>(spans: readonly T[], others: readonly Span[]): T[] {
  const covered = joined(others, 0, (a, b) => ({ from: a.from, to: Math.max(a.to, b.to) }));
  let first = 0;
  return [...spans]
    .sort((a, b) => a.from - b.from)
    .flatMap((span) => {
      while ((covered[first]?.to ?? Number.POSITIVE_INFINITY) <= span.from) first++;
      const touching: Span[] = [];
      for (let at = first; (covered[at]?.from ?? Number.POSITIVE_INFINITY) < span.to; at++) touching.push(covered[at] ?? span);
      return without(span, touching).map((part) => ({ ...span, ...part }));
    });
}

/** Joins spans that overlap, or follow each other within the tolerance; gives them in order. */
export function joined<T extends Span>(spans: readonly T[], toleranceMs: number, join: (a: T, b: T) => T): T[] {
  const result: T[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last && span.from - last.to <= toleranceMs) result[result.length - 1] = join(last, span);
    else result.push(span);
  }
  return result;
}

/** The part of each span that lies within another; empty ones are left out. */
export function clipped<T extends Span>(spans: readonly T[], within: Span): T[] {
  return spans
    .map((span) => ({ ...span, from: Math.max(span.from, within.from), to: Math.min(span.to, within.to) }))
    .filter(({ from, to }) => to > from);
}

/** How long they are together, in ms. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** A second: what is chosen by hand, or told by a name, is no more exact. */
const TOUCHING_MS = 1_000;

/** Whether a span has enough of another one in common to concern it: a second, or all of the shorter one. */
export function touches(one: Span, other: Span): boolean {
  const commonMs = Math.min(one.to, other.to) - Math.max(one.from, other.from);
  return one.from < other.to && one.to > other.from && commonMs >= Math.min(TOUCHING_MS, lengthOf([one]), lengthOf([other]));
}
