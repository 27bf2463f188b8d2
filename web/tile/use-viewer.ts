import { type RefObject, useEffect, useState } from 'react';
import { type Server, useConfig, useServer } from '../client/server.tsx';
import { Store } from '../client/store.ts';
import { hasMediaSource, openHls } from '../player/engine/hls-source.ts';
import { nativePlaylists } from '../player/engine/native-source.ts';
import type { PlaybackWindow } from '../player/engine/playback-window.ts';
import { VideoEngine } from '../player/engine/video-engine.ts';
import { CameraPlayer, type CameraState } from '../player/viewer/camera-player.ts';
import { RecordingHistory } from '../player/viewer/recording-history.ts';
import { recordedOf } from '../player/viewer/runs.ts';
import { Viewer } from '../player/viewer/viewer.ts';
import { AT_FIRST, type ViewerState } from '../player/viewer/viewer-state.ts';
import { browserClock } from '../time/clock.ts';

/** Until the viewer is there. */
export const NO_VIEWER = new Store<ViewerState>(AT_FIRST);

/** Until a camera's player is there. */
export const NO_CAMERA = new Store<CameraState>({
  ...{ phase: 'idle', isWaiting: false, isAtEdge: false, gap: null, problem: null, isConverted: false },
});

/** The viewer of a page, for as long as it stands. */
export function useViewer(focused: number, rate: number): Viewer | null {
  const [viewer, setViewer] = useState<Viewer | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: they only say how it begins
  useEffect(() => {
    const opened = Viewer.start({ clock: browserClock, monotonic: () => performance.now(), focused, rate });
    setViewer(opened);
    return () => {
      opened.dispose();
      setViewer(null);
    };
  }, []);
  return viewer;
}

/** What was recorded when, asked of the server and kept for a while. */
export function useHistory(): RecordingHistory {
  const { queries, cache } = useServer();
  const { timeZone } = useConfig();
  const [history] = useState(
    () =>
      new RecordingHistory({
        ...{ now: () => Date.now(), timeZone },
        dates: (channel) => cache.fetchQuery(queries.dates(channel)),
        ask: async (channel, from, to) => {
          const answer = await cache.fetchQuery(queries.timeline(channel, from, to));
          return answer && recordedOf(answer, Date.now());
        },
      }),
  );
  return history;
}

/** A camera's player, whose videos stand in `host`, as part of a viewer. */
export function useCameraPlayer(
  host: RefObject<HTMLElement | null>,
  channel: number,
  { viewer, history }: { readonly viewer: Viewer | null; readonly history: RecordingHistory },
): CameraPlayer | null {
  const { client } = useServer();
  const [player, setPlayer] = useState<CameraPlayer | null>(null);
  useEffect(() => {
    const element = host.current;
    if (!element || !viewer) return;
    const opened = new CameraPlayer({
      channel,
      history,
      now: () => Date.now(),
      open: (of, isConverted) => openEngine(element, { client, urlOf: (window) => playlistUrl(of, window, isConverted) }),
    });
    const leave = viewer.add(opened);
    setPlayer(opened);
    return () => {
      leave();
      opened.dispose();
      setPlayer(null);
    };
  }, [host, channel, viewer, history, client]);
  return player;
}

interface EngineNeeds {
  readonly client: Server['client'];
  readonly urlOf: (window: PlaybackWindow) => string;
}

function openEngine(host: HTMLElement, { client, urlOf }: EngineNeeds): VideoEngine {
  const open = hasMediaSource() ? openHls : nativePlaylists((url, signal) => client.blob(url, { signal }));
  return new VideoEngine({ host, clock: browserClock, open, urlOf });
}

function playlistUrl(channel: number, { from, to }: PlaybackWindow, isConverted: boolean): string {
  const query = new URLSearchParams({ from: new Date(from).toISOString() });
  if (to !== null) query.set('to', new Date(to).toISOString());
  if (isConverted) query.set('transcode', '1');
  return `/api/channel/${channel}/playlist.m3u8?${query}`;
}
