import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { RecordingMark } from '../camera/recording-mark.tsx';
import { StreamerMark } from '../camera/streamer-mark.tsx';
import { useChannelLive } from '../camera/use-camera.ts';
import { Store } from '../client/store.ts';
import type { LiveSnapshot } from '../player/live/live-state.ts';
import { useText } from '../text/text.ts';
import { useFullScreen } from '../ui/use-full-screen.ts';
import { useWatched } from '../ui/use-watched.ts';
import { badgeText, LiveBadge } from './live-badge.tsx';
import { LiveScreen } from './live-screen.tsx';
import { TileActions } from './tile-actions.tsx';
import { useLiveSession } from './use-live-session.ts';
import { useSnapshot } from './use-snapshot.ts';
import { useSoundWay } from './use-sound-way.ts';

/** Until the session is there. */
export const NO_SESSION = new Store<LiveSnapshot>({ phase: 'idle', picture: null });

interface LiveTileProps {
  readonly camera: ConfigAnswer['channels'][number];
  readonly timeZone: string;
  /** How wide it is drawn, css pixels: small tiles make do with the sub-stream. */
  readonly width: number;
  readonly hasSound: boolean;
  readonly onSound: (isOn: boolean) => void;
  readonly onPhase: (phase: LiveSnapshot['phase']) => void;
  /** Stands over the picture instead of what can be done with it, e.g. while the wall is arranged. */
  readonly cover: ReactNode;
}

/** One camera on the wall: its live picture, its name, how it comes, and whether it is recorded. Opens large when pressed. */
export function LiveTile({ camera, timeZone, width, hasSound, onSound, onPhase, cover }: LiveTileProps) {
  const { t } = useText();
  const { channel, name, record } = camera;
  const frame = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const fullScreen = useFullScreen(frame);
  const live = useChannelLive(channel);
  const audioCodec = live?.audioCodec ?? null;
  const isSounding = hasSound && audioCodec !== null;
  // Who listens or looks closely wants the main stream: sub-streams seldom carry sound.
  const session = useLiveSession(video, channel, isSounding || fullScreen.isFull ? 'main' : width);
  const state = useWatched(session ?? NO_SESSION);
  const onSnapshot = useSnapshot(video, { channel, name, timeZone });
  useSoundWay(session, isSounding, audioCodec);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when the phase changes, whoever listens
  useEffect(() => onPhase(state.phase), [state.phase]);

  return (
    <section
      ref={frame}
      aria-label={t('live.tile', { camera: name, state: badgeText(state, Date.now(), t) })}
      data-phase={state.phase}
      data-channel={channel}
      className="group @container relative size-full rounded-tile has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2 has-[a:focus-visible]:outline-accent"
    >
      <LiveScreen
        video={video}
        state={state}
        channel={channel}
        timeZone={timeZone}
        isMuted={!isSounding}
        onTryNow={() => session?.tryNow()}
      >
        {!cover && (
          <Link
            to="/live/$channel"
            params={{ channel: `${channel}` }}
            aria-label={t('live.open', { camera: name })}
            className="absolute inset-0 outline-none"
          />
        )}
        <div className="pointer-events-none absolute top-2 right-2 flex gap-1">
          <StreamerMark channel={channel} />
          <RecordingMark live={live} isWanted={record} />
        </div>
        {cover}
        <div className="pointer-events-none absolute inset-x-0 bottom-0 z-20 flex items-center justify-between gap-3 bg-black/70 px-3 py-1.5 text-xs">
          <span className="truncate text-sm font-medium">{name}</span>
          <LiveBadge state={state} />
        </div>
        {!cover && (
          <TileActions
            video={video}
            fullScreen={fullScreen}
            onSnapshot={onSnapshot}
            sound={{ isOn: isSounding, isThere: audioCodec !== null, toggle: () => onSound(!isSounding) }}
          />
        )}
      </LiveScreen>
    </section>
  );
}
