import { type RefObject, useEffect, useRef, useState } from 'react';
import { useCamera, useChannelLive } from '../camera/use-camera.ts';
import type { LiveSession } from '../player/live/live-session.ts';
import { cameraTrouble } from '../player/live/live-state.ts';
import { type LiveView, useLiveRooms } from './live-rooms.tsx';

const TILE_HIDDEN_MS = 10_000;
const TAB_HIDDEN_MS = 30_000;

/**
 * Keeps a session for a video element: plays while it is seen, and knows what the server knows about the camera.
 * `wanted`: how wide the picture is drawn (css pixels), or the main stream whatever its size.
 */
export function useLiveSession(
  video: RefObject<HTMLVideoElement | null>,
  channel: number,
  wanted: 'main' | number = 'main',
): LiveSession | null {
  const rooms = useLiveRooms();
  const [view, setView] = useState<LiveView | null>(null);
  const known = useChannelLive(channel);
  const trouble = cameraTrouble(known);
  const isRecorded = known?.status === 'LIVE';
  const hasSub = useCamera(channel)?.hasSub ?? false;
  const width = wanted === 'main' ? Number.POSITIVE_INFINITY : wanted;
  const firstWidth = useRef(width);
  firstWidth.current = width;

  useEffect(() => {
    if (!video.current) return;
    const opened = rooms.open(video.current, channel, { hasSub, width: firstWidth.current });
    const stopWatching = watchVisibility(video.current, opened.session);
    setView(opened);
    return () => {
      stopWatching();
      opened.close();
      setView(null);
    };
  }, [rooms, video, channel, hasSub]);

  useEffect(() => view?.keeper.wants({ width }), [view, width]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the trouble is a new object each time; its parts tell whether it is news
  useEffect(() => view?.session.know(trouble), [view, trouble?.reason, trouble?.detail, trouble?.since]);
  useEffect(() => {
    if (isRecorded) view?.session.tryAnew(); // its pictures arrive again, whatever this tile has tried meanwhile
  }, [view, isRecorded]);
  return view?.session ?? null;
}

/** A picture in picture is seen wherever its page is. */
function watchVisibility(video: HTMLVideoElement, session: LiveSession): () => void {
  let isOnScreen = false;
  const tell = (): void => {
    const isAfloat = document.pictureInPictureElement === video;
    if (isAfloat || (isOnScreen && !document.hidden)) session.show();
    else session.hide(isOnScreen ? TAB_HIDDEN_MS : TILE_HIDDEN_MS);
  };
  const observer = new IntersectionObserver((entries) => {
    isOnScreen = entries.at(-1)?.isIntersecting ?? false;
    tell();
  });
  observer.observe(video);
  const life = new AbortController();
  document.addEventListener('visibilitychange', tell, life);
  video.addEventListener('enterpictureinpicture', tell, life);
  video.addEventListener('leavepictureinpicture', tell, life);
  return () => {
    observer.disconnect();
    life.abort();
  };
}
