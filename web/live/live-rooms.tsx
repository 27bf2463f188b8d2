import { createContext, useContext } from 'react';
import { liveSocketUrl } from '../client/api.ts';
import { browserClock } from '../client/clock.ts';
import type { Server } from '../client/server.tsx';
import { captureFrame, LastPictures } from './last-pictures.ts';
import { LiveGate } from './live-gate.ts';
import { LiveSession } from './live-session.ts';
import type { Play, Transport } from './play.ts';
import { playMse } from './play-mse.ts';
import { playWebrtc } from './play-webrtc.ts';
import { TransportMemory } from './transport-memory.ts';

const PLAYS: Record<Transport, Play> = { webrtc: playWebrtc, mse: playMse };

/** What all live tiles of a page share: the gate, the last pictures, and what is known about the network. */
export class LiveRooms {
  readonly #server: Pick<Server, 'api'>;
  readonly #gate = new LiveGate();
  readonly #pictures = new LastPictures();
  readonly #memory = new TransportMemory(sessionStorage, () => Date.now());

  constructor(server: Pick<Server, 'api'>) {
    this.#server = server;
    addEventListener('online', () => this.#memory.forget());
  }

  /** Starts a session that plays a channel in this video element. */
  open(video: HTMLVideoElement, channel: number, stream: 'main' | 'sub'): LiveSession {
    const { api } = this.#server;
    const frames = new FrameCounter(video);
    const session = LiveSession.start({
      channel,
      clock: browserClock,
      gate: this.#gate,
      memory: this.#memory,
      pictures: this.#pictures,
      play: (by, options) => PLAYS[by]({ video, url: liveSocketUrl(channel, stream), ...options }),
      frames: () => frames.count,
      capture: () => captureFrame(video),
      still: async (signal) => {
        const answer = await api.snapshot(channel, stream, signal);
        return answer.kind === 'success' ? answer.value : null;
      },
      random: Math.random,
    });
    return session;
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
