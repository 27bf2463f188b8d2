import { useEffect, useRef, useState } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { codecName } from '../camera/codec-name.ts';
import { useChannelLive } from '../camera/use-camera.ts';
import type { CameraState } from '../player/viewer/camera-player.ts';
import type { RecordingHistory } from '../player/viewer/recording-history.ts';
import type { Viewer } from '../player/viewer/viewer.ts';
import type { ViewerState } from '../player/viewer/viewer-state.ts';
import { useText } from '../text/text.ts';
import { clockText } from '../time/format.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { useWatched } from '../ui/use-watched.ts';
import { gapText } from './gap-text.ts';
import { LivePicture } from './live-picture.tsx';
import { NothingRecorded } from './nothing-recorded.tsx';
import { PictureAt } from './picture-at.tsx';
import { usePictureZoom } from './use-picture-zoom.ts';
import { NO_CAMERA, useCameraPlayer } from './use-viewer.ts';

interface CameraTileProps {
  readonly viewer: Viewer | null;
  readonly state: ViewerState;
  readonly history: RecordingHistory;
  readonly camera: ConfigAnswer['channels'][number];
  readonly timeZone: string;
  /** It has the stage to itself. */
  readonly isAlone: boolean;
  /** Takes the stage for itself. */
  readonly onAlone: () => void;
}

/** One camera of the viewer: its recorded picture, or why there is none. Fills its parent. */
export function CameraTile({ viewer, state, history, camera, timeZone, isAlone, onAlone }: CameraTileProps) {
  const { t } = useText();
  const { channel, name } = camera;
  const host = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const player = useCameraPlayer(host, channel, { viewer, history });
  const own = useWatched(player ?? NO_CAMERA);
  const isFocused = state.focused === channel;
  const { zoom, enlarge, move, reset } = usePictureZoom(frame, () => (isAlone || isFocused ? viewer?.toggle() : viewer?.focus(channel)));
  const isStill =
    state.mode === 'scrub' ||
    (state.mode === 'recorded' &&
      (own.problem === 'codec' || (own.phase === 'loading' && own.isConverted) || (viewer?.isFastLook ?? false)));

  return (
    <section
      aria-label={t('player.label', { camera: name })}
      data-phase={state.mode === 'recorded' ? own.phase : state.mode}
      data-channel={channel}
      data-theme="dark"
      className={`group @container relative size-full overflow-hidden bg-black text-ink ${isAlone ? '' : 'rounded-tile'}`}
    >
      <div ref={frame} className={`absolute inset-0 ${zoom.scale > 1 ? 'cursor-grab touch-none' : 'touch-pan-y'}`}>
        <div
          className="absolute inset-0 origin-top-left"
          style={{ transform: zoom.scale > 1 ? `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})` : undefined }}
        >
          <div ref={host} className="absolute inset-0 [&>video]:absolute [&>video]:inset-0 [&>video]:size-full [&>video]:object-contain" />
          {state.mode === 'live' && (
            <LivePicture
              camera={camera}
              timeZone={timeZone}
              isMuted={state.isMuted || !isFocused}
              wanted={isAlone ? 'main' : (frame.current?.clientWidth ?? 0)}
            />
          )}
          {isStill && state.time !== null && <PictureAt channel={channel} time={state.time} timeZone={timeZone} />}
        </div>
      </div>
      {state.mode === 'recorded' && state.time !== null && (
        <Explanation own={own} time={state.time} channel={channel} timeZone={timeZone} onGo={(time) => viewer?.seek(time)} />
      )}
      <Marks own={own} isFastLook={state.mode === 'recorded' && (viewer?.isFastLook ?? false)} />
      <ZoomButtons scale={zoom.scale} onEnlarge={enlarge} onMove={move} onReset={reset} />
      {!isAlone && (
        <>
          <div
            className={`pointer-events-none absolute inset-0 rounded-tile ${isFocused ? 'border-2 border-accent' : 'border border-line'}`}
          />
          <div className="absolute bottom-1 left-1 flex max-w-full items-center gap-1">
            <button
              type="button"
              aria-pressed={isFocused}
              onClick={() => viewer?.focus(channel)}
              className="max-w-48 truncate rounded-tile bg-black/70 px-2 py-1 text-xs font-medium touch:min-h-12 touch:px-3"
            >
              <span className="sr-only">{isFocused ? '' : t('player.focus', { camera: '' })}</span>
              {name}
            </button>
          </div>
          <IconButton
            icon="enlarge"
            label={t('recordings.only', { camera: name })}
            onClick={onAlone}
            className="absolute right-1 bottom-1 bg-black/70 opacity-0 transition-opacity group-hover:opacity-100 focus-visible:opacity-100 touch:opacity-100"
          />
        </>
      )}
    </section>
  );
}

function Marks({ own, isFastLook }: { own: CameraState; isFastLook: boolean }) {
  const { t } = useText();
  const text = isFastLook ? t('player.fastLook') : own.isConverted && own.phase === 'shown' ? t('player.converted') : null;
  return text && <p className="pointer-events-none absolute top-2 left-2 rounded-tile bg-black/70 px-2 py-1 text-xs">{text}</p>;
}

interface ZoomButtonsProps {
  readonly scale: number;
  readonly onEnlarge: (factor: number) => void;
  readonly onMove: (x: number, y: number) => void;
  readonly onReset: () => void;
}

const PAN = 0.2;
const PANS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [PAN, 0],
  ArrowRight: [-PAN, 0],
  ArrowUp: [0, PAN],
  ArrowDown: [0, -PAN],
};

/** For those without a wheel or two fingers; while one of them has the focus, arrow keys move the enlarged picture. */
function ZoomButtons({ scale, onEnlarge, onMove, onReset }: ZoomButtonsProps) {
  const { t } = useText();
  const isEnlarged = scale > 1;
  return (
    <div
      role="toolbar"
      aria-label={t('player.enlarge')}
      className={`absolute top-1 right-1 flex rounded-control bg-black/70 transition-opacity group-hover:opacity-100 focus-within:opacity-100 ${isEnlarged ? '' : 'opacity-0 max-sm:hidden'}`}
      onKeyDown={(event) => {
        const pan = isEnlarged ? PANS[event.key] : undefined;
        if (!pan) return;
        event.preventDefault();
        onMove(...pan);
      }}
    >
      {isEnlarged && (
        <button type="button" onClick={onReset} className="rounded-control px-2 text-xs hover:bg-raised">
          {t('player.whole', { scale: scale.toFixed(1) })}
        </button>
      )}
      {isEnlarged && <IconButton icon="minus" label={t('player.reduce')} onClick={() => onEnlarge(1 / 1.5)} />}
      <IconButton icon="plus" label={t('player.enlarge')} onClick={() => onEnlarge(1.5)} />
    </div>
  );
}

interface ExplanationProps {
  readonly own: CameraState;
  /** The moment on view. */
  readonly time: number;
  readonly channel: number;
  readonly timeZone: string;
  readonly onGo: (time: number) => void;
}

function Explanation({ own, time, channel, timeZone, onGo }: ExplanationProps) {
  const { t } = useText();
  const known = useChannelLive(channel)?.videoCodec;
  const codec = known ? codecName(known) : t('live.thisVideo');
  switch (own.phase) {
    case 'idle':
    case 'shown':
      return null;
    case 'loading':
      return <Slow isConverted={own.isConverted} />;
    case 'gap':
    case 'end':
      return own.gap && <NothingRecorded gap={own.gap} time={time} timeZone={timeZone} onGo={onGo} />;
    case 'problem': {
      const problem = own.problem ?? 'missing';
      const isLow = problem === 'codec';
      return (
        <div
          role="status"
          className={`pointer-events-none absolute inset-x-0 flex flex-col items-center justify-center gap-1 bg-black/70 p-4 text-center ${isLow ? 'bottom-0' : 'inset-y-0'}`}
        >
          <p className="flex items-center gap-2 font-medium">
            <Icon name="warning" className="text-warn" />
            {t(`player.problem.${problem}`, { codec })}
          </p>
          <p className="max-w-md text-muted">{t(`player.problem.${problem}Text`)}</p>
        </div>
      );
    }
  }
}

const SLOW_MS = 1_000;

/** Nothing at first: most pictures come before one could read it. */
function Slow({ isConverted }: { isConverted: boolean }) {
  const { t } = useText();
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isSlow) return null;
  return (
    <p className="pointer-events-none absolute bottom-2 left-1/2 -translate-x-1/2 rounded-tile bg-black/70 px-2 py-1 text-xs">
      {t(isConverted ? 'player.converting' : 'player.waiting')}
    </p>
  );
}

/** The gap's times, for those who cannot see the card. */
export function gapNotice(state: ViewerState, timeZone: string, text: ReturnType<typeof useText>): string {
  if (!state.notice || state.time === null) return '';
  const { title, reason } = gapText(state.notice, { time: state.time, timeZone, text });
  const on = state.notice.to === null ? '' : ` ${text.t('player.goesOn', { time: clockText(state.notice.to, timeZone, text.language) })}`;
  return `${title}${reason ? ` – ${reason}` : ''}.${on}`;
}
