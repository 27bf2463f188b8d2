import { useState } from 'react';
import { siteDayAt } from '../time/site-time.ts';
import type { TimelineView } from '../timeline/timeline.tsx';

interface ViewOptions {
  /** The moment on view; null while none is known. */
  readonly time: number | null;
  /** The span of the address in ms; null: the whole day. */
  readonly spanMs: number | null;
  readonly timeZone: string;
}

interface HeldView {
  readonly view: TimelineView;
  /** It was made before there was a moment to show. */
  readonly isGuess: boolean;
}

/** The stretch of time the timeline shows: at first around the moment on view, then as somebody wishes. */
export function useView({ time, spanMs, timeZone }: ViewOptions): [TimelineView, (view: TimelineView) => void] {
  const [held, setHeld] = useState<HeldView>(() => ({ view: viewAround(time ?? Date.now(), spanMs, timeZone), isGuess: time === null }));
  if (held.isGuess && time !== null) setHeld({ view: viewAround(time, spanMs, timeZone), isGuess: false });
  return [held.view, (view) => setHeld({ view, isGuess: false })];
}

/** The same length of time around another moment, unless it is on view already. */
export function viewWith(view: TimelineView, time: number): TimelineView {
  const half = (view.to - view.from) / 2;
  return time >= view.from && time <= view.to ? view : { from: time - half, to: time + half };
}

function viewAround(time: number, spanMs: number | null, timeZone: string): TimelineView {
  if (spanMs !== null) return { from: time - spanMs / 2, to: time + spanMs / 2 };
  const { from, to } = siteDayAt(time, timeZone);
  return { from, to };
}
