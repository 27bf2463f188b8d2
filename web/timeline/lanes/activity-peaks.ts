import type { Span } from '../../time/span.ts';
import type { LaneActivity } from './lane.ts';

/** A stretch in which much moved. */
interface Peak extends Span {
  /** The highest of it, 3 to 9. */
  readonly level: number;
}

/** From this level on it is worth a mark of its own, a snap and a key. */
export const PEAK_LEVEL = 3;

const known = new WeakMap<readonly LaneActivity[], readonly Peak[]>();

/** The stretches of activity worth a look, in time order; steps that touch are one. */
export function peaksOf(activity: readonly LaneActivity[] | undefined): readonly Peak[] {
  if (!activity) return [];
  const before = known.get(activity);
  if (before) return before;
  const peaks = read(activity);
  known.set(activity, peaks);
  return peaks;
}

function read(activity: readonly LaneActivity[]): readonly Peak[] {
  const peaks: Peak[] = [];
  for (const { from, stepMs, levels } of activity) {
    for (const [at, level] of levels.entries()) {
      if (level === null || level < PEAK_LEVEL) continue;
      const begin = from + at * stepMs;
      const last = peaks.at(-1);
      if (last && begin - last.to < stepMs) peaks[peaks.length - 1] = joined(last, begin + stepMs, level);
      else peaks.push({ from: begin, to: begin + stepMs, level });
    }
  }
  return peaks;
}

function joined(peak: Peak, to: number, level: number): Peak {
  return { from: peak.from, to, level: Math.max(peak.level, level) };
}
