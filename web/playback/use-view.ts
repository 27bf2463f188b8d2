import { useState } from 'react';
import { siteDayAt } from '../time/site-time.ts';
import type { Span } from '../time/span.ts';

interface ViewOptions {
  /** The moment on view; null while none is known. */
  readonly time: number | null;
  /** The span of the address in ms; null: the whole day. */
  readonly spanMs: number | null;
  readonly timeZone: string;
}

interface HeldView {
  readonly view: Span;
  /** It was made before there was a moment to show. */
  readonly isGuess: boolean;
}

/** The stretch of time the timeline shows: at first around the moment on view, then as somebody wishes. */
export function useView({ time, spanMs, timeZone }: ViewOptions): [Span, (view: Span) => void] {
  const [held, setHeld] = useState<HeldView>(() => ({ view: viewAround(time ?? Date.now(), spanMs, timeZone), isGuess: time === null }));
  if (held.isGuess && time !== null) setHeld({ view: viewAround(time, spanMs, timeZone), isGuess: false });
  return [held.view, (view) => setHeld({ view, isGuess: false })];
}

/** The same length of time around another moment, unless it is on view already. */
export function viewWith(view: Span, time: number): Span {
  const half = (view.to - view.from) / 2;
  return time >= view.from && time <= view.to ? view : { from: time - half, to: time + half };
}

function viewAround(time: number, spanMs: number | null, timeZone: string): Span {
  if (spanMs !== null) return { from: time - spanMs / 2, to: time + spanMs / 2 };
  const { from, to } = siteDayAt(time, timeZone);
  return { from, to };
}
