import type { RecordingPhase, TroubleReason } from '#shared/channel.ts';

/** What the catalogue knows of a channel now: the recorder's last word, the camera's, and its newest segment. */
export interface ChannelState {
  readonly channel: number;
  readonly phase: RecordingPhase;
  readonly reason: TroubleReason | null;
  readonly detail: string | null;
  readonly since: number | null;
  readonly nextTryAt: number | null;
  readonly runningPath: string | null;
  readonly runningStartedAt: number | null;
  readonly online: boolean;
  readonly videoCodec: string | null;
  readonly audioCodec: string | null;
  readonly bitrateBps: number | null;
  readonly newestPath: string | null;
}
