import { memo, useCallback } from 'react';
import { useText } from '../../text/text.ts';
import type { Span } from '../../time/span.ts';
import type { TimelineLane } from '../lanes/lane.ts';
import { drawLane } from './draw-lane.ts';
import { type Sheet, useCanvas } from './use-canvas.ts';

interface LaneStripProps {
  readonly lane: TimelineLane;
  readonly view: Span;
  readonly width: number;
  /** Rounded to what the eye can see, or the lane would be drawn anew each second. */
  readonly now: number;
  readonly stripHeight: number;
  readonly barHeight: number;
}

/** One camera's lane, drawn. */
export const LaneStrip = memo(function LaneStrip({ lane, view, width, now, stripHeight, barHeight }: LaneStripProps) {
  const { t } = useText();
  const draw = useCallback(
    (sheet: Sheet): void => {
      const texts = { deletedText: t('timeline.deleted'), unreadableText: t('timeline.unreadable') };
      drawLane(sheet, { lane, view, now, stripHeight, barHeight, ...texts });
    },
    [lane, view, now, stripHeight, barHeight, t],
  );
  const height = stripHeight + barHeight;
  const canvas = useCanvas(width, height, draw);
  return <canvas ref={canvas} className="block w-full cursor-crosshair" style={{ height }} />;
});
