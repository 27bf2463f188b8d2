import type { RecordingPhase, TroubleReason } from '#shared/channel.ts';
import type { VolumeState } from '#shared/storage.ts';
import type { Condition } from './alarms.ts';

const CAMERA_MS = 30_000;
/** A camera that sends a picture each ten seconds is recorded from the second or third on; why one is not is known sooner. */
const STARTING_MS = 34_000; // with the next look at it known within 40 s, as promised
/** Smart codecs stretch the distance of keyframes to a minute and more: nothing is wrong yet. */
const KEYFRAME_MS = 120_000;
const HUB_MS = 30_000;
const DISK_LOW_MS = 60_000;
const DISK_FAILING_MS = 10_000;
const MEMORY_MS = 60_000;
/** Three times what 32 cameras need; Node itself ends the process where its heap alone has grown to about this (docs/operate.md). */
const MEMORY_BYTES = 800e6;
/** The recorder gives up frames that stand still before this; who counts on and says `recording` is not believed any more. */
const STANDS_STILL_MS = 30_000;

/** What alarms depend on. */
export interface Situation {
  readonly cameras: readonly {
    readonly channel: number;
    readonly name: string;
    readonly phase: RecordingPhase;
    readonly reason: TroubleReason | null;
    readonly detail: string | null;
    readonly lastFrameAgeMs: number | null;
    /** How long frames of this camera may stay away. */
    readonly patienceMs: number;
    /** Whether anything was ever recorded of it. */
    readonly hasRecorded: boolean;
  }[];
  readonly volume: { readonly state: VolumeState; readonly detail: string | null };
  readonly hub: { readonly isUp: boolean; readonly reason: string | null };
  /** Of this process. */
  readonly memoryBytes: number;
}

/** What is wrong now. @param cameras those that are to be recorded */
export function conditionsOf({ cameras, volume, hub, memoryBytes }: Situation): Condition[] {
  return [...cameras.flatMap(ofCamera), ...ofVolume(volume), ...ofHub(hub), ...ofMemory(memoryBytes)];
}

function ofCamera({
  channel,
  name,
  phase,
  reason,
  detail,
  lastFrameAgeMs,
  patienceMs,
  hasRecorded,
}: Situation['cameras'][number]): Condition[] {
  const standsStill = lastFrameAgeMs !== null && lastFrameAgeMs > Math.max(STANDS_STILL_MS, 2 * patienceMs);
  if (phase === 'recording' && !standsStill) return [];
  const who = name === `Camera ${channel}` ? name : `Camera ${channel} (${name})`;
  return [
    {
      kind: 'camera_not_recorded',
      channel,
      text: `${who} ${hasRecorded ? 'is not being' : 'has not yet been'} recorded${detail ? `: ${detail}` : ''}`,
      clearedText: `${who} is being recorded${hasRecorded ? ' again' : ''}`,
      reason: reason ?? (standsStill ? 'no_video' : null),
      holdMs: holdOf(phase, reason),
    },
  ];
}

function holdOf(phase: RecordingPhase, reason: TroubleReason | null): number {
  if (reason === 'no_keyframe') return KEYFRAME_MS;
  return phase === 'starting' && reason === null ? STARTING_MS : CAMERA_MS;
}

function ofVolume({ state, detail }: Situation['volume']): Condition[] {
  if (state === 'ok') return [];
  const isLow = state === 'low';
  return [
    {
      kind: isLow ? 'disk_low' : 'disk_failing',
      channel: null,
      text: detail ?? 'The recording disk is not well',
      clearedText: isLow ? 'The recording disk has room again' : 'The recording disk can be written again',
      reason: state,
      holdMs: isLow ? DISK_LOW_MS : DISK_FAILING_MS,
    },
  ];
}

function ofHub({ isUp, reason }: Situation['hub']): Condition[] {
  if (isUp) return [];
  const text = `go2rtc is down${reason ? `: ${reason}` : ''}`;
  return [{ kind: 'hub_down', channel: null, text, clearedText: 'go2rtc is back', reason: 'hub_down', holdMs: HUB_MS }];
}

function ofMemory(memoryBytes: number): Condition[] {
  if (memoryBytes <= MEMORY_BYTES) return [];
  const text = `Mini-NVR itself takes ${Math.round(memoryBytes / 1e6)} MB of memory, which is far more than it needs`;
  const clearedText = 'Mini-NVR takes no more memory than it needs';
  return [{ kind: 'memory_high', channel: null, text, clearedText, reason: 'memory_high', holdMs: MEMORY_MS }];
}
