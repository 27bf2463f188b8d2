import { memo, useCallback, useMemo } from 'react';
import { useText } from '../../text/text.ts';
import { shortDateText, withPass } from '../../time/format.ts';
import type { Span } from '../../time/span.ts';
import { placeOf } from '../control/view.ts';
import { drawRuler } from './draw-ruler.ts';
import { type RulerTick, rulerTicks } from './ruler-ticks.ts';
import { type Sheet, useCanvas } from './use-canvas.ts';

interface RulerProps {
  readonly view: Span;
  readonly width: number;
  readonly height: number;
  readonly timeZone: string;
  /** What stands in the way of labels: css pixels from the left. */
  readonly taken: readonly Span[];
}

const HALF_CLOCK = 22;
const HALF_LONG = 42;

/** Hours, minutes or seconds above the lanes. */
export function Ruler({ view, width, height, timeZone, taken }: RulerProps) {
  const ticks = useMemo(() => rulerTicks(view, width, timeZone), [view, width, timeZone]);
  const hidden = ticks.filter((tick) => isTaken(tick, placeOf(view, tick.time, width), taken)).map(({ time }) => time);
  return <RulerSheet {...{ view, width, height, ticks }} hidden={hidden.join()} />;
}

/** Half a label is worse than none. */
function isTaken({ pass, date }: RulerTick, x: number, taken: readonly Span[]): boolean {
  const half = pass !== null || date !== null ? HALF_LONG : HALF_CLOCK;
  return taken.some(({ from, to }) => x + half > from && x - half < to);
}

interface RulerSheetProps extends Omit<RulerProps, 'timeZone' | 'taken'> {
  readonly ticks: readonly RulerTick[];
  /** Times of ticks without their label, in one text, so that the same are the same. */
  readonly hidden: string;
}

const RulerSheet = memo(function RulerSheet({ view, width, height, ticks, hidden }: RulerSheetProps) {
  const { language } = useText();
  const draw = useCallback(
    (sheet: Sheet): void => {
      const unlabelled = new Set(hidden.split(','));
      const labelOf = ({ time, label, pass, date }: RulerTick): string => {
        if (unlabelled.has(`${time}`)) return '';
        if (date !== null) return shortDateText(date, language);
        return withPass(label, pass, language);
      };
      drawRuler(sheet, { view, labelOf, ticks });
    },
    [view, ticks, hidden, language],
  );
  const canvas = useCanvas(width, height, draw);
  return <canvas ref={canvas} className="block w-full cursor-grab active:cursor-grabbing" style={{ height }} />;
});
