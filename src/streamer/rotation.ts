/** Delays after rotations that failed, in ms: the first in turn, then the last for ever. */
const AGAIN_MS = [10_000, 20_000, 40_000, 60_000] as const;

/** When the current key has had its time. */
export function rotationAt(since: number, rotationMs: number): number {
  return since + rotationMs;
}

/** When a rotation that failed `failures` times in a row is tried again. */
export function nextAttemptAt(now: number, failures: number): number {
  return now + (AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1] ?? AGAIN_MS[0]);
}

/** The key to rotate to; the same one where there is no other. */
export function otherKey(key: number, keys: number): number {
  return keys < 2 ? key : 3 - key;
}

/** Which key a new start begins with: the other one when the current one's time was over while nothing was streamed. */
export function keyToStartWith(
  schedule: { readonly key: number; readonly since: number | null },
  keys: number,
  rotation: { now: number; rotationMs: number },
): number {
  const isOver = schedule.since !== null && rotation.now >= rotationAt(schedule.since, rotation.rotationMs);
  return isOver ? otherKey(schedule.key, keys) : schedule.key;
}
