import type { Span } from '../../time/span.ts';

export type Direction = 'next' | 'previous';

/** Playback goes on between two presses of a key: so that the second press does not lead back to the same place. */
const SETTLED_MS = 2000;

/** Where the next stretch begins, or the one before; null when there is none. Going back from within one leads to its own begin first. */
export function neighbour(spans: readonly Span[], time: number, direction: Direction): number | null {
  if (direction === 'next') return spans.find(({ from }) => from > time)?.from ?? null;
  return spans.findLast(({ from }) => from < time - SETTLED_MS)?.from ?? null;
}
