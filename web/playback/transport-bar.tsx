import { Link } from '@tanstack/react-router';
import { RATES } from '../player/viewer/rates.ts';
import type { Viewer } from '../player/viewer/viewer.ts';
import type { ViewerState } from '../player/viewer/viewer-state.ts';
import { useText } from '../text/text.ts';
import { dateText, withPass } from '../time/format.ts';
import { localTimeAt, passOf, wallClock } from '../time/site-time.ts';
import { buttonClass, IconButton } from '../ui/button.tsx';

interface TransportBarProps {
  readonly viewer: Viewer | null;
  readonly state: ViewerState;
  readonly timeZone: string;
  readonly isFull: boolean;
  readonly onFullScreen: () => void;
  readonly onSnapshot: () => void;
  /** Several cameras wait for each other. */
  readonly isSeveral: boolean;
}

const TEN_SECONDS = 10_000;

/** The moment on view, and the buttons to play it. */
export function TransportBar({ viewer, state, timeZone, isFull, onFullScreen, onSnapshot, isSeveral }: TransportBarProps) {
  const { t } = useText();
  const { time, isPlaying, mode, rate, isMuted, volume } = state;
  const move = (ms: number): void => {
    if (time !== null) viewer?.seek(time + ms);
  };
  const isLive = mode === 'live';
  const isStill = time === null || isLive;
  return (
    <div role="toolbar" aria-label={t('player.controls')} className="flex flex-wrap items-center gap-x-1 px-2 py-1">
      <Moment state={state} timeZone={timeZone} />
      <div className="flex items-center max-sm:order-2 max-sm:w-full max-sm:justify-between">
        <IconButton icon="back" label={t('player.back10')} disabled={time === null} onClick={() => move(-TEN_SECONDS)} />
        <IconButton icon="stepBack" label={t('player.frameBack')} disabled={isStill} onClick={() => viewer?.step(-1)} />
        <IconButton
          icon={isPlaying ? 'pause' : 'play'}
          label={t(isPlaying ? 'player.pause' : 'player.play')}
          disabled={time === null}
          tone={isPlaying ? 'quiet' : 'primary'}
          onClick={() => viewer?.toggle()}
        />
        <IconButton icon="stepForward" label={t('player.frameForward')} disabled={isStill} onClick={() => viewer?.step(1)} />
        <IconButton icon="forward" label={t('player.forward10')} disabled={isStill} onClick={() => move(TEN_SECONDS)} />
        <select
          aria-label={t('player.speed')}
          value={rate}
          disabled={isLive}
          onChange={(event) => viewer?.setRate(Number(event.target.value))}
          className="min-h-10 rounded-control bg-transparent px-1 hover:bg-raised touch:min-h-12"
        >
          {RATES.map((speed) => (
            <option key={speed} value={speed} className="bg-raised">
              {speed}×
            </option>
          ))}
        </select>
      </div>
      <div className="ml-auto flex items-center max-sm:order-1">
        {isSeveral && (
          <label className="mr-2 flex min-h-10 items-center gap-2 text-xs text-muted max-lg:hidden" title={t('player.impatient')}>
            <input type="checkbox" checked={state.isImpatient} onChange={(event) => viewer?.setImpatient(event.target.checked)} />
            {t('player.impatientShort')}
          </label>
        )}
        {isLive && (
          <Link
            to="/live/$channel"
            params={{ channel: `${state.focused}` }}
            className={`${buttonClass('quiet')} mr-auto text-accent max-sm:hidden`}
          >
            {t('player.openLive')}
          </Link>
        )}
        <IconButton
          icon={isMuted ? 'mute' : 'sound'}
          label={t(isMuted ? 'player.unmute' : 'player.mute')}
          onClick={() => viewer?.setSound({ isMuted: !isMuted })}
        />
        <input
          type="range"
          aria-label={t('player.volume')}
          min={0}
          max={1}
          step={0.05}
          value={isMuted ? 0 : volume}
          onChange={(event) => viewer?.setSound({ volume: Number(event.target.value), isMuted: Number(event.target.value) === 0 })}
          className="w-20 accent-accent max-lg:hidden"
        />
        <IconButton icon="camera" label={t('player.snapshot')} disabled={time === null} onClick={onSnapshot} />
        <IconButton
          icon={isFull ? 'reduce' : 'enlarge'}
          label={t(isFull ? 'player.leaveFullScreen' : 'player.fullScreen')}
          onClick={onFullScreen}
        />
      </div>
    </div>
  );
}

/** Standing, the frame's own time to the thousandth. */
function Moment({ state: { time, isPlaying, mode, isWaiting }, timeZone }: Pick<TransportBarProps, 'state' | 'timeZone'>) {
  const { t, language } = useText();
  const isExact = !isPlaying && mode === 'recorded' && time !== null;
  return (
    <div
      className="order-first flex min-w-56 items-baseline gap-x-2 px-2 max-sm:min-w-0 max-sm:flex-1 max-sm:flex-col"
      data-moment={time ?? undefined}
    >
      <span className="text-3xl font-medium sm:text-xl">
        {time === null ? '--:--:--' : wallClock(time, timeZone)}
        {isExact && <span className="text-base text-muted sm:text-sm">.{`${Math.floor(time % 1000)}`.padStart(3, '0')}</span>}
        {time !== null && <span className="text-base sm:text-sm">{withPass('', passOf(time, timeZone), language)}</span>}
      </span>
      {mode === 'live' ? (
        <span className="flex items-center gap-1 text-xs font-medium text-danger">
          <span aria-hidden="true" className="size-2 rounded-full bg-danger" />
          {t('player.live')}
        </span>
      ) : (
        time !== null && (
          <span className="truncate text-xs text-muted">
            {isWaiting ? t('player.waiting') : dateText(localTimeAt(time, timeZone).date, language)}
          </span>
        )
      )}
    </div>
  );
}
