import type { Span } from '../../time/span.ts';
/** Where a moment lies in the view: 0 at its left end, 1 at its right. Not clamped. */
export function shareAt(view: Span, time: number): number {
  return view.to === view.from ? 0 : (time - view.from) / (view.to - view.from);
}

/** The moment at a place, css pixels from the view's left end; may lie outside the view. */
export function momentAt(view: Span, x: number, width: number): number {
  return view.from + (x / Math.max(1, width)) * (view.to - view.from);
}

/** Where a moment lies, css pixels from the view's left end; may lie outside the view. */
export function placeOf(view: Span, time: number, width: number): number {
  return ((time - view.from) / Math.max(1, view.to - view.from)) * width;
}
