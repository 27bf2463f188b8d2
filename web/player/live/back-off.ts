const WAITS_MS = [1000, 2000, 5000, 10_000, 20_000, 40_000, 60_000] as const;
const LONGEST_MS = 60_000;
const JITTER = 0.2;

/** How long to wait after so many failures in a row (from 1). `random` is 0 to 1: tiles that fell together rise apart. */
export function waitAfterFailures(failures: number, random: number): number {
  const wait = WAITS_MS[Math.max(0, failures - 1)] ?? LONGEST_MS;
  return Math.round(wait * (1 - JITTER + 2 * JITTER * random));
}
