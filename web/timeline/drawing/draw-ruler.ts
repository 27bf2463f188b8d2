import type { Span } from '../../time/span.ts';
import { placeOf } from '../control/view.ts';
import { minorStepMs, type RulerTick } from './ruler-ticks.ts';
import type { Sheet } from './use-canvas.ts';

/** What the ruler shows. */
interface RulerPicture {
  readonly view: Span;
  readonly ticks: readonly RulerTick[];
  /** `02:00 (1st)`, or the date that begins; empty where something else stands in its place. */
  readonly labelOf: (tick: RulerTick) => string;
}

const TICK = 6;
const MINOR_TICK = 3;

/** Draws hours, minutes or seconds, and where a day begins. */
export function drawRuler({ context, palette, width, height }: Sheet, { view, ticks, labelOf }: RulerPicture): void {
  const minor = minorStepMs(view, width);
  context.fillStyle = palette.strong;
  if (minor !== null) {
    context.globalAlpha = 0.6;
    for (let time = Math.ceil(view.from / minor) * minor; time <= view.to; time += minor) {
      context.fillRect(Math.round(placeOf(view, time, width)), height - MINOR_TICK, 1, MINOR_TICK);
    }
    context.globalAlpha = 1;
  }
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const tick of ticks) {
    const x = placeOf(view, tick.time, width);
    context.fillStyle = palette.strong;
    context.fillRect(Math.round(x), height - TICK, 1, TICK);
    const isDay = tick.date !== null;
    context.font = `${isDay ? '600 ' : ''}12px ${palette.font}`;
    context.fillStyle = isDay ? palette.ink : palette.muted;
    const label = labelOf(tick);
    const half = context.measureText(label).width / 2;
    // A label at the edge is drawn whole or not at all.
    if (x - half >= 0 && x + half <= width) context.fillText(label, x, height - TICK - 4);
  }
}
