import type { CameraState } from './camera-player.ts';

/** Nearer to now than this there is nothing to play: it is live. */
export const NOW_MS = 1_500;
/** Who has watched this long and comes to the end of what is recorded wants to see what happens now. */
const WATCHED_MS = 5_000;

interface Playing {
  /** The moment on view. */
  readonly time: number;
  readonly now: number;
  readonly rate: number;
  /** How long it has been since somebody asked for a moment. */
  readonly watchedMs: number;
}

/** Whether playback has come to what happens now. */
export function hasReachedNow({ time, now, rate, watchedMs }: Playing, states: readonly CameraState[]): boolean {
  if (time >= now - NOW_MS) return true;
  const isAtEdge = states.some(({ phase, isAtEdge: isAtItsEdge }) => phase === 'shown' && isAtItsEdge);
  return isAtEdge && (rate > 1 || watchedMs > WATCHED_MS);
}
