import type { Viewer } from '../player/viewer/viewer.ts';
import { useText } from '../text/text.ts';
import type { Span } from '../time/span.ts';
import type { TimelineLane } from '../timeline/lanes/lane.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { ZoomControls } from '../timeline/zoom-controls.tsx';
import { Button } from '../ui/button.tsx';
import type { Selecting } from './use-selection.ts';

interface TimelinePanelProps {
  readonly viewer: Viewer | null;
  readonly lanes: readonly TimelineLane[];
  /** Some lanes could not be asked for. */
  readonly isFailed: boolean;
  readonly view: Span;
  readonly onView: (view: Span) => void;
  readonly playhead: number;
  readonly now: number;
  readonly timeZone: string;
  readonly focusedChannel: number;
  readonly selecting: Selecting;
  readonly onPlay: (time: number) => void;
  readonly onGoTo: () => void;
}

/** The timeline of the page, with its zoom, the way to a moment, and selecting. */
export function TimelinePanel({ viewer, isFailed, selecting, onGoTo, ...timeline }: TimelinePanelProps) {
  const { t } = useText();
  const { view, onView, playhead, now } = timeline;
  return (
    <div className="rounded-card border border-line bg-surface px-3 pt-2 pb-2">
      <div className="mb-1 flex flex-wrap items-center gap-x-1 sm:gap-x-2">
        <ZoomControls view={view} onView={onView} anchor={playhead} now={now} />
        <div className="flex max-sm:ml-auto sm:gap-1">
          <Button
            tone="quiet"
            icon="clock"
            className="px-2! max-sm:min-w-10 touch:min-w-12 sm:px-3!"
            title={t('timeline.goTo')}
            onClick={onGoTo}
          >
            <span className="max-sm:sr-only">{t('timeline.goTo')}</span>
          </Button>
          <Button
            tone="quiet"
            icon="select"
            className="px-2! aria-pressed:bg-raised sm:px-3! aria-pressed:text-accent"
            aria-pressed={selecting.isOn}
            onClick={selecting.toggle}
          >
            {t('recordings.select')}
          </Button>
        </div>
      </div>
      <Timeline
        {...timeline}
        onScrub={(moment, phase) => (phase === 'end' ? viewer?.stand(moment) : viewer?.scrub(moment))}
        onFocus={(channel) => viewer?.focus(channel)}
        selection={selecting.span}
        onSelection={selecting.set}
        isSelecting={selecting.isOn}
        onGoLive={() => viewer?.goLive()}
        hasReadOut={false}
      />
      {isFailed && <p className="text-xs text-warn">{t('problem.answer')}</p>}
    </div>
  );
}
