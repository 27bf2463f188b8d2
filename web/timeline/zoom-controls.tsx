import type { ReactElement } from 'react';
import { type Text, useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import { IconButton } from '../ui/button.tsx';
import { CLOSEST_MS, nextStep, ZOOM_STEPS, zoomTo } from './control/zoom.ts';

interface ZoomControlsProps {
  readonly view: Span;
  readonly onView: (view: Span) => void;
  /** What stays in its place while it is in view: the playhead. */
  readonly anchor: number;
  readonly now: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Buttons for spans from 24 hours to a minute, closer and farther. */
export function ZoomControls({ view, onView, anchor, now }: ZoomControlsProps): ReactElement {
  const { t } = useText();
  const length = view.to - view.from;
  const zoom = (to: number): void => onView(zoomTo(view, to, anchor, now));
  return (
    <fieldset className="flex items-center">
      <legend className="sr-only">{t('timeline.zoom')}</legend>
      <IconButton
        icon="minus"
        label={t('timeline.zoomOut')}
        disabled={length >= ZOOM_STEPS[0]}
        onClick={() => zoom(nextStep(length, 'farther'))}
      />
      <div className="flex max-md:hidden">
        {ZOOM_STEPS.map((step) => (
          <button
            key={step}
            type="button"
            aria-label={t('timeline.span', { span: spanWords(step, t) })}
            aria-pressed={Math.abs(length - step) < step / 100}
            onClick={() => zoom(step)}
            className="min-h-10 rounded-control px-2 whitespace-nowrap text-muted hover:bg-raised hover:text-ink aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-ink aria-pressed:outline aria-pressed:-outline-offset-4 aria-pressed:outline-strong touch:min-h-12"
          >
            {spanWords(step, t)}
          </button>
        ))}
      </div>
      <span className="min-w-14 text-center whitespace-nowrap text-muted md:hidden">{spanWords(length, t)}</span>
      <IconButton
        icon="plus"
        label={t('timeline.zoomIn')}
        disabled={length <= CLOSEST_MS}
        onClick={() => zoom(nextStep(length, 'closer'))}
      />
    </fieldset>
  );
}

function spanWords(ms: number, t: Text): string {
  if (ms >= 1.5 * HOUR || ms === HOUR) return t('timeline.hours', { count: Math.round(ms / HOUR) });
  return t('timeline.minutes', { count: Math.round(ms / MINUTE) });
}
