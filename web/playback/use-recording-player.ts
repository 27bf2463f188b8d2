import { type RefObject, useEffect, useRef, useState } from 'react';
import { recordingUrl } from '../client/api.ts';
import { browserClock } from '../client/clock.ts';
import { RecordingPlayer } from './recording-player.ts';
import type { Piece } from './reel.ts';

interface Callbacks {
  readonly onSwap: () => void;
  readonly onStale: () => void;
  readonly onEnd: () => void;
}

/** A player for a video element, for as long as it is mounted; one per `channel`. */
export function useRecordingPlayer(
  video: RefObject<HTMLVideoElement | null>,
  channel: number,
  callbacks: Callbacks,
): RecordingPlayer | null {
  const [player, setPlayer] = useState<RecordingPlayer | null>(null);
  const latest = useRef(callbacks);
  latest.current = callbacks;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another channel is another player
  useEffect(() => {
    if (!video.current) return;
    const opened = RecordingPlayer.start({
      video: video.current,
      clock: browserClock,
      urlOf,
      onSwap: () => latest.current.onSwap(),
      onStale: () => latest.current.onStale(),
      onEnd: () => latest.current.onEnd(),
    });
    setPlayer(opened);
    return () => {
      opened.dispose();
      setPlayer(null);
    };
  }, [video, channel]);
  return player;
}

/** Browsers keep what they have of an address; a file that has grown since needs a new one. */
function urlOf({ path, isLive, to }: Piece): string {
  return isLive ? `${recordingUrl(path)}?until=${to}` : recordingUrl(path);
}
