import type { Span } from '../../time/span.ts';
import { shareAt } from './view.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The closest view. */
export const CLOSEST_MS = MINUTE;
/** The farthest view: the day on which clocks are set back is that long. */
export const FARTHEST_MS = 25 * HOUR;
/** The spans that buttons, `-`, `=` and a double tap stop at, longest first. */
export const ZOOM_STEPS = [24 * HOUR, 12 * HOUR, 6 * HOUR, HOUR, 15 * MINUTE, 5 * MINUTE, MINUTE] as const;

const WHEEL_STRENGTH = 0.0015;
const PIXELS_OF_A_LINE = 16;
const PIXELS_OF_A_PAGE = 400;

/** How many times longer the view becomes by a turn of the wheel: above 1 farther, below 1 closer. */
export function wheelFactor({ deltaY, deltaMode }: Pick<WheelEvent, 'deltaY' | 'deltaMode'>): number {
  return Math.min(2, Math.max(0.5, Math.exp(wheelPixels(deltaY, deltaMode) * WHEEL_STRENGTH)));
}

/** Browsers tell wheels in pixels, lines or pages. */
export function wheelPixels(delta: number, deltaMode: number): number {
  if (deltaMode === 1) return delta * PIXELS_OF_A_LINE;
  return deltaMode === 2 ? delta * PIXELS_OF_A_PAGE : delta;
}

/** The view made `factor` times as long; the anchor stays where it is. */
export function zoomAbout(view: Span, factor: number, anchor: number, now: number): Span {
  return zoomTo(view, (view.to - view.from) * factor, anchor, now);
}

/** The view made exactly so long; the anchor stays where it is, or the middle when the anchor is not in view. */
export function zoomTo(view: Span, lengthMs: number, anchor: number, now: number): Span {
  const length = Math.min(FARTHEST_MS, Math.max(CLOSEST_MS, lengthMs));
  const isSeen = anchor >= view.from && anchor <= view.to;
  const share = isSeen ? shareAt(view, anchor) : 0.5;
  const from = (isSeen ? anchor : (view.from + view.to) / 2) - share * length;
  return within({ from, to: from + length }, now);
}

/** The view moved by so many ms, later when positive. */
export function panBy(view: Span, ms: number, now: number): Span {
  return within({ from: view.from + ms, to: view.to + ms }, now);
}

/** A view of the same length with a moment in its middle. */
export function centredOn(view: Span, time: number): Span {
  const half = (view.to - view.from) / 2;
  return { from: time - half, to: time + half };
}

/** The next step closer (or farther) than a length; the outermost where there is none. */
export function nextStep(lengthMs: number, direction: 'closer' | 'farther'): number {
  const almost = direction === 'closer' ? lengthMs * 0.99 : lengthMs * 1.01;
  if (direction === 'closer') return ZOOM_STEPS.find((step) => step < almost) ?? CLOSEST_MS;
  return ZOOM_STEPS.findLast((step) => step > almost) ?? ZOOM_STEPS[0];
}

/** What the pointers of a pinch make of the view that was there when it began: what was under each finger stays there. */
export function pinched(view: Span, before: readonly [number, number], after: readonly [number, number], width: number, now: number): Span {
  const factor = Math.max(8, Math.abs(before[0] - before[1])) / Math.max(8, Math.abs(after[0] - after[1]));
  const length = Math.min(FARTHEST_MS, Math.max(CLOSEST_MS, (view.to - view.from) * factor));
  const anchor = view.from + (((before[0] + before[1]) / 2) * (view.to - view.from)) / width;
  const from = anchor - (((after[0] + after[1]) / 2) * length) / width;
  return within({ from, to: from + length }, now);
}

/** The view that keeps up with a playhead that played out of it, or jumped; null where the view is right as it is. */
export function followed(view: Span, before: number, playhead: number, now: number): Span | null {
  const isIn = (time: number): boolean => time >= view.from && time <= view.to;
  if (isIn(playhead)) return null;
  if (Math.abs(playhead - before) >= JUMP_MS) return within(centredOn(view, playhead), now);
  if (!isIn(before)) return null; // somebody looks elsewhere on purpose
  const length = view.to - view.from;
  const from = playhead > view.to ? playhead - 0.1 * length : playhead - 0.9 * length;
  return within({ from, to: from + length }, now);
}

/** More than playback at 16 times its speed moves between two looks. */
const JUMP_MS = 4500;

/** Something of the past is always in view. */
function within(view: Span, now: number): Span {
  const shift = Math.min(0, now - view.from);
  return { from: view.from + shift, to: view.to + shift };
}
