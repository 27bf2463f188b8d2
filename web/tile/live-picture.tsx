import { useRef } from 'react';
import type { ConfigAnswer } from '#shared/settings.ts';
import { useWatched } from '../ui/use-watched.ts';
import { LiveBadge } from './live-badge.tsx';
import { LiveScreen } from './live-screen.tsx';
import { NO_SESSION } from './live-tile.tsx';
import { useLiveSession } from './use-live-session.ts';

interface LivePictureProps {
  readonly camera: ConfigAnswer['channels'][number];
  readonly timeZone: string;
  readonly isMuted: boolean;
  /** How wide it is drawn, css pixels; `main`: the best there is. */
  readonly wanted: 'main' | number;
}

/** What a camera shows now, in the place of its recording. Fills its parent. */
export function LivePicture({ camera: { channel }, timeZone, isMuted, wanted }: LivePictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  const session = useLiveSession(video, channel, wanted);
  const state = useWatched(session ?? NO_SESSION);
  return (
    <LiveScreen video={video} state={state} channel={channel} timeZone={timeZone} isMuted={isMuted} onTryNow={() => session?.tryNow()}>
      <div className="absolute right-2 bottom-2 rounded-tile bg-black/70 px-2 py-1 text-xs">
        <LiveBadge state={state} />
      </div>
    </LiveScreen>
  );
}
