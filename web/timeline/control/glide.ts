/** Where a pointer was, css pixels and ms. */
export interface Sample {
  readonly x: number;
  readonly at: number;
}

const LOOK_BACK_MS = 80;
const LEAST_SPEED = 0.05;
const SLOWING_MS = 325;
const EDGE_PIXELS = 32;
const EDGE_SPEED = 0.9;

/** How fast a pointer moved when it was let go, css pixels per ms; 0 when it rested before. */
export function letGoSpeed(samples: readonly Sample[], at: number): number {
  const recent = samples.filter((sample) => at - sample.at <= LOOK_BACK_MS);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || last.at - first.at < 8) return 0;
  const speed = (last.x - first.x) / (last.at - first.at);
  return Math.abs(speed) < LEAST_SPEED ? 0 : speed;
}

/** How far something has glided, css pixels, after it was let go with a speed. */
export function glided(speed: number, sinceMs: number): number {
  return speed * SLOWING_MS * (1 - Math.exp(-sinceMs / SLOWING_MS));
}

/** Whether what glides has come to rest. */
export function isAtRest(speed: number, sinceMs: number): boolean {
  return Math.abs(speed * Math.exp(-sinceMs / SLOWING_MS)) < 0.01;
}

/** How fast the view moves while something is dragged near its edge, css pixels per ms: faster the nearer, negative to the left. */
export function edgeSpeed(x: number, width: number): number {
  if (width < 4 * EDGE_PIXELS) return 0;
  const depth = x < EDGE_PIXELS ? x - EDGE_PIXELS : x > width - EDGE_PIXELS ? x - (width - EDGE_PIXELS) : 0;
  return (Math.sign(depth) * Math.min(2 * EDGE_PIXELS, Math.abs(depth)) * EDGE_SPEED) / EDGE_PIXELS;
}
