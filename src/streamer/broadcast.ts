import type { StreamingReason, StreamingRecordKind } from '#shared/youtube.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { IngestFailed, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { supervise, Wake } from '../lib/supervise.ts';
import { adviceFor } from './advice.ts';
import { type BroadcastState, phaseOf, type Step } from './broadcast-state.ts';
import { CameraFeed, type CameraFeedOptions } from './camera-feed.ts';
import type { Journal } from './journal.ts';
import { KeySchedule } from './key-schedule.ts';
import type { Push } from './push.ts';
import { otherKey } from './rotation.ts';
import { Sessions, type SessionsOptions } from './sessions.ts';

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000] as const;
const HEALTHY_AFTER_MS = 60_000;
const LONGEST_SLEEP_MS = 5000;

export interface BroadcastOptions extends Omit<CameraFeedOptions, 'onAway'>, Omit<SessionsOptions, 'programme'> {
  readonly rotationMs: number;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly note: (kind: StreamingRecordKind, reason: StreamingReason | null, text: string, key?: number | null) => void;
  readonly onChange: () => void;
}

/** From start to stop: reads the camera once, keeps a session at the ingest, and rotates its key. */
export class Broadcast implements AsyncDisposable {
  readonly feed: CameraFeed;
  readonly #options: BroadcastOptions;
  readonly #life = new AbortController();
  readonly #wake = new Wake();
  readonly #rotate = new Wake();
  readonly #sessions: Sessions;
  readonly #schedule: KeySchedule;
  #step: Step = 'starting';
  #failure: IngestFailed | null = null;
  #nextTryAt: number | null = null;
  #liveSince: number | null = null;
  #lastKey = 1;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: BroadcastOptions, feed: CameraFeed) {
    this.#options = options;
    this.feed = feed;
    this.#sessions = new Sessions({ ...options, programme: feed.programme });
    this.#schedule = new KeySchedule({ ...options, keys: options.keys.length });
  }

  static start(options: BroadcastOptions): Broadcast {
    const feed = CameraFeed.start({ ...options, onAway: (why) => broadcast.#away(why) });
    const broadcast: Broadcast = new Broadcast(options, feed);
    broadcast.#done = supervise((signal) => broadcast.#live(signal), {
      signal: broadcast.#life.signal,
      clock: options.clock,
      backoff: BACKOFF_MS,
      healthyAfterMs: HEALTHY_AFTER_MS,
      wake: broadcast.#wake,
      onEnd: ({ error, delayMs, attempt }) => broadcast.#failed(error, attempt === 1 && broadcast.#wasLive() ? 100 : delayMs),
    });
    return broadcast;
  }

  /** Tries now instead of later. */
  wake(): void {
    this.feed.wake();
    this.#wake.ring();
  }

  /** @returns whether there is something to rotate */
  rotateNow(): boolean {
    if (this.#step !== 'live') return false;
    this.#enter('rotating');
    this.#rotate.ring();
    return true;
  }

  state(): BroadcastState {
    const { origin, facts } = this.feed.programme;
    const { figures, isSlow, droppedFrames } = this.#sessions;
    const isLive = this.#step === 'live' || this.#step === 'rotating';
    return {
      ...phaseOf({
        step: this.#step,
        failure: this.#failure,
        origin,
        cameraTrouble: this.feed.trouble,
        isUploadSlow: isSlow,
        isEncoderSlow: this.feed.isTooSlow,
      }),
      nextTryAt: this.#step === 'waiting' ? this.#nextTryAt : null,
      key: this.#schedule.key,
      keySince: this.#schedule.since,
      nextRotationAt: this.#schedule.nextAt,
      liveSince: isLive ? this.#liveSince : null,
      picture: origin ?? 'none',
      cameraDetail: this.feed.trouble,
      treatment: this.feed.treatment,
      ...facts,
      bitrateInBps: this.feed.bitrateBps,
      bitrateOutBps: figures.reduce((sum, { bitrateBps }) => sum + bitrateBps, 0),
      droppedFrames,
      sessions: figures,
      advice: adviceFor({ treatment: this.feed.treatment, ...facts }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
    await this.feed[Symbol.asyncDispose]();
  }

  /** A life: a session, and those that follow it by rotation. @throws IngestFailed when it ends */
  async #live(signal: AbortSignal): Promise<void> {
    const { log, note } = this.#options;
    this.#enter('starting');
    await this.feed.ready(signal);
    if (signal.aborted) return;
    const key = this.#schedule.keyToStartWith();
    this.#lastKey = key;
    try {
      const push = await this.#sessions.open(key, signal);
      this.#schedule.began(key, push.since);
      this.#failure = null;
      this.#liveSince = push.since;
      this.#enter('live');
      log.info({ key }, 'stream is live');
      note('started', null, `The stream runs with key ${key}`, key);
      await this.#keep(push, signal);
    } finally {
      await this.#sessions.closeAll();
    }
  }

  /** Watches over the session, and rotates its key when it is due or asked for. @throws IngestFailed when it ends */
  async #keep(first: Push, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let push = first;
    let isAsked = false;
    using _ = this.#rotate.on(() => {
      isAsked = true;
    });
    while (!signal.aborted) {
      const dueMs = this.#schedule.remainingMs();
      if (isAsked || dueMs <= 0) {
        push = await this.#rotateFrom(push, signal);
        isAsked = false;
        continue;
      }
      const over = new AbortController();
      const sleep = rest(clock, Math.min(dueMs, LONGEST_SLEEP_MS), AbortSignal.any([signal, over.signal])).then(() => undefined);
      const bell = this.#rotate.next(AbortSignal.any([signal, over.signal])).then(() => undefined);
      const failure = await Promise.race([push.ended, sleep, bell]);
      over.abort();
      if (failure && !signal.aborted) throw failure;
    }
  }

  /** @returns the session to go on with: the new one, or the old one when the new one did not come up */
  async #rotateFrom(current: Push, signal: AbortSignal): Promise<Push> {
    this.#enter('rotating');
    const to = otherKey(current.keyNumber, this.#options.keys.length);
    try {
      const next = await this.#sessions.follow(current, signal);
      this.#rotated(current.keyNumber, next);
      return next;
    } catch (error) {
      if (signal.aborted || !this.#sessions.has(current)) throw error;
      this.#rotationFailed(current.keyNumber, to, asFailure(error));
      return current;
    }
  }

  #rotated(from: number, { keyNumber: to, since }: Push): void {
    const { log, note } = this.#options;
    this.#schedule.rotated(to, since);
    this.#lastKey = to;
    this.#enter('live');
    log.info({ from, to }, 'stream key rotated');
    note('rotated', null, to === from ? `Key ${to} was ended and begun anew` : `Key ${to} follows key ${from}`, to);
  }

  #rotationFailed(from: number, to: number, { reason, message }: IngestFailed): void {
    const { log, note } = this.#options;
    this.#schedule.rotationFailed();
    this.#enter('live');
    log.warn({ to, reason, detail: message }, 'stream key rotation failed; streaming continues with the same key');
    note('rotation_failed', reason, `Key ${to} did not come up, key ${from} goes on: ${message}`, to);
  }

  #wasLive(): boolean {
    return this.#liveSince !== null;
  }

  /** @returns how long to wait */
  #failed(error: unknown, delayMs: number): number {
    const { clock, log, note } = this.#options;
    const failure = asFailure(error);
    const key = this.#lastKey;
    if (this.#failure?.reason !== failure.reason) {
      log.warn({ key, reason: failure.reason, detail: failure.message, delayMs }, 'stream interrupted; it is tried again');
      note('failed', failure.reason, failure.message, key);
    }
    this.#schedule.interrupted(key, failure.reason === 'key_refused');
    this.#failure = failure;
    this.#liveSince = null;
    this.#nextTryAt = clock.now() + delayMs;
    this.#enter('waiting');
    return delayMs;
  }

  #away(why: string | null): void {
    const { note } = this.#options;
    if (why === null) note('camera_back', null, 'The camera is back');
    else note('camera_away', 'camera_away', `The camera is away: ${why}`);
  }

  #enter(step: Step): void {
    this.#step = step;
    this.#options.onChange();
  }
}

function asFailure(error: unknown): IngestFailed {
  return error instanceof IngestFailed ? error : new IngestFailed('unknown', `The stream failed: ${messageOf(error)}`, { cause: error });
}
