import { type Clock, rest } from '../lib/clock.ts';
import { IngestFailed } from '../lib/errors.ts';
import { encodeAmf } from './amf.ts';
import { type FlvTag, isConfiguration, isKeyframe } from './flv.ts';
import type { IngestAddress } from './ingest-address.ts';
import type { Programme } from './programme.ts';
import { Rate } from './rate.ts';
import { RtmpPublisher } from './rtmp-publisher.ts';

const TICK_MS = 500;
const CONFIRM_WITHIN_MS = 20_000;
/** A server that never says what it received is believed after so long without a complaint. */
const TRUST_AFTER_MS = 3000;
const HUNG_AFTER_MS = 10_000;
/** More than so many seconds of the stream on their way means that the upload is too slow. */
const SLOW_SECONDS = 2;
const LEAST_QUEUE_BYTES = 512 * 1024;
/** More than so many seconds are not kept: pictures are left out until it has caught up. */
const LEAVE_OUT_SECONDS = 6;

export interface PushOptions {
  readonly programme: Programme;
  readonly address: IngestAddress;
  /** 1 or 2. */
  readonly keyNumber: number;
  readonly streamKey: string;
  readonly trust?: string;
  readonly clock: Clock;
}

/** A session in figures; `since` is epoch ms. */
export interface SessionFigures {
  readonly key: number;
  readonly since: number;
  readonly bitrateBps: number;
  readonly sentBytes: number;
  readonly droppedFrames: number;
}

/** One session at the ingest with one key: from the moment it is accepted until it ends. */
export class Push {
  readonly keyNumber: number;
  readonly since: number;
  readonly #publisher: RtmpPublisher;
  readonly #options: PushOptions;
  readonly #life = new AbortController();
  readonly #ended = Promise.withResolvers<IngestFailed>();
  readonly #confirmed = Promise.withResolvers<void>();
  readonly #rate = new Rate();
  #joined: Disposable | undefined;
  #watching: Promise<void> = Promise.resolve();
  #base: number | undefined;
  #bytesPerSecond = 0;
  #droppedFrames = 0;
  #isLeavingOut = false;
  #firstFrameAt: number | undefined;
  #acknowledged = { count: 0, at: 0, takenBytes: 0, stepBytes: 128 * 1024 };
  #moved = { at: 0, takenBytes: 0 };
  #slowSince: number | undefined;

  private constructor(publisher: RtmpPublisher, options: PushOptions) {
    this.#publisher = publisher;
    this.#options = options;
    this.keyNumber = options.keyNumber;
    this.since = options.clock.now();
  }

  /** Connects without the key, so that little is left to do when the moment comes. @throws IngestFailed */
  static connect({ address, trust, clock }: PushOptions, signal: AbortSignal): Promise<RtmpPublisher> {
    return RtmpPublisher.connect({ address, trust, clock, signal });
  }

  /** Gives the key and begins to send, from the newest keyframe on. @throws IngestFailed when it is refused */
  static async begin(publisher: RtmpPublisher, options: PushOptions): Promise<Push> {
    await publisher.publish(options.streamKey).catch(async (error: unknown) => {
      await publisher.close();
      throw error;
    });
    const push = new Push(publisher, options);
    push.#start();
    return push;
  }

  /** Connects and begins. @throws IngestFailed */
  static async open(options: PushOptions, signal: AbortSignal): Promise<Push> {
    return Push.begin(await Push.connect(options, signal), options);
  }

  /** Resolves when the session is over, with the reason. */
  get ended(): Promise<IngestFailed> {
    return this.#ended.promise;
  }

  get sentBytes(): number {
    return this.#publisher.takenBytes;
  }

  get bitrateBps(): number {
    return this.#bytesPerSecond * 8;
  }

  /** How the session does. */
  get figures(): SessionFigures {
    const { keyNumber: key, since, bitrateBps, sentBytes, droppedFrames } = this;
    return { key, since, bitrateBps, sentBytes, droppedFrames };
  }

  /** Pictures left out because the upload was too slow. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** The upload does not keep up. */
  get isSlow(): boolean {
    return this.#isLeavingOut || this.#slowSince !== undefined;
  }

  /** Resolves when its pictures are known to arrive. @throws IngestFailed when they do not within 20 s */
  async confirmed(signal: AbortSignal): Promise<void> {
    const { clock, address } = this.#options;
    const over = new AbortController();
    const late = clock.sleep(CONFIRM_WITHIN_MS, AbortSignal.any([over.signal, signal])).then(
      () => new IngestFailed('timeout', `${address.host} takes no pictures`),
      () => new IngestFailed('unknown', 'It was given up'),
    );
    const failure = await Promise.race([this.#confirmed.promise, late, this.ended]);
    over.abort();
    if (failure) throw failure;
  }

  /** Ends the session in order. */
  async close(): Promise<void> {
    this.#joined?.[Symbol.dispose]();
    this.#life.abort();
    await this.#publisher.close();
    this.#ended.resolve(new IngestFailed('closed', 'It was ended here'));
    await this.#watching;
  }

  #start(): void {
    const now = this.#options.clock.monotonic();
    this.#acknowledged = { ...this.#acknowledged, at: now };
    this.#moved = { at: now, takenBytes: this.#publisher.takenBytes };
    void this.#publisher.ended.then((failure) => this.#end(failure));
    this.#send({ kind: 'data', timestamp: 0, body: encodeAmf('@setDataFrame', 'onMetaData', this.#options.programme.description) });
    this.#joined = this.#options.programme.join({ onTag: (tag) => this.#take(tag) });
    this.#watching = this.#watch(this.#life.signal);
  }

  #end(failure: IngestFailed): void {
    this.#joined?.[Symbol.dispose]();
    this.#life.abort();
    this.#publisher.drop();
    this.#ended.resolve(failure);
  }

  #take(tag: FlvTag): void {
    if (isConfiguration(tag)) this.#send(tag);
    else if (this.#firstFrameAt === undefined && !isKeyframe(tag)) return;
    else if (this.#mustLeaveOut(tag)) this.#droppedFrames += tag.kind === 'video' ? 1 : 0;
    else this.#send(tag);
  }

  /** Each session's time begins with 0. */
  #send(tag: FlvTag): void {
    if (this.#base === undefined && tag.kind !== 'data') this.#base = tag.timestamp;
    if (isKeyframe(tag)) this.#firstFrameAt ??= this.#options.clock.monotonic();
    this.#publisher.send({ ...tag, timestamp: Math.max(0, tag.timestamp - (this.#base ?? tag.timestamp)) });
  }

  /** Whole groups of pictures, because those behind a missing one cannot be decoded. */
  #mustLeaveOut(tag: FlvTag): boolean {
    if (tag.kind !== 'video') return false;
    const queued = this.#publisher.queuedBytes;
    if (!this.#isLeavingOut) this.#isLeavingOut = queued > this.#queueLimit(LEAVE_OUT_SECONDS);
    else if (isKeyframe(tag) && queued < this.#queueLimit(SLOW_SECONDS)) this.#isLeavingOut = false;
    return this.#isLeavingOut;
  }

  #queueLimit(seconds: number): number {
    return Math.max(LEAST_QUEUE_BYTES * seconds, this.#options.programme.bytesPerSecond * seconds);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      this.#look(clock.monotonic());
      await rest(clock, TICK_MS, signal);
    }
  }

  #look(now: number): void {
    const { takenBytes, queuedBytes, acknowledgements } = this.#publisher;
    this.#bytesPerSecond = this.#rate.of(takenBytes, now);
    if (takenBytes > this.#moved.takenBytes || queuedBytes === 0) this.#moved = { at: now, takenBytes };
    if (acknowledgements > this.#acknowledged.count) {
      const stepBytes = Math.max(this.#acknowledged.stepBytes, takenBytes - this.#acknowledged.takenBytes);
      this.#acknowledged = { count: acknowledgements, at: now, takenBytes, stepBytes };
    }
    const isSlow = queuedBytes > this.#queueLimit(SLOW_SECONDS);
    this.#slowSince = isSlow ? (this.#slowSince ?? now) : undefined;
    this.#confirm(now);
    if (this.#isHung(now)) this.#hangUp();
  }

  #confirm(now: number): void {
    if (this.#firstFrameAt === undefined) return;
    const isAcknowledged = this.#acknowledged.count > 0 && this.#acknowledged.at > this.#firstFrameAt;
    const isTrusted = now - this.#firstFrameAt >= TRUST_AFTER_MS && this.#publisher.queuedBytes === 0;
    if (isAcknowledged || isTrusted) this.#confirmed.resolve();
  }

  /** The connection takes nothing any more, or the server has long not said that it received what the connection took. */
  #isHung(now: number): boolean {
    const { count, at, takenBytes, stepBytes } = this.#acknowledged;
    if (now - this.#moved.at > HUNG_AFTER_MS) return true;
    const isSilent = this.#publisher.takenBytes - takenBytes > 2 * stepBytes + LEAST_QUEUE_BYTES / 2;
    return count > 0 && isSilent && now - at > HUNG_AFTER_MS;
  }

  #hangUp(): void {
    const { host } = this.#options.address;
    this.#end(new IngestFailed('hung', `${host} has taken nothing for ${HUNG_AFTER_MS / 1000} s, although the connection stands`));
  }
}
