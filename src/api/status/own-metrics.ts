import { StreamingPhase } from '#shared/youtube.ts';
import type { Clock } from '../../lib/clock.ts';
import { type MetricFamily, single } from '../../lib/prometheus-text.ts';
import type { StreamingStatus } from '../../streamer/streamer.ts';
import type { LiveViewers } from '../live/live-viewers.ts';
import type { RequestLatencies } from './request-latencies.ts';
import type { ApiStreamer } from './youtube-routes.ts';

const WAITING = ['queued', 'running'] as const;

export interface OwnMetricsOptions {
  readonly streamer: Pick<ApiStreamer, 'status'>;
  readonly exports: { list(): Promise<readonly { readonly state: string }[]> };
  readonly viewers: Pick<LiveViewers, 'count'>;
  readonly latencies: RequestLatencies;
  readonly clock: Clock;
}

/** What the API knows of and health does not: the stream to YouTube, exports, live views, its own answers. */
export async function ownMetrics({ streamer, exports, viewers, latencies, clock }: OwnMetricsOptions): Promise<MetricFamily[]> {
  const jobs = await exports.list();
  const waiting = WAITING.map((state) => ({ labels: { state }, value: jobs.filter((job) => job.state === state).length }));
  return [
    ...ofStream(streamer.status(), clock.now()),
    { name: 'nvr_exports', type: 'gauge', help: 'Exports that are not finished', samples: waiting },
    single('gauge', 'nvr_live_views', 'Open live views', viewers.count),
    latencies.family(),
  ];
}

function ofStream(status: StreamingStatus, now: number): MetricFamily[] {
  const { enabled, phase, key, liveSince, nextRotationAt, bitrateInBps, bitrateOutBps, droppedFrames, sessions } = status;
  const phases = StreamingPhase.options.map((each) => ({ labels: { phase: each }, value: Number(each === phase) }));
  const bitrates = [
    { labels: { direction: 'in' }, value: bitrateInBps },
    { labels: { direction: 'out' }, value: bitrateOutBps },
  ];
  return [
    single('gauge', 'nvr_streaming_enabled', 'YOUTUBE_ENABLED', Number(enabled)),
    { name: 'nvr_streaming_phase', type: 'gauge', help: '1 for the phase it is in', samples: phases },
    single('gauge', 'nvr_streaming_key', 'Number of the current key', key),
    single('gauge', 'nvr_streaming_sessions', 'Sessions at the ingest: two while keys change', sessions.length),
    single('gauge', 'nvr_streaming_live_seconds', 'How long it has been live without a break', secondsBetween(liveSince, now)),
    single('gauge', 'nvr_streaming_next_rotation_seconds', 'Time until the keys change', secondsBetween(now, nextRotationAt)),
    { name: 'nvr_streaming_bitrate_bps', type: 'gauge', help: 'Bits a second from the camera and to the ingest', samples: bitrates },
    single('counter', 'nvr_streaming_dropped_frames_total', 'Frames left out because the upload was too slow', droppedFrames),
  ];
}

function secondsBetween(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : (to - from) / 1000;
}
