/** Length of the intervals in which activity is told, unless coarser ones are asked for. */
export const ACTIVITY_STEP_MS = 10_000;
/** What is usual is the median of this much time around a moment: longer than what happens, shorter than from noon to dusk. */
const USUAL_MS = 30 * 60_000;
/** Most of it before the moment, or what begins and lasts would be as usual from its first picture on. */
const PAST = 5 / 6;
/** How often the usual is computed. */
const USUAL_EVERY_MS = 5 * 60_000;
/** Too little to say what is usual. */
const FEWEST = 6;
/** Whatever the camera's noise: a change smaller than this factor (as a power of two) is none. */
const LEAST = 0.3;
/** So many times the usual deviation is still usual. */
const DEVIATIONS = 4;
/** Each level is this factor (as a power of two) above the one before. */
const LEVEL = 0.35;
const HIGHEST = 9;

/** Bytes of a GOP's keyframe and of all its other pictures and sound, at a moment (epoch ms). */
export interface GopSize {
  readonly at: number;
  readonly durationMs: number;
  readonly keyBytes: number;
  readonly restBytes: number;
}

/**
 * How much the picture changes, in powers of two: what the pictures between keyframes take, measured by the keyframe. That cancels
 * what rate control does to both, and how detailed the scene is.
 */
export function changeOf({ durationMs, keyBytes, restBytes }: GopSize): number {
  return Math.log2(Math.max(1, restBytes) / Math.max(1, keyBytes) / Math.max(0.1, durationMs / 1000));
}

/**
 * Levels of activity from 0 (as usual) to 9, of consecutive steps; null where nothing is known.
 * @param changes of each step, its largest `changeOf`; null where there was no picture
 */
export function activityLevels(changes: readonly (number | null)[], stepMs: number = ACTIVITY_STEP_MS): (number | null)[] {
  const every = Math.max(1, Math.round(USUAL_EVERY_MS / stepMs));
  const before = Math.round((USUAL_MS * PAST) / stepMs);
  const after = Math.round(USUAL_MS / stepMs) - before;
  let usual: { median: number; deviation: number } | undefined;
  return changes.map((change, at) => {
    if (at % every === 0) usual = usualOf(changes.slice(Math.max(0, at - before), at + every + after));
    if (change === null || !usual) return null;
    const above = change - usual.median - Math.max(LEAST, DEVIATIONS * usual.deviation);
    return above <= 0 ? 0 : Math.min(HIGHEST, 1 + Math.floor(above / LEVEL));
  });
}

/** The median, and the median of how far all are from it: neither is moved by what happens now and then. */
function usualOf(changes: readonly (number | null)[]): { median: number; deviation: number } | undefined {
  const known = changes.filter((change) => change !== null);
  if (known.length < FEWEST) return undefined;
  const median = medianOf(known);
  return { median, deviation: medianOf(known.map((change) => Math.abs(change - median))) };
}

function medianOf(values: readonly number[]): number {
  return Float64Array.from(values).sort()[Math.floor(values.length / 2)] ?? 0;
}
