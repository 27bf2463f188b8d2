import type { StreamingPhase, StreamingReason } from '#shared/youtube.ts';
import type { IngestFailed } from '../lib/errors.ts';
import type { Origin } from './programme.ts';
import type { SessionFigures } from './push.ts';
import type { Treatment } from './source-command.ts';

/** Where a broadcast stands. */
export type Step = 'starting' | 'live' | 'rotating' | 'waiting';

/** How a broadcast does; times are epoch ms. */
export interface BroadcastState {
  readonly phase: StreamingPhase;
  readonly reason: StreamingReason | null;
  readonly detail: string | null;
  readonly nextTryAt: number | null;
  readonly key: number | null;
  readonly keySince: number | null;
  readonly nextRotationAt: number | null;
  readonly liveSince: number | null;
  readonly picture: 'camera' | 'slate' | 'none';
  readonly cameraDetail: string | null;
  readonly treatment: Treatment | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly keyframeMs: number | null;
  readonly bitrateInBps: number;
  readonly bitrateOutBps: number;
  readonly droppedFrames: number;
  readonly sessions: readonly SessionFigures[];
  readonly advice: readonly string[];
}

/** The state while nothing is to be streamed. */
export const NOTHING: BroadcastState = {
  phase: 'offline',
  reason: null,
  detail: null,
  nextTryAt: null,
  key: null,
  keySince: null,
  nextRotationAt: null,
  liveSince: null,
  picture: 'none',
  cameraDetail: null,
  treatment: null,
  width: null,
  height: null,
  keyframeMs: null,
  bitrateInBps: 0,
  bitrateOutBps: 0,
  droppedFrames: 0,
  sessions: [],
  advice: [],
};

export interface PhaseFacts {
  readonly step: Step;
  readonly failure: IngestFailed | null;
  readonly origin: Origin | null;
  /** Why the camera gives no picture. */
  readonly cameraTrouble: string | null;
  readonly isUploadSlow: boolean;
  readonly isEncoderSlow: boolean;
}

/** What people are told of where a broadcast stands, and why. */
export function phaseOf({
  step,
  failure,
  origin,
  cameraTrouble,
  isUploadSlow,
  isEncoderSlow,
}: PhaseFacts): Pick<BroadcastState, 'phase' | 'reason' | 'detail'> {
  if (step === 'waiting') return { phase: 'waiting', reason: failure?.reason ?? 'unknown', detail: failure?.message ?? null };
  if (step === 'starting' && origin === null && cameraTrouble) return { phase: 'waiting', reason: 'camera_away', detail: cameraTrouble };
  if (step !== 'live') return { phase: step, reason: null, detail: null };
  if (isUploadSlow) {
    return { phase: 'degraded', reason: 'upload_slow', detail: 'The upload is slower than the stream: pictures are late or left out' };
  }
  if (origin === 'slate') {
    return {
      phase: 'degraded',
      reason: 'camera_away',
      detail: `A still picture is streamed: ${cameraTrouble ?? 'the camera sends no pictures'}`,
    };
  }
  if (isEncoderSlow) {
    return { phase: 'degraded', reason: 'encoder_slow', detail: 'This machine is too slow to encode the camera’s video again' };
  }
  return { phase: 'live', reason: null, detail: null };
}
