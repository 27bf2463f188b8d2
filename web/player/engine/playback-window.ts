/** A stretch of time that one playlist covers, epoch ms; `to` null: it reaches into the present and grows. */
export interface PlaybackWindow {
  readonly from: number;
  readonly to: number | null;
}

const MINUTE_MS = 60_000;
const WINDOW_MS = 120 * MINUTE_MS;
/** So far before now everything lies in finished files, as a rule; what is later is asked for in a window that grows. */
const YOUNG_MS = 20 * MINUTE_MS;
/** A growing window begins at such moments: seeking a little back in it needs no other. */
const GRID_MS = 5 * MINUTE_MS;
/** Seen before the asked moment at least, in a growing window. */
const LEAD_MS = MINUTE_MS;

/**
 * The window to ask for to see a moment. Old ones are two hours from even hours on, so that browsers keep them; the last
 * minutes are asked for by themselves, because what is no MP4 yet is copied from the window's beginning on.
 */
export function windowAt(time: number, now: number): PlaybackWindow {
  const from = Math.floor(time / WINDOW_MS) * WINDOW_MS;
  const to = from + WINDOW_MS;
  if (to <= now - YOUNG_MS) return { from, to };
  const settled = Math.floor((now - YOUNG_MS) / GRID_MS) * GRID_MS;
  if (time < settled) return { from, to: settled };
  return { from: Math.max(settled, Math.floor((time - LEAD_MS) / GRID_MS) * GRID_MS), to: null };
}

/** Whether a moment lies in a window. */
export function isIn(window: PlaybackWindow, time: number): boolean {
  return time >= window.from && (window.to === null || time < window.to);
}
