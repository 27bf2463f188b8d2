import { TroubleReason } from '#shared/channel.ts';

/** Why one way to play a camera failed: this browser cannot, no connection came about, no picture came, or the server said why. */
export type LiveFailureKind = 'unsupported' | 'no_connection' | 'no_frames' | 'camera';

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

/** What the server's error message on the live socket means. The hub says "codecs not matched" when the browser knows none of the camera's. */
export function failureOf(message: { value?: string | undefined; reason?: string | undefined }): LiveFailure {
  const text = message.value ?? '';
  if (message.reason === 'codec_unsupported' || /codecs? not matched|unsupported codec/i.test(text))
    return new LiveFailure('unsupported', text);
  const reason = TroubleReason.safeParse(message.reason);
  return new LiveFailure('camera', text, reason.success ? reason.data : null);
}
