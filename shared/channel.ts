import { z } from 'zod';

/** A channel's number as it stands in paths and answers: 1, 2, 3 … */
export const ChannelNumber = z.coerce.number().int().min(1).max(9999);

/** Why a camera gives no picture or is not being recorded. */
export const TroubleReason = z.enum([
  'auth_failed',
  'unreachable',
  'refused',
  'timeout',
  'not_found',
  'no_video',
  'no_keyframe',
  'codec_unsupported',
  'hub_down',
  'recorder_failed',
  'disk_full',
  'storage_error',
  'disabled',
  'unknown',
]);
export type TroubleReason = z.infer<typeof TroubleReason>;

/** Why there is time without segments. */
export const GapReason = z.enum([
  'camera_offline',
  'no_frames',
  'no_keyframe',
  'wrong_password',
  'hub_down',
  'recorder_failed',
  'disk_full',
  'storage_error',
  'restart',
  'recording_off',
  'deleted',
  'unknown',
]);
export type GapReason = z.infer<typeof GapReason>;

const GAP_REASONS: Record<TroubleReason, GapReason> = {
  auth_failed: 'wrong_password',
  unreachable: 'camera_offline',
  refused: 'camera_offline',
  timeout: 'camera_offline',
  not_found: 'camera_offline',
  no_video: 'no_frames',
  no_keyframe: 'no_keyframe',
  codec_unsupported: 'recorder_failed',
  hub_down: 'hub_down',
  recorder_failed: 'recorder_failed',
  disk_full: 'disk_full',
  storage_error: 'storage_error',
  disabled: 'recording_off',
  unknown: 'unknown',
};

/** What a gap is called that this trouble makes. */
export function gapReasonOf(reason: TroubleReason): GapReason {
  return GAP_REASONS[reason];
}

/** What the recorder does for a channel now. */
export const RecordingPhase = z.enum(['starting', 'recording', 'waiting', 'off']);
export type RecordingPhase = z.infer<typeof RecordingPhase>;
