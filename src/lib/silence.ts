/**
 * How long a camera may be silent before its connection is given up: by the hub, which reads it, and by the recorder alike. Longer than
 * a Wi-Fi camera pauses that sends everything afterwards (6 s were seen), and than a camera with a picture each ten seconds is silent;
 * short enough that one that hangs is shown within the 15 s we promise.
 */
export const PATIENCE_MS = 12_000;
/** Whose pictures have always come so far apart is not silent yet. */
const INTERVALS = 3;
const LONGEST_MS = 300_000;

/** How long pictures may stay away that usually come so far apart; null where that is not known. */
export function patienceFor(intervalMs: number | null): number {
  return Math.max(PATIENCE_MS, Math.min(LONGEST_MS, INTERVALS * (intervalMs ?? 0)));
}

/** The distance that is usual of these: neither a pause nor two at once count. Null where there is none. */
export function usualInterval(intervalsMs: readonly number[]): number | null {
  return intervalsMs.toSorted((a, b) => a - b)[Math.floor(intervalsMs.length / 2)] ?? null;
}
