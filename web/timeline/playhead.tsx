import type { KeyboardEvent } from 'react';
import { useText } from '../text/text.ts';
import { clockText, dayText } from '../time/format.ts';
import { siteDayAt } from '../time/site-time.ts';
import type { Span } from '../time/span.ts';
import { placeOf } from './control/view.ts';
import type { TimelineLane } from './lanes/lane.ts';
import { laneMoment } from './lanes/lane-moment.ts';
import { stateWords } from './moment-words.ts';

interface PlayheadProps {
  readonly time: number;
  readonly view: Span;
  readonly width: number;
  readonly now: number;
  readonly timeZone: string;
  readonly lane: TimelineLane | undefined;
  readonly isPrecise: boolean;
  /** The time stands elsewhere: only a knob is drawn. */
  readonly isQuiet: boolean;
  readonly onStep: (ms: number) => void;
  readonly onSeek: (time: number) => void;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HALF_PILL = 40;

/** The moment that is shown: a line through all lanes, and a slider for keys and screen readers. Out of view it waits at the edge. */
export function Playhead({ time, view, width, now, timeZone, lane, isPrecise, isQuiet, onStep, onSeek }: PlayheadProps) {
  const { t, language } = useText();
  const x = placeOf(view, time, width);
  const isIn = x >= 0 && x <= width;
  const pill = Math.min(Math.max(x, HALF_PILL), Math.max(HALF_PILL, width - HALF_PILL));
  const clock = clockText(time, timeZone, language);
  const state = lane ? stateWords(laneMoment(lane, time, now), t) : '';
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event);
    if (step !== null) onStep(step);
    else if (event.key === 'Home') onSeek(siteDayAt(time, timeZone).from);
    else if (event.key === 'End') onSeek(now);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      {isIn && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute top-5 bottom-0 left-0 w-0"
          style={{ transform: `translateX(${x}px)` }}
        >
          <div className="absolute inset-y-0 -left-[2px] w-1 bg-bg opacity-80" />
          <div className="absolute inset-y-0 -left-px w-0.5 bg-ink" />
        </div>
      )}
      <div
        role="slider"
        tabIndex={0}
        data-playhead
        aria-label={t('timeline.playhead')}
        aria-valuemin={Math.floor(Math.min(view.from, time) / SECOND)}
        aria-valuemax={Math.ceil(Math.max(view.to, time) / SECOND)}
        aria-valuenow={Math.round(time / SECOND)}
        aria-valuetext={t('timeline.at', { date: dayText(time, { timeZone, language, month: 'long' }), time: clock, state })}
        onKeyDown={onKeyDown}
        className={`absolute left-0 z-10 cursor-ew-resize text-center whitespace-nowrap after:absolute after:-inset-x-2 after:-inset-y-1 ${
          isQuiet ? 'top-3 size-3.5 rounded-full' : 'top-0 h-6 rounded-control px-1.5 text-xs leading-6 font-medium'
        } ${isIn ? (isPrecise ? 'bg-accent text-on-accent' : 'bg-ink text-bg') : 'border border-strong bg-raised text-ink'}`}
        style={{ transform: `translateX(${isQuiet ? x : pill}px) translateX(-50%)` }}
      >
        {!isQuiet && `${x < 0 ? '‹ ' : ''}${clock}${x > width ? ' ›' : ''}`}
      </div>
    </>
  );
}

function stepOf({ key, shiftKey }: KeyboardEvent): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: shiftKey ? -MINUTE : -5 * SECOND,
    ArrowRight: shiftKey ? MINUTE : 5 * SECOND,
    ArrowDown: -MINUTE,
    ArrowUp: MINUTE,
    PageDown: -10 * MINUTE,
    PageUp: 10 * MINUTE,
  };
  return steps[key] ?? null;
}
