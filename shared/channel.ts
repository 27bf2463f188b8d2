import { z } from 'zod';

/** A channel's number as it stands in paths and answers: 1, 2, 3 … */
export const ChannelNumber = z.coerce.number().int().min(1).max(9999);

/** Why a camera gives no picture or is not being recorded. */
export const TroubleReason = z.enum([
  'auth_failed',
  'login_unsupported',
  'unreachable',
  'refused',
  'timeout',
  'not_found',
  'camera_error',
  'transport_refused',
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
  'login_unsupported',
  'camera_error',
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
  login_unsupported: 'login_unsupported',
  unreachable: 'camera_offline',
  refused: 'camera_offline',
  timeout: 'camera_offline',
  not_found: 'camera_offline',
  camera_error: 'camera_error',
  transport_refused: 'camera_error',
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

/** The camera itself was just asked and gives no stream to anybody. */
export const CAMERA_GIVES_NOTHING: readonly TroubleReason[] = [
  'auth_failed',
  'login_unsupported',
  'unreachable',
  'refused',
  'timeout',
  'not_found',
  'camera_error',
  'transport_refused',
];

/** Whether a camera does not let us log in: it is asked rarely, because it may count attempts. */
export function isLoginRefused(reason: TroubleReason | null | undefined): boolean {
  return reason === 'auth_failed' || reason === 'login_unsupported';
}

/** What the recorder does for a channel now. */
export const RecordingPhase = z.enum(['starting', 'recording', 'waiting', 'off']);
export type RecordingPhase = z.infer<typeof RecordingPhase>;
