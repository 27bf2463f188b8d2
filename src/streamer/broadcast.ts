import type { StreamingReason, StreamingRecordKind } from '#shared/youtube.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { IngestFailed, messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { supervise, Wake } from '../lib/supervise.ts';
import { adviceFor } from './advice.ts';
import { type BroadcastState, phaseOf, type Step } from './broadcast-state.ts';
import { CameraFeed, type CameraFeedOptions } from './camera-feed.ts';
import type { IngestAddress } from './ingest-address.ts';
import type { Journal } from './journal.ts';
import { Push, type PushOptions } from './push.ts';
import { keyToStartWith, nextAttemptAt, otherKey, rotationAt } from './rotation.ts';
import type { RtmpPublisher } from './rtmp-publisher.ts';

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000] as const;
const HEALTHY_AFTER_MS = 60_000;
const LONGEST_SLEEP_MS = 5000;
/** The ingest may need a moment to let go of a key before it takes it again. */
const SAME_KEY_TRIES = 8;
const SAME_KEY_PAUSE_MS = 150;
/** A key refused so often in a row gives way to the other one. */
const REFUSALS = 2;

export interface BroadcastOptions extends Omit<CameraFeedOptions, 'onAway'> {
  readonly address: IngestAddress;
  readonly keys: readonly string[];
  readonly trust?: string;
  readonly rotationMs: number;
  readonly overlapMs: number;
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
  readonly #pushes = new Set<Push>();
  #step: Step = 'starting';
  #failure: IngestFailed | null = null;
  #nextTryAt: number | null = null;
  #rotationAt: number | null = null;
  #liveSince: number | null = null;
  #rotationFailures = 0;
  #refusals = 0;
  #droppedBefore = 0;
  #lastKey = 1;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: BroadcastOptions, feed: CameraFeed) {
    this.#options = options;
    this.feed = feed;
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
    this.#rotate.ring();
    return true;
  }

  state(): BroadcastState {
    const { origin, facts } = this.feed.programme;
    const { schedule } = this.#options.journal;
    const pushes = [...this.#pushes];
    const isLive = this.#step === 'live' || this.#step === 'rotating';
    return {
      ...phaseOf({
        step: this.#step,
        failure: this.#failure,
        origin,
        cameraTrouble: this.feed.trouble,
        isUploadSlow: pushes.some(({ isSlow }) => isSlow),
        isEncoderSlow: this.feed.isTooSlow,
      }),
      nextTryAt: this.#step === 'waiting' ? this.#nextTryAt : null,
      key: schedule.key,
      keySince: schedule.since,
      nextRotationAt: this.#rotationAt,
      liveSince: isLive ? this.#liveSince : null,
      picture: origin ?? 'none',
      cameraDetail: this.feed.trouble,
      treatment: this.feed.treatment,
      ...facts,
      bitrateInBps: this.feed.bitrateBps,
      bitrateOutBps: pushes.reduce((sum, { bitrateBps }) => sum + bitrateBps, 0),
      droppedFrames: pushes.reduce((sum, { droppedFrames }) => sum + droppedFrames, this.#droppedBefore),
      sessions: pushes.map(({ figures }) => figures),
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
    const { clock, journal, keys, rotationMs, log, note } = this.#options;
    this.#enter('starting');
    await this.feed.ready(signal);
    if (signal.aborted) return;
    const key = keyToStartWith(journal.schedule, keys.length, { now: clock.now(), rotationMs });
    try {
      const push = await this.#open(key, signal);
      await push.confirmed(signal);
      const isNewKey =
        key !== journal.schedule.key || journal.schedule.since === null || clock.now() >= rotationAt(journal.schedule.since, rotationMs);
      if (isNewKey) journal.plan({ key, since: push.since });
      this.#failure = null;
      this.#refusals = 0;
      this.#liveSince = push.since;
      this.#plan();
      this.#enter('live');
      log.info({ key }, 'the stream is live');
      note('started', null, `The stream runs with key ${key}`, key);
      await this.#keep(push, signal);
    } finally {
      await Promise.all([...this.#pushes].map((push) => this.#close(push)));
    }
  }

  async #keep(first: Push, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let push = first;
    let isAsked = false;
    using _ = this.#rotate.subscribe(() => {
      isAsked = true;
    });
    while (!signal.aborted) {
      const dueMs = (this.#rotationAt ?? Infinity) - clock.now();
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
    const { clock, keys, log, note } = this.#options;
    this.#enter('rotating');
    const to = otherKey(current.keyNumber, keys.length);
    try {
      const next = to === current.keyNumber ? await this.#restart(current, signal) : await this.#overlap(current, to, signal);
      this.#rotationFailures = 0;
      this.#options.journal.plan({ key: to, since: next.since });
      this.#plan();
      log.info({ from: current.keyNumber, to }, 'the stream key is rotated');
      const text = to === current.keyNumber ? `Key ${to} was ended and begun anew` : `Key ${to} follows key ${current.keyNumber}`;
      note('rotated', null, text, to);
      return next;
    } catch (error) {
      if (signal.aborted || !this.#pushes.has(current)) throw error;
      const failure = asFailure(error);
      this.#rotationAt = nextAttemptAt(clock.now(), ++this.#rotationFailures);
      log.warn({ to, reason: failure.reason, detail: failure.message }, 'a rotation fails; the stream goes on with the same key');
      note('rotation_failed', failure.reason, `Key ${to} did not come up, key ${current.keyNumber} goes on: ${failure.message}`, to);
      return current;
    } finally {
      this.#enter('live');
    }
  }

  /** Both run for a while; the old one ends only when the new one's pictures are known to arrive. */
  async #overlap(current: Push, to: number, signal: AbortSignal): Promise<Push> {
    const { clock, overlapMs } = this.#options;
    const next = await this.#open(to, signal);
    try {
      await next.confirmed(signal);
      const over = new AbortController();
      const enough = rest(clock, overlapMs, AbortSignal.any([signal, over.signal])).then(() => undefined);
      const failure = await Promise.race([next.ended, enough]);
      over.abort();
      if (failure) throw failure;
    } catch (error) {
      await this.#close(next);
      throw error;
    }
    await this.#close(current);
    return next;
  }

  /** With one key the connection is there before the old session ends; the new one begins with the newest keyframe. */
  async #restart(current: Push, signal: AbortSignal): Promise<Push> {
    const options = this.#pushOptions(current.keyNumber);
    const publisher = await Push.connect(options, signal);
    await this.#close(current);
    let next = await this.#beginAgain(publisher, options, signal).catch(() => undefined);
    for (let tries = 1; !next; tries++) {
      await rest(this.#options.clock, SAME_KEY_PAUSE_MS * tries, signal);
      const attempt = Push.connect(options, signal).then((again) => this.#beginAgain(again, options, signal));
      next = tries < SAME_KEY_TRIES && !signal.aborted ? await attempt.catch(() => undefined) : await attempt;
    }
    return next;
  }

  async #beginAgain(publisher: RtmpPublisher, options: PushOptions, signal: AbortSignal): Promise<Push> {
    const next = await Push.begin(publisher, options);
    this.#pushes.add(next);
    await next.confirmed(signal).catch(async (error: unknown) => {
      await this.#close(next);
      throw error;
    });
    return next;
  }

  async #open(key: number, signal: AbortSignal): Promise<Push> {
    this.#lastKey = key;
    const push = await Push.open(this.#pushOptions(key), signal);
    this.#pushes.add(push);
    return push;
  }

  #pushOptions(keyNumber: number): PushOptions {
    const { address, keys, trust, clock } = this.#options;
    return { programme: this.feed.programme, address, keyNumber, streamKey: keys[keyNumber - 1] ?? '', trust, clock };
  }

  async #close(push: Push): Promise<void> {
    await push.close();
    if (this.#pushes.delete(push)) this.#droppedBefore += push.droppedFrames;
  }

  #plan(): void {
    const { journal, rotationMs } = this.#options;
    const { since } = journal.schedule;
    this.#rotationAt = since === null ? null : rotationAt(since, rotationMs);
  }

  #wasLive(): boolean {
    return this.#liveSince !== null;
  }

  /** @returns how long to wait */
  #failed(error: unknown, delayMs: number): number {
    const { clock, log, note, journal, keys } = this.#options;
    const failure = asFailure(error);
    const key = this.#lastKey;
    const isNew = this.#failure?.reason !== failure.reason;
    if (isNew) {
      log.warn({ key, reason: failure.reason, detail: failure.message, delayMs }, 'the stream is interrupted');
      note('failed', failure.reason, failure.message, key);
    }
    this.#refusals = failure.reason === 'key_refused' ? this.#refusals + 1 : 0;
    if (this.#refusals >= REFUSALS && keys.length > 1) {
      this.#refusals = 0;
      journal.plan({ key: otherKey(key, keys.length), since: null });
    }
    this.#failure = failure;
    this.#liveSince = null;
    this.#rotationAt = null;
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
