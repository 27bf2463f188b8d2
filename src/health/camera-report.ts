import type { CameraHealth } from '#shared/health.ts';
import type { ChannelState } from '../catalogue/catalogue.ts';
import { isoOf } from '../lib/iso-time.ts';
import type { Pulse } from './camera-pulse.ts';
import type { Gop } from './doctor/gop.ts';
import type { RecentPast } from './past.ts';

/** A configured channel. */
export interface WatchedChannel {
  readonly channel: number;
  readonly name: string;
  /** False: live only. */
  readonly record: boolean;
}

/** All that is known of a camera. */
export interface CameraFacts {
  readonly watched: WatchedChannel;
  readonly state: ChannelState | undefined;
  readonly pulse: Pulse;
  readonly gop: Gop | null;
  readonly video: { readonly codec: string; readonly width?: number; readonly height?: number } | undefined;
  readonly past: RecentPast | undefined;
  readonly now: number;
}

/** A camera's line of the health page. */
export function cameraReport(facts: CameraFacts): CameraHealth {
  const { watched, state, pulse, gop, past } = facts;
  return {
    channel: watched.channel,
    name: watched.name,
    isRecorded: watched.record,
    phase: state?.phase ?? (watched.record ? 'starting' : 'off'),
    reason: state?.reason ?? null,
    detail: state?.detail ?? null,
    since: state?.since ? isoOf(state.since) : null,
    online: state?.online ?? false,
    ...pictureOf(facts),
    audio: state?.audioCodec ?? pulse.audio?.codec ?? null,
    frameRateWanted: pulse.video?.frameRate ?? null,
    frameRate: pulse.frameRate,
    bitrateBps: state?.online ? state.bitrateBps : null,
    gopMs: gop?.averageMs ?? null,
    longestGopMs: gop?.longestMs ?? null,
    lastFrameAgeMs: lastFrameAgeMs(facts),
    reconnects24h: pulse.reconnects24h + (past?.earlierReconnects24h ?? 0),
    gapsToday: gapsOf(past),
    coverage: (past?.coverage ?? []).map((day) => ({ ...day })),
  };
}

/** What the recorder reads now tells more than the last recording. */
function pictureOf({ state, pulse, video }: CameraFacts): Pick<CameraHealth, 'codec' | 'width' | 'height'> {
  return {
    codec: state?.videoCodec ?? pulse.video?.codec ?? video?.codec ?? null,
    width: pulse.video?.width ?? video?.width ?? null,
    height: pulse.video?.height ?? video?.height ?? null,
  };
}

/** Where nobody counts frames, a recording that runs has just got one, and one that does not had its last at its end. */
function lastFrameAgeMs({ state, pulse, now }: CameraFacts): number | null {
  if (pulse.lastFrameAgeMs !== null) return Math.round(pulse.lastFrameAgeMs);
  if (state?.phase === 'recording') return 0;
  return state?.lastEndedAt ? Math.max(0, now - state.lastEndedAt) : null;
}

function gapsOf(past: RecentPast | undefined): CameraHealth['gapsToday'] {
  const { count = 0, totalMs = 0, longest = [] } = past?.gapsToday ?? {};
  return { count, totalMs, longest: longest.map(({ from, to, reason }) => ({ from: isoOf(from), to: isoOf(to), reason })) };
}
