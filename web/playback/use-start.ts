import { useEffect, useState } from 'react';
import type { RecordingHistory } from '../player/viewer/recording-history.ts';
import type { Viewer } from '../player/viewer/viewer.ts';

/** Who asks for no moment sees the last minute that was recorded. */
const LAST_MS = 60_000;

interface StartOptions {
  readonly viewer: Viewer | null;
  readonly history: RecordingHistory;
  readonly channel: number;
  /** The address says where to begin. */
  readonly isGiven: boolean;
}

/** Shows the newest recording where no moment was asked for. @returns whether there is none at all */
export function useStart({ viewer, history, channel, isGiven }: StartOptions): boolean {
  const [isEmpty, setEmpty] = useState(false);
  useEffect(() => {
    setEmpty(false);
    if (!viewer || isGiven || viewer.getSnapshot().time !== null) return;
    let isOver = false;
    const begin = async (): Promise<void> => {
      const newest = await history.newest(channel);
      if (isOver || viewer.getSnapshot().time !== null) return;
      if (newest) viewer.seek(Math.max(newest.from, newest.to - LAST_MS));
      else setEmpty(true);
    };
    void begin().catch(() => undefined); // the connection bar says that the server is away
    return () => {
      isOver = true;
    };
  }, [viewer, history, channel, isGiven]);
  return isEmpty;
}
