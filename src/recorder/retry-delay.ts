import { isLoginRefused, type TroubleReason } from '#shared/channel.ts';

/** Cameras lock accounts after some wrong passwords: quickly at first, because an owner may be mending it, then rarely. */
const REFUSED_PASSWORD_MS = [12_000, 12_000, 15_000, 15_000, 30_000, 60_000, 120_000] as const;
/** Asking costs a connection attempt, no process, so it can be often enough to be back within 5 s. */
const OTHERS_MS = [200, 1000, 1500, 1500, 2000] as const;

/** How long to wait after `failures` failures in a row, with ±10 % jitter so that cameras do not come back in step. */
export function retryDelayMs(reason: TroubleReason, failures: number, random: () => number = Math.random): number {
  const delays = isLoginRefused(reason) ? REFUSED_PASSWORD_MS : OTHERS_MS;
  const base = delays[Math.min(failures, delays.length - 1)] ?? 2000;
  return Math.round(base * (0.9 + 0.2 * random()));
}
