import { memo } from 'react';
import { useText } from '../text/text.ts';
import { peaksOf } from './activity-peaks.ts';
import type { Span, TimelineLane } from './lane.ts';
import { clockWords } from './moment-words.ts';
import { spansWithin } from './spans.ts';

interface MomentListProps {
  readonly lane: TimelineLane;
  readonly view: Span;
  readonly timeZone: string;
  readonly onPlay: (time: number) => void;
}

type Entry = { readonly kind: 'run' | 'live' | 'peak' | 'gap'; readonly span: Span; readonly reason: string };

const MOST = 60;

/** The timeline for those who do not see it: what is recorded, what moved and what is missing, with buttons that play from there. */
export const MomentList = memo(function MomentList({ lane, view, timeZone, onPlay }: MomentListProps) {
  const { t } = useText();
  const entries: Entry[] = [
    ...spansWithin(lane.recordings, view).map((span) => ({ kind: span.live ? ('live' as const) : ('run' as const), span, reason: '' })),
    ...spansWithin(peaksOf(lane.activity), view).map((span) => ({ kind: 'peak' as const, span, reason: '' })),
    ...spansWithin(lane.gaps, view).map((span) => ({ kind: 'gap' as const, span, reason: t(`gap.${span.reason}`) })),
  ].toSorted((a, b) => a.span.from - b.span.from);
  const words = ({ kind, span, reason }: Entry): string => {
    const times = { from: clockWords(span.from, timeZone, t), to: clockWords(span.to, timeZone, t) };
    if (kind === 'gap') return t('timeline.gapFromTo', { ...times, reason });
    return kind === 'live' ? t('timeline.runLive', times) : t(kind === 'run' ? 'timeline.run' : 'timeline.peak', times);
  };
  return (
    <ul
      aria-label={t('timeline.stretches', { camera: lane.name })}
      className="sr-only focus-within:not-sr-only focus-within:mt-2 focus-within:max-h-48 focus-within:overflow-y-auto"
    >
      {entries.slice(0, MOST).map((entry) => (
        <li key={`${entry.kind}${entry.span.from}`}>
          {entry.kind === 'gap' ? (
            <span className="px-2">{words(entry)}</span>
          ) : (
            <button
              type="button"
              onClick={() => onPlay(entry.span.from)}
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
