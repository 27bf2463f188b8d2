import { useEffect, useState } from 'react';
import { useText } from '../text/text.ts';
import { clockText, shortDateText } from '../time/format.ts';
import { localTimeAt } from '../time/site-time.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Skip } from './control/timeline-scene.ts';
import { skipWords } from './moment-words.ts';

/** The moment in large letters above the timeline of a phone, where the finger does not hide it. */
export function ReadOut({ time, timeZone, isPrecise }: { time: number; timeZone: string; isPrecise: boolean }) {
  const { t, language } = useText();
  return (
    <div aria-hidden="true" className="flex items-baseline justify-center gap-3 pb-2">
      <span className="text-3xl font-semibold">{clockText(time, timeZone, language)}</span>
      <span className="text-muted">{isPrecise ? t('timeline.precise') : shortDateText(localTimeAt(time, timeZone).date, language)}</span>
    </div>
  );
}

const HALF_LABEL = 16;

/** Where the future begins. */
export function NowLine({ x, width, isNamed }: { x: number; width: number; isNamed: boolean }) {
  const { t } = useText();
  const label = Math.min(Math.max(x, HALF_LABEL), width - HALF_LABEL);
  return (
    <div aria-hidden="true" className="pointer-events-none">
      <div className="absolute top-5 bottom-0 left-0 w-px bg-accent" style={{ transform: `translateX(${x}px)` }} />
      {isNamed && (
        <div
          className="absolute top-1 left-0 rounded-control bg-surface px-1 text-xs leading-5 font-medium text-accent"
          style={{ transform: `translateX(${label}px) translateX(-50%)` }}
        >
          {t('timeline.now')}
        </div>
      )}
    </div>
  );
}

/** Back to what happens now; keeps its room while it is not needed, so that nothing jumps. */
export function GoLive({ isNeeded, onGoLive }: { isNeeded: boolean; onGoLive: () => void }) {
  const { t } = useText();
  return (
    <Button onClick={onGoLive} className={`ml-auto shrink-0 self-center ${isNeeded ? '' : 'invisible'}`}>
      <Icon name="live" size={18} className="text-danger" />
      {t('timeline.goLive')}
    </Button>
  );
}

const NOTE_MS = 4000;

/** Says for a while that a seek went over a gap, for the eyes; the timeline's announcer says it to ears. */
export function SkipNote({ skip, timeZone }: { skip: Skip | null; timeZone: string }) {
  const { t, language } = useText();
  const [shown, setShown] = useState<Skip | null>(null);
  useEffect(() => {
    setShown(skip);
    const timer = setTimeout(() => setShown(null), NOTE_MS);
    return () => clearTimeout(timer);
  }, [skip]);
  return (
    shown && (
      <div
        aria-hidden="true"
        className="pointer-events-none absolute bottom-full left-1/2 z-20 mb-2 w-max max-w-full -translate-x-1/2 rounded-control border border-strong bg-raised px-3 py-1.5 shadow-raised"
      >
        {skipWords(shown, timeZone, { t, language })}
      </div>
    )
  );
}
