import type { ApiStreamer } from '../../src/api/status/youtube-routes.ts';
import { Refused } from '../../src/lib/errors.ts';
import type { StreamingStatus } from '../../src/streamer/streamer.ts';

/** A streamer that only remembers what it was asked. */
export class ToyStreamer implements ApiStreamer {
  readonly asked: string[] = [];
  entries: Awaited<ReturnType<ApiStreamer['history']>> = [];
  figures: StreamingStatus = {
    enabled: true,
    phase: 'live',
    since: Date.UTC(2026, 10, 22, 9),
    reason: null,
    detail: null,
    nextTryAt: null,
    channel: 1,
    ingest: 'rtmps://a.rtmps.youtube.com:443',
    keys: 2,
    key: 1,
    keySince: Date.UTC(2026, 10, 22, 9),
    rotationMinutes: 60,
    nextRotationAt: Date.UTC(2026, 10, 22, 10),
    liveSince: Date.UTC(2026, 10, 22, 9),
    picture: 'camera',
    cameraDetail: null,
    treatment: { video: 'copied', audio: 'silent' },
    width: 1280,
    height: 720,
    keyframeMs: 2000,
    bitrateInBps: 2_000_000,
    bitrateOutBps: 2_100_000,
    droppedFrames: 0,
    sessions: [
      { key: 1, since: Date.UTC(2026, 10, 22, 9), bitrateBps: 2_100_000, sentBytes: 1_000_000, waitingBytes: 0, droppedFrames: 0 },
    ],
    advice: [],
    lastError: null,
  };

  status(): StreamingStatus {
    return this.figures;
  }
  async history(): ReturnType<ApiStreamer['history']> {
    return this.entries;
  }
  async begin(): Promise<void> {
    this.#take('start');
  }
  async stop(): Promise<void> {
    this.#take('stop');
  }
  rotate(): void {
    this.#take('rotate');
  }

  #take(action: string): void {
    if (!this.figures.enabled) throw new Refused('streaming-off', 'Streaming is switched off');
    this.asked.push(action);
  }
}
