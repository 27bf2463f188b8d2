import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import type { ConfigAnswer } from '#shared/settings.ts';
import type { ViewerState } from '../player/viewer/viewer-state.ts';
import { useText } from '../text/text.ts';
import { CameraTile } from '../tile/camera-tile.tsx';
import { NO_VIEWER, useHistory, useViewer } from '../tile/use-viewer.ts';
import { clockText } from '../time/format.ts';
import type { Span } from '../time/span.ts';
import { useLanes } from '../timeline/lanes/use-lanes.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Button, IconButton } from '../ui/button.tsx';
import { useNow } from '../ui/use-now.ts';
import { useWatched } from '../ui/use-watched.ts';

interface RewindStripProps {
  readonly config: ConfigAnswer;
  readonly camera: ConfigAnswer['channels'][number];
  /** The live picture's place: what is seen again covers it. */
  readonly picture: HTMLElement | null;
  readonly isMuted: boolean;
  /** Told when the past is on view, and when it is live again. */
  readonly onPast: (isPast: boolean) => void;
}

const TWO_HOURS_MS = 2 * 3_600_000;
const TEN_SECONDS_MS = 10_000;
/** So much of the strip lies in the future, or nobody could take hold of now. */
const FUTURE = 0.02;

/** The last two hours under a live picture: dragging back shows what was just recorded, up to the seconds before now. */
export function RewindStrip({ config, camera, picture, isMuted, onPast }: RewindStripProps) {
  const { t } = useText();
  const { channel } = camera;
  const { timeZone } = config;
  const now = useNow(1_000);
  const viewer = useViewer(channel, 1);
  const history = useHistory();
  const state = useWatched(viewer ?? NO_VIEWER);
  const isPast = state.time !== null && state.mode !== 'live';
  const [view, setView] = useRecentView(now, isPast);
  const { lanes } = useLanes([channel], view);

  useEffect(() => viewer?.goLive(), [viewer]);
  useEffect(() => viewer?.setSound({ isMuted }), [viewer, isMuted]);
  useEffect(() => onPast(isPast), [onPast, isPast]);
  const back = (): void => {
    viewer?.seek((isPast ? (state.time ?? now) : Date.now()) - TEN_SECONDS_MS);
    viewer?.play();
  };
  return (
    <section aria-label={t('player.rewind')} className="border-t border-line px-3 pt-1 pb-2">
      {isPast &&
        picture &&
        createPortal(<CameraTile {...{ viewer, state, history, camera, timeZone }} isAlone onAlone={() => undefined} />, picture)}
      <div className="flex items-center gap-1">
        <IconButton icon="back" label={t('player.back10')} onClick={back} />
        <IconButton
          icon={state.isPlaying ? 'pause' : 'play'}
          label={t(state.isPlaying ? 'player.pause' : 'player.play')}
          onClick={() => viewer?.toggle()}
        />
        <Moment state={state} isPast={isPast} timeZone={timeZone} />
        {isPast && (
          <Button icon="live" className="ml-auto" onClick={() => viewer?.goLive()}>
            {t('player.goLive')}
          </Button>
        )}
      </div>
      <Timeline
        lanes={lanes}
        view={view}
        onView={setView}
        playhead={isPast ? (state.time ?? now) : now}
        onScrub={(time, phase) => {
          if (phase !== 'end') return viewer?.scrub(time);
          viewer?.seek(time);
          viewer?.play();
        }}
        onPlay={(time) => viewer?.seek(time)}
        now={now}
        timeZone={timeZone}
        focusedChannel={channel}
        onFocus={() => undefined}
        selection={null}
        onSelection={() => undefined}
        isSelecting={false}
        isCompact
      />
    </section>
  );
}

function Moment({ state, isPast, timeZone }: { state: ViewerState; isPast: boolean; timeZone: string }) {
  const { t, language } = useText();
  if (!isPast || state.time === null) return <span className="px-2 text-xs text-muted">{t('player.rewindHint')}</span>;
  return <span className="px-2 font-medium">{t('player.rewound', { time: clockText(state.time, timeZone, language) })}</span>;
}

/** The last two hours, or as much as somebody chose; it goes with the time while it is live. */
function useRecentView(now: number, isPast: boolean): [Span, (view: Span) => void] {
  const [span, setSpan] = useState(TWO_HOURS_MS);
  const [held, setHeld] = useState<Span | null>(null);
  const to = now + span * FUTURE;
  const recent = { from: to - span, to };
  const change = (view: Span): void => {
    setSpan(view.to - view.from);
    setHeld(view);
  };
  useEffect(() => {
    if (!isPast) setHeld(null);
  }, [isPast]);
  return [isPast && held ? held : recent, change];
}
