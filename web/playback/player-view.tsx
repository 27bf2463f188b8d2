import { Link } from '@tanstack/react-router';
import { type ReactNode, type RefObject, useRef } from 'react';
import { recordingUrl } from '../client/api.ts';
import { codecName } from '../live/codec-name.ts';
import { captureFrame } from '../live/last-pictures.ts';
import { useChannelLive } from '../live/use-live-session.ts';
import { dateText } from '../text/format.ts';
import { useText } from '../text/text.ts';
import { clockText, localTimeAt } from '../timeline/site-time.ts';
import { buttonClass, IconAnchor, IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useFullScreen } from '../ui/use-full-screen.ts';
import type { PlaybackState, RecordingPlayer } from './recording-player.ts';

interface PlayerViewProps {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** Where the last frame of a file stays until the next file has one. */
  readonly lastFrame: RefObject<HTMLCanvasElement | null>;
  readonly player: RecordingPlayer | null;
  readonly state: PlaybackState;
  readonly camera: { readonly channel: number; readonly name: string };
  readonly timeZone: string;
  /** Why the stretch that is being skipped has no recording. */
  readonly gapReason: string | null;
  /** What stands in the picture's place when the day has no recordings. */
  readonly empty: ReactNode;
}

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8] as const;
const TEN_SECONDS = 10_000;

/** The recorded picture, the moment it shows, and the buttons to play it. */
export function PlayerView({ video, lastFrame, player, state, camera, timeZone, gapReason, empty }: PlayerViewProps) {
  const { t, language } = useText();
  const frame = useRef<HTMLDivElement>(null);
  const fullScreen = useFullScreen(frame);
  const { piece, time, isPlaying, isMuted, rate } = state;
  const moment = time === null ? null : { clock: clockText(time, timeZone), date: localTimeAt(time, timeZone).date };
  const isNear = piece?.isLive ?? false;

  const save = async (): Promise<void> => {
    const image = video.current && (await captureFrame(video.current));
    if (image && moment) saveFile(image, `${camera.name} ${moment.date} ${moment.clock.replaceAll(':', '-')}.jpg`);
  };
  return (
    <section
      aria-label={t('player.label', { camera: camera.name })}
      ref={frame}
      className="flex min-h-0 flex-col overflow-hidden rounded-card border border-line bg-surface"
    >
      <div data-theme="dark" data-phase={state.phase} className="relative aspect-video min-h-0 w-full flex-1 bg-black text-ink">
        <canvas ref={lastFrame} className="absolute inset-0 size-full object-contain" />
        {/* biome-ignore lint/a11y/useMediaCaption: surveillance pictures have no captions */}
        <video
          ref={video}
          playsInline
          preload="auto"
          className="absolute inset-0 size-full object-contain"
          onClick={() => player?.toggle()}
        />
        <Overlay state={state} channel={camera.channel} timeZone={timeZone} gapReason={gapReason} empty={empty} />
      </div>
      <div className="flex flex-wrap items-center gap-x-1 gap-y-0 px-2 py-1">
        <IconButton
          icon="back"
          label={t('player.back10')}
          disabled={time === null}
          onClick={() => time !== null && player?.seek(time - TEN_SECONDS)}
        />
        <IconButton
          icon={isPlaying ? 'pause' : 'play'}
          label={t(isPlaying ? 'player.pause' : 'player.play')}
          disabled={piece === null}
          onClick={() => player?.toggle()}
        />
        <IconButton
          icon="forward"
          label={t('player.forward10')}
          disabled={time === null}
          onClick={() => time !== null && player?.seek(time + TEN_SECONDS)}
        />
        <div className="order-first flex w-full items-baseline gap-3 px-2 sm:order-none sm:w-auto">
          <span className="text-3xl font-medium sm:text-xl">{moment?.clock ?? '--:--:--'}</span>
          {moment && <span className="text-xs text-muted">{dateText(moment.date, language)}</span>}
        </div>
        <div className="ml-auto flex items-center">
          {isNear && (
            <Link
              to="/live/$channel"
              params={{ channel: `${camera.channel}` }}
              className={`${buttonClass('quiet')} text-accent max-sm:hidden`}
            >
              {t('player.goLive')}
            </Link>
          )}
          <select
            aria-label={t('player.speed')}
            value={rate}
            onChange={(event) => player?.setRate(Number(event.target.value))}
            className="min-h-10 rounded-control bg-transparent px-1 hover:bg-raised touch:min-h-12"
          >
            {SPEEDS.map((speed) => (
              <option key={speed} value={speed} className="bg-raised">
                {speed}×
              </option>
            ))}
          </select>
          <IconButton
            icon={isMuted ? 'mute' : 'sound'}
            label={t(isMuted ? 'player.unmute' : 'player.mute')}
            onClick={() => player?.setMuted(!isMuted)}
          />
          <IconButton
            icon="camera"
            label={t('player.snapshot')}
            disabled={state.phase !== 'shown'}
            onClick={() => void save()}
            className="max-sm:hidden"
          />
          {piece && (
            <IconAnchor
              icon="download"
              label={t('player.download')}
              href={recordingUrl(piece.path, true)}
              download
              className="max-sm:hidden"
            />
          )}
          <IconButton
            icon={fullScreen.isFull ? 'reduce' : 'enlarge'}
            label={t(fullScreen.isFull ? 'player.leaveFullScreen' : 'player.fullScreen')}
            onClick={fullScreen.toggle}
          />
        </div>
      </div>
    </section>
  );
}

interface OverlayProps {
  readonly state: PlaybackState;
  readonly channel: number;
  readonly timeZone: string;
  readonly gapReason: string | null;
  readonly empty: ReactNode;
}

function Overlay({ state, channel, timeZone, gapReason, empty }: OverlayProps) {
  const { t } = useText();
  const known = useChannelLive(channel)?.videoCodec;
  const codec = known ? codecName(known) : t('live.thisVideo');
  switch (state.phase) {
    case 'shown':
    case 'loading':
      return null;
    case 'empty':
      return <Message>{empty}</Message>;
    case 'gap': {
      const clock = (time: number): string => clockText(time, timeZone);
      return (
        <Message>
          <p className="font-medium">{state.gap && t('player.noRecording', { from: clock(state.gap.from), to: clock(state.gap.to) })}</p>
          {gapReason && <p className="text-muted">{gapReason}</p>}
        </Message>
      );
    }
    case 'end':
      return <Message isLow={state.piece !== null}>{state.piece?.isLive ? t('player.endLive') : (empty ?? t('player.end'))}</Message>;
    case 'problem': {
      const problem = state.problem ?? 'missing';
      return (
        <Message>
          <Icon name="warning" size={28} className="text-warn" />
          <p className="font-medium">{t(`player.problem.${problem}`, { codec })}</p>
          <p className="max-w-md text-muted">{t(`player.problem.${problem}Text`)}</p>
          {state.piece && (
            <a href={recordingUrl(state.piece.path, true)} download className={`${buttonClass()} mt-2`}>
              <Icon name="download" size={18} />
              {t('player.download')}
            </a>
          )}
        </Message>
      );
    }
  }
}

function Message({ children, isLow = false }: { children: ReactNode; isLow?: boolean }) {
  return (
    <div
      role="status"
      className={`absolute inset-x-0 flex flex-col items-center justify-center gap-1 bg-black/70 p-4 text-center ${isLow ? 'bottom-0' : 'inset-y-0'}`}
    >
      {children}
    </div>
  );
}
