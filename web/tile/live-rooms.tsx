import { createContext, useContext } from 'react';
import { liveSocketUrl } from '../client/api.ts';
import type { Server } from '../client/server.tsx';
import { DataSaver } from '../player/live/data-saver.ts';
import { captureFrame, LastPictures } from '../player/live/last-pictures.ts';
import { LiveGate } from '../player/live/live-gate.ts';
import { LiveSession } from '../player/live/live-session.ts';
import type { Play, Transport } from '../player/live/play.ts';
import { playMse } from '../player/live/play-mse.ts';
import { playWebrtc } from '../player/live/play-webrtc.ts';
import { StreamKeeper } from '../player/live/stream-keeper.ts';
import { TransportMemory } from '../player/live/transport-memory.ts';
import { browserClock } from '../time/clock.ts';

const PLAYS: Record<Transport, Play> = { webrtc: playWebrtc, mse: playMse };

/** One camera in one video element: what it does, and which stream it plays. */
export interface LiveView {
  readonly session: LiveSession;
  readonly keeper: StreamKeeper;
  readonly close: () => void;
}

/** What all live tiles of a page share: the gate, the last pictures, and what is known about the network. */
export class LiveRooms {
  readonly saver = new DataSaver(localStorage, navigator as object); // what it tells of the line is not in TypeScript's DOM library yet
  readonly #server: Pick<Server, 'api' | 'connection'>;
  readonly #gate = new LiveGate();
  readonly #pictures = new LastPictures();
  readonly #memory = new TransportMemory(sessionStorage, () => Date.now());
  readonly #views = new Set<LiveView>();

  constructor(server: Pick<Server, 'api' | 'connection'>) {
    this.#server = server;
    addEventListener('online', () => this.#memory.forget());
    server.connection.subscribe(() => {
      if (server.connection.getSnapshot().phase === 'connected') for (const { session } of this.#views) session.tryAnew();
    });
    this.saver.subscribe(() => {
      for (const { keeper } of this.#views) keeper.wants({ isSaving: this.saver.getSnapshot() });
    });
  }

  /** Plays a channel in this video element until it is closed. */
  open(video: HTMLVideoElement, channel: number, wish: { hasSub: boolean; width: number }): LiveView {
    const life = new AbortController();
    const keeper = new StreamKeeper({
      clock: browserClock,
      wish: { ...wish, isSaving: this.saver.getSnapshot() },
      quality: () => {
        const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
        return { total: totalVideoFrames, dropped: droppedVideoFrames };
      },
    });
    const session = this.#session(video, channel, keeper);
    void keeper.keep(session, life.signal);
    const close = (): void => {
      this.#views.delete(view);
      life.abort();
      session.dispose();
    };
    const view = { session, keeper, close };
    this.#views.add(view);
    return view;
  }

  #session(video: HTMLVideoElement, channel: number, keeper: StreamKeeper): LiveSession {
    const { api } = this.#server;
    const frames = new FrameCounter(video);
    return LiveSession.start({
      channel,
      clock: browserClock,
      gate: this.#gate,
      memory: this.#memory,
      pictures: this.#pictures,
      play: (by, options) => PLAYS[by]({ video, url: liveSocketUrl(channel, keeper.stream), ...options }),
      frames: () => frames.count,
      isDrawn: () => !document.hidden,
      capture: () => captureFrame(video),
      still: async (signal) => {
        const answer = await api.snapshot(channel, keeper.stream, signal);
        return answer.kind === 'success' ? answer.value : null;
      },
      random: Math.random,
    });
  }
}

/** Counts the frames a video really shows. */
class FrameCounter {
  count = 0;

  constructor(video: HTMLVideoElement) {
    const seen = (): void => {
      this.count++;
      video.requestVideoFrameCallback(seen);
    };
    video.requestVideoFrameCallback(seen);
  }
}

const LiveContext = createContext<LiveRooms | null>(null);
export const LiveProvider = LiveContext.Provider;

/** What the live tiles share. */
export function useLiveRooms(): LiveRooms {
  const rooms = useContext(LiveContext);
  if (!rooms) throw new Error('useLiveRooms needs a LiveProvider around it');
  return rooms;
}
