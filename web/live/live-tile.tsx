import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { Store } from '../client/store.ts';
import { useText } from '../text/text.ts';
import { useWatched } from '../ui/use-watched.ts';
import { badgeText, LiveBadge } from './live-badge.tsx';
import { LiveScreen } from './live-screen.tsx';
import type { LiveSnapshot } from './live-state.ts';
import { RecordingMark } from './recording-mark.tsx';
import { useChannelLive, useLiveSession } from './use-live-session.ts';

/** Until the session is there. */
export const NO_SESSION = new Store<LiveSnapshot>({ phase: 'idle', picture: null });

const SUB_BELOW_PIXELS = 640;

interface LiveTileProps {
  readonly camera: ConfigAnswer['channels'][number];
  readonly timeZone: string;
  /** How wide it is drawn, css pixels: small tiles make do with the sub-stream. */
  readonly width: number;
}

/** One camera on the wall: its live picture, its name, how it comes, and whether it is recorded. Opens large when pressed. */
export function LiveTile({ camera: { channel, name, record, hasSub }, timeZone, width }: LiveTileProps) {
  const { t } = useText();
  const video = useRef<HTMLVideoElement>(null);
  const session = useLiveSession(video, channel, hasSub && width < SUB_BELOW_PIXELS ? 'sub' : 'main');
  const state = useWatched(session ?? NO_SESSION);
  const live = useChannelLive(channel);

  return (
    <section
      aria-label={t('live.tile', { camera: name, state: badgeText(state, Date.now(), t) })}
      data-phase={state.phase}
      className="group relative aspect-video w-full rounded-tile has-[a:focus-visible]:outline-2 has-[a:focus-visible]:outline-offset-2 has-[a:focus-visible]:outline-accent"
    >
      <LiveScreen video={video} state={state} channel={channel} timeZone={timeZone} isMuted onTryNow={() => session?.tryNow()}>
        <Link
          to="/live/$channel"
          params={{ channel: `${channel}` }}
          aria-label={t('live.open', { camera: name })}
          className="absolute inset-0 outline-none"
        />
        <div className="pointer-events-none absolute top-2 right-2">
          <RecordingMark live={live} isWanted={record} />
        </div>
        <div className="pointer-events-none absolute inset-x-0 bottom-0 flex items-center justify-between gap-3 bg-black/70 px-3 py-1.5 text-xs">
          <span className="truncate text-sm font-medium">{name}</span>
          <LiveBadge state={state} />
        </div>
      </LiveScreen>
    </section>
  );
}
