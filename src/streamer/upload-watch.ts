import type { UploadFigures } from '../rtmp/rtmp.ts';

/** When an upload is slow, and when it is given up. */
export interface UploadLimits {
  /** More seconds of the stream than these on their way: the upload is too slow. */
  readonly slowSeconds: number;
  /** More seconds than these are not kept: pictures are left out until it has caught up. */
  readonly mostSeconds: number;
  /** It is called slow until it has been well for so long, so that the state does not flicker. */
  readonly calmMs: number;
  /** Nothing has arrived for so long: the session is given up. */
  readonly hungAfterMs: number;
}

export const UPLOAD_LIMITS: UploadLimits = { slowSeconds: 2, mostSeconds: 6, calmMs: 15_000, hungAfterMs: 10_000 };

/** A session begins with all since the newest keyframe at once, which takes a moment. */
const SETTLED_AFTER_MS = 2000;
/** A stream with less is measured as if it had so much: one keyframe is no trouble yet. */
const LEAST_BYTES_A_SECOND = 128 * 1024;
/** A server that never says what it received is believed after so long without a complaint. */
const TRUST_AFTER_MS = 3000;

/** Judges whether a stream arrives, lags behind or stands still; all times are of the monotonic clock. */
export class UploadWatch {
  readonly #limits: UploadLimits;
  #moved: { at: number; readonly takenBytes: number };
  #acknowledged: { at: number; readonly count: number };
  #firstFrame: { readonly at: number; readonly bytesBefore: number } | undefined;
  #slowSince: number | undefined;
  #slowAt = -Infinity;
  #isLeavingOut = false;
  #isSlow = false;
  #isConfirmed = false;
  #isHung = false;

  constructor(limits: UploadLimits, now: number) {
    this.#limits = limits;
    this.#moved = { at: now, takenBytes: 0 };
    this.#acknowledged = { at: now, count: 0 };
  }

  /** The upload does not keep up, or did not a moment ago. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Pictures are known to arrive, or a server that says nothing has not complained. */
  get isConfirmed(): boolean {
    return this.#isConfirmed;
  }

  /** Nothing arrives any more, although the connection stands. */
  get isHung(): boolean {
    return this.#isHung;
  }

  /** The first picture is about to be sent. */
  begin(now: number, { takenBytes, queuedBytes }: UploadFigures): void {
    this.#firstFrame ??= { at: now, bytesBefore: takenBytes + queuedBytes };
  }

  /** Looks at the figures, again and again. */
  look(now: number, figures: UploadFigures, bytesPerSecond: number): void {
    const { takenBytes, queuedBytes, acknowledgements, lateBytes } = figures;
    if (takenBytes > this.#moved.takenBytes || queuedBytes === 0) this.#moved = { at: now, takenBytes };
    if (acknowledgements > this.#acknowledged.count || lateBytes === 0) this.#acknowledged = { at: now, count: acknowledgements };
    this.#isConfirmed ||= this.#arrives(now, figures);
    this.#isHung ||= now - Math.min(this.#moved.at, this.#acknowledged.at) > this.#limits.hungAfterMs;
    const isLate = waiting(figures) > this.#seconds(this.#limits.slowSeconds, bytesPerSecond);
    this.#slowSince = isLate ? (this.#slowSince ?? now) : undefined;
    const isSlowNow = this.#isLeavingOut || (this.#slowSince !== undefined && now - this.#slowSince >= SETTLED_AFTER_MS);
    if (isSlowNow) this.#slowAt = now;
    this.#isSlow = now - this.#slowAt < this.#limits.calmMs;
  }

  /** Whether a frame must be left out: whole groups of pictures, because those behind a missing one cannot be decoded. */
  mustLeaveOut(frame: 'keyframe' | 'picture' | 'sound', figures: UploadFigures, bytesPerSecond: number): boolean {
    const bytes = waiting(figures);
    const isTooMuch = bytes > this.#seconds(this.#limits.mostSeconds, bytesPerSecond);
    if (frame === 'sound') return isTooMuch; // a line that takes nothing but sound would fill the memory with it
    const hasCaughtUp = frame === 'keyframe' && bytes < this.#seconds(this.#limits.slowSeconds, bytesPerSecond);
    this.#isLeavingOut = this.#isLeavingOut ? !hasCaughtUp : isTooMuch;
    return this.#isLeavingOut;
  }

  #arrives(now: number, { acknowledgedBytes, queuedBytes }: UploadFigures): boolean {
    if (!this.#firstFrame) return false;
    const { at, bytesBefore } = this.#firstFrame;
    return acknowledgedBytes > bytesBefore || (now - at >= TRUST_AFTER_MS && queuedBytes === 0);
  }

  #seconds(seconds: number, bytesPerSecond: number): number {
    return seconds * Math.max(LEAST_BYTES_A_SECOND, bytesPerSecond);
  }
}

function waiting({ queuedBytes, lateBytes }: UploadFigures): number {
  return queuedBytes + lateBytes;
}
