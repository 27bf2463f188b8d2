import { memo } from 'react';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import type { Span } from '../time/span.ts';
import type { TimelineLane } from './lanes/lane.ts';
import { type Moment, momentsOf } from './lanes/moments.ts';

interface MomentListProps {
  readonly lane: TimelineLane;
  readonly view: Span;
  readonly timeZone: string;
  readonly onPlay: (time: number) => void;
}

const MOST = 60;
/** Gaps and events have sentences of their own. */
const SENTENCES = {
  run: 'timeline.run',
  live: 'timeline.runLive',
  peak: 'timeline.peak',
  unreadable: 'timeline.unreadableFromTo',
  gap: 'timeline.nothing',
  event: 'timeline.nothing',
} as const;

/** The timeline for those who do not see it: what is recorded, what moved, what happened and what is missing, with buttons that play from there. */
export const MomentList = memo(function MomentList({ lane, view, timeZone, onPlay }: MomentListProps) {
  const { t, language } = useText();
  const entries = momentsOf(lane, view);
  const words = ({ kind, span, gap, event }: Moment): string => {
    const times = { from: clockText(span.from, timeZone, language), to: clockText(span.to, timeZone, language) };
    if (gap) return t('timeline.gapFromTo', { ...times, reason: t(`gap.${gap}`) });
    if (event) return t('timeline.happened', { time: times.from, event: t(`events.name.${event}`) });
    return t(SENTENCES[kind], times);
  };
  return (
    <ul
      aria-label={t('timeline.stretches', { camera: lane.name })}
      className="sr-only focus-within:not-sr-only focus-within:mt-2 focus-within:max-h-48 focus-within:overflow-y-auto"
    >
      {entries.slice(0, MOST).map((entry) => (
        <li key={entry.key}>
          {entry.playFrom === null ? (
            <span className="px-2">{words(entry)}</span>
          ) : (
            <button
              type="button"
              onClick={() => onPlay(entry.playFrom ?? entry.span.from)}
              className="min-h-10 rounded-control px-2 underline touch:min-h-12"
            >
              {words(entry)}
            </button>
          )}
        </li>
      ))}
      {entries.length > MOST && <li className="px-2">{t('timeline.more', { count: entries.length - MOST })}</li>}
    </ul>
  );
});
