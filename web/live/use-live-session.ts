import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import type { ChannelLive } from '#shared/live.ts';
import { useServer } from '../client/server.tsx';
import { useLiveRooms } from './live-rooms.tsx';
import type { LiveSession } from './live-session.ts';
import { cameraTrouble } from './live-state.ts';

const TILE_HIDDEN_MS = 10_000;
const TAB_HIDDEN_MS = 30_000;

/** Keeps a session for a video element: plays while it is seen, and knows what the server knows about the camera. */
export function useLiveSession(video: RefObject<HTMLVideoElement | null>, channel: number, stream: 'main' | 'sub'): LiveSession | null {
  const rooms = useLiveRooms();
  const [session, setSession] = useState<LiveSession | null>(null);
  const state = useChannelLive(channel);
  const trouble = cameraTrouble(state);

  useEffect(() => {
    if (!video.current) return;
    const opened = rooms.open(video.current, channel, stream);
    const stopWatching = watchVisibility(video.current, opened);
    setSession(opened);
    return () => {
      stopWatching();
      opened.dispose();
      setSession(null);
    };
  }, [rooms, video, channel, stream]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the trouble is a new object each time; its parts tell whether it is news
  useEffect(() => session?.know(trouble), [session, trouble?.reason, trouble?.detail, trouble?.since]);
  return session;
}

/** What the server knows about a channel now. */
export function useChannelLive(channel: number): ChannelLive | undefined {
  const { queries } = useServer();
  return useQuery({ ...queries.live(), select: (channels) => channels[channel] }).data;
}

function watchVisibility(video: HTMLVideoElement, session: LiveSession): () => void {
  let isOnScreen = false;
  const tell = (): void => {
    if (isOnScreen && !document.hidden) session.show();
    else session.hide(isOnScreen ? TAB_HIDDEN_MS : TILE_HIDDEN_MS);
  };
  const observer = new IntersectionObserver((entries) => {
    isOnScreen = entries.at(-1)?.isIntersecting ?? false;
    tell();
  });
  observer.observe(video);
  document.addEventListener('visibilitychange', tell);
  return () => {
    observer.disconnect();
    document.removeEventListener('visibilitychange', tell);
  };
}
