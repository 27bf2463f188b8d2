import { localTimeAt, offsetAt, passOf } from '../../time/site-time.ts';
import type { Span } from '../../time/span.ts';

/** A labelled mark of the ruler. */
export interface RulerTick {
  readonly time: number;
  /** `HH:MM`, or `HH:MM:SS` where ticks are nearer than a minute. */
  readonly label: string;
  /** On the night when clocks are set back an hour comes twice: whether this is its first or second time. Null elsewhere. */
  readonly pass: 1 | 2 | null;
  /** The date that begins here. */
  readonly date: string | null;
}

const MINUTE = 60;
const HOUR = 3600;
/** Seconds between ticks. */
const STEPS = [1, 5, 15, 30, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR] as const;
const WIDEST = 6 * HOUR;
/** Clocks everywhere differ from UTC by a multiple of this, so nearer ticks need no time zone. */
const QUARTER = 15 * MINUTE;
const LABEL_PIXELS = 72;
const MINOR_PIXELS = 7;
const TWO_HOURS_MS = 2 * HOUR * 1000;

/** The labelled ticks of a view `width` css pixels wide, at round local times and at least 72 px apart. */
export function rulerTicks(view: Span, width: number, timeZone: string): readonly RulerTick[] {
  const step = stepFor(view, width);
  const stride = Math.min(step, QUARTER) * 1000;
  const isChange = offsetAt(view.from - TWO_HOURS_MS, timeZone) !== offsetAt(view.to + TWO_HOURS_MS, timeZone);
  const ticks: RulerTick[] = [];
  for (let time = Math.ceil(view.from / stride) * stride; time <= view.to; time += stride) {
    const { date, hour, minute, second } = localTimeAt(time, timeZone);
    const ofDay = hour * HOUR + minute * MINUTE + second;
    if (ofDay % step !== 0) continue;
    const label = [hour, minute, ...(step < MINUTE ? [second] : [])].map((part) => `${part}`.padStart(2, '0')).join(':');
    ticks.push({ time, label, pass: isChange ? passOf(time, timeZone) : null, date: ofDay === 0 ? date : null });
  }
  return ticks;
}

/** The small marks between them; null where there is no room for any. */
export function minorStepMs(view: Span, width: number): number | null {
  const least = (MINOR_PIXELS * (view.to - view.from)) / 1000 / Math.max(1, width);
  const step = STEPS.find((candidate) => candidate >= least && candidate <= QUARTER);
  return step === undefined || step >= stepFor(view, width) ? null : step * 1000;
}

function stepFor(view: Span, width: number): number {
  const secondsPerPixel = (view.to - view.from) / 1000 / Math.max(1, width);
  return STEPS.find((step) => step / secondsPerPixel >= LABEL_PIXELS) ?? WIDEST;
}
