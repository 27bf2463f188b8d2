import type { CameraHealth } from '#shared/health.ts';

/** How a camera does, all in all. */
export type CameraLevel = 'good' | 'attention' | 'bad' | 'off';

const RANKS: readonly CameraLevel[] = ['bad', 'attention', 'good', 'off'];
const RATE_SHORTFALL = 0.85;
/** A recorder gives frames that stand still up after this, or after three that should have come. */
const STILL_MS = 15_000;
const LOW_COVERAGE = 99;

/** Whether its pictures stand still although it is said to be recorded. */
export function standsStill({ phase, lastFrameAgeMs, frameRate }: CameraHealth): boolean {
  const allowedMs = frameRate ? Math.max(STILL_MS, 3500 / frameRate) : STILL_MS;
  return phase === 'recording' && lastFrameAgeMs !== null && lastFrameAgeMs > allowedMs;
}

/** Whether fewer pictures arrive than the camera declares. */
export function isSlow({ frameRate, frameRateWanted }: CameraHealth): boolean {
  return frameRate !== null && frameRateWanted !== null && frameRate < frameRateWanted * RATE_SHORTFALL;
}

/** Not being recorded is bad; gaps of today and missing pictures want a look. */
export function levelOfCamera(camera: CameraHealth): CameraLevel {
  if (camera.phase === 'off') return 'off';
  if (camera.phase === 'waiting' || (camera.phase === 'starting' && camera.reason !== null) || standsStill(camera)) return 'bad';
  const today = camera.coverage.at(-1)?.percent ?? null;
  return isSlow(camera) || (today !== null && today < LOW_COVERAGE) ? 'attention' : 'good';
}

/** Trouble first, otherwise by number. */
export function troubleFirst(cameras: readonly CameraHealth[]): readonly CameraHealth[] {
  const rank = (camera: CameraHealth): number => RANKS.indexOf(levelOfCamera(camera));
  return cameras.toSorted((a, b) => rank(a) - rank(b) || a.channel - b.channel);
}
