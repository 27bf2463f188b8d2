import { localTimeAt } from './site-time.ts';
import { shareAt, type View } from './view.ts';

/** A mark on the ruler. */
export interface Tick {
  readonly time: number;
  /** `HH:MM` */
  readonly label: string;
  /** On the night when clocks are set back an hour comes twice: this is its second time. */
  readonly isSecond: boolean;
}

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
/** Minutes between ticks, smallest first. */
const STEPS = [15, 30, 60, 120, 180, 360] as const;
const LEAST_PIXELS = 56;

/**
 * The ticks of a view that is `width` css pixels wide, far enough apart for their labels. They stand at round local times,
 * so after a clock change they go on at round times, too.
 */
export function ticksOf(view: View, width: number, timeZone: string): readonly Tick[] {
  const step = stepFor(view, width);
  const seen = new Set<string>();
  const ticks: Tick[] = [];
  for (let time = Math.ceil(view.from / QUARTER) * QUARTER; time <= view.to; time += QUARTER) {
    const { date, hour, minute } = localTimeAt(time, timeZone);
    if ((hour * 60 + minute) % step !== 0) continue;
    const label = `${`${hour}`.padStart(2, '0')}:${`${minute}`.padStart(2, '0')}`;
    ticks.push({ time, label, isSecond: seen.has(date + label) });
    seen.add(date + label);
  }
  return ticks;
}

function stepFor(view: View, width: number): number {
  const minutesPerPixel = (view.to - view.from) / MINUTE / Math.max(1, width);
  return STEPS.find((step) => step / minutesPerPixel >= LEAST_PIXELS) ?? 360;
}

/** The labels that fit: one too near to either end of the ruler would stick out. */
export function isLabelled(tick: Tick, view: View, width: number): boolean {
  const x = shareAt(view, tick.time) * width;
  return x > LEAST_PIXELS / 3 && x < width - LEAST_PIXELS / 3;
}
