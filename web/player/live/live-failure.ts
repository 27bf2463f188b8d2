import { TroubleReason } from '#shared/channel.ts';

/** Why one way to play a camera failed: this browser cannot, no connection came about, no picture came, or the server said why. */
type LiveFailureKind = 'unsupported' | 'no_connection' | 'no_frames' | 'camera';

/** What a way to play rejects with when it ends by itself. */
export class LiveFailure extends Error {
  override readonly name = 'LiveFailure';
  readonly kind: LiveFailureKind;
  /** What the server says is wrong with the camera, if it does. */
  readonly reason: TroubleReason | null;

  constructor(kind: LiveFailureKind, message: string, reason: TroubleReason | null = null) {
    super(message);
    this.kind = kind;
    this.reason = reason;
  }
}

/** Ends that say nothing about the camera: another way, or the same one again, may well do. */
const NOT_THE_CAMERA: readonly unknown[] = [undefined, 'unknown', 'session_ended', 'server_restarting', 'too_slow'];

/** What the server's error message on the live socket means. */
export function failureOf({ value: text = '', reason }: { value?: string | undefined; reason?: string | undefined }): LiveFailure {
  if (reason === 'codec_unsupported' || /codecs? not matched/i.test(text)) return new LiveFailure('unsupported', text);
  if (NOT_THE_CAMERA.includes(reason)) return new LiveFailure('no_connection', text);
  const known = TroubleReason.safeParse(reason);
  return new LiveFailure('camera', text, known.success ? known.data : null);
}

/** Of two ways that failed the one that tells more: a connection stood, and only no frame came. */
export function tellingMore(before: LiveFailure | null, after: LiveFailure): LiveFailure {
  return before?.kind === 'no_frames' && after.kind === 'no_connection' ? before : after;
}
