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
export interface SystemState {
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
export function conditionsOf({ cameras, volume, hub, memoryBytes }: SystemState): Condition[] {
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
}: SystemState['cameras'][number]): Condition[] {
  const standsStill = lastFrameAgeMs !== null && lastFrameAgeMs > Math.max(STANDS_STILL_MS, 2 * patienceMs);
  if (phase === 'recording' && !standsStill) return [];
  return [
    {
      kind: 'camera_not_recorded',
      channel,
      reason: reason ?? (standsStill ? 'no_video' : null),
      name,
      hasRecorded,
      said: detail,
      holdMs: holdOf(phase, reason),
    },
  ];
}

function holdOf(phase: RecordingPhase, reason: TroubleReason | null): number {
  if (reason === 'no_keyframe') return KEYFRAME_MS;
  return phase === 'starting' && reason === null ? STARTING_MS : CAMERA_MS;
}

function ofVolume({ state, detail }: SystemState['volume']): Condition[] {
  if (state === 'ok') return [];
  const isLow = state === 'low';
  const holdMs = isLow ? DISK_LOW_MS : DISK_FAILING_MS;
  return [{ kind: isLow ? 'disk_low' : 'disk_failing', channel: null, reason: state, said: detail, holdMs }];
}

function ofHub({ isUp, reason }: SystemState['hub']): Condition[] {
  if (isUp) return [];
  return [{ kind: 'hub_down', channel: null, reason: 'hub_down', said: reason, holdMs: HUB_MS }];
}

function ofMemory(memoryBytes: number): Condition[] {
  if (memoryBytes <= MEMORY_BYTES) return [];
  return [{ kind: 'memory_high', channel: null, reason: 'memory_high', bytes: memoryBytes, holdMs: MEMORY_MS }];
}
