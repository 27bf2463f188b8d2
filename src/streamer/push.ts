import { type Clock, rest } from '../lib/clock.ts';
import { IngestFailed } from '../lib/errors.ts';
import { Patience } from '../lib/patience.ts';
import { encodeAmf, type FlvTag, type IngestAddress, isConfiguration, isKeyframe, RtmpPublisher } from '../rtmp/rtmp.ts';
import type { Programme } from './programme.ts';
import { Rate } from './rate.ts';
import { UPLOAD_LIMITS, type UploadLimits, UploadWatch } from './upload-watch.ts';

const TICK_MS = 500;
const CONFIRM_WITHIN_MS = 20_000;

export interface PushOptions {
  readonly programme: Programme;
  readonly address: IngestAddress;
  /** 1 or 2. */
  readonly keyNumber: number;
  readonly streamKey: string;
  readonly trust?: string;
  readonly limits?: UploadLimits;
  readonly clock: Clock;
}

/** A session in figures; `since` is epoch ms. */
export interface SessionFigures {
  readonly key: number;
  readonly since: number;
  readonly bitrateBps: number;
  readonly sentBytes: number;
  /** Sent, and not known to have arrived. */
  readonly waitingBytes: number;
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
  #hasBegun = false;
  readonly #limits: UploadLimits;
  readonly #upload: UploadWatch;
  /** The clock of the upload: time in which we stood still is not its fault. */
  readonly #patience: Patience;

  private constructor(publisher: RtmpPublisher, options: PushOptions) {
    this.#publisher = publisher;
    this.#options = options;
    this.keyNumber = options.keyNumber;
    this.since = options.clock.now();
    this.#limits = options.limits ?? UPLOAD_LIMITS;
    this.#patience = new Patience({ clock: options.clock, tickMs: TICK_MS });
    this.#upload = new UploadWatch(this.#limits, this.#patience.waitedMs);
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
    const { queuedBytes, lateBytes } = this.#publisher.figures;
    return { key, since, bitrateBps, sentBytes, waitingBytes: queuedBytes + lateBytes, droppedFrames };
  }

  /** Pictures left out because the upload was too slow. */
  get droppedFrames(): number {
    return this.#droppedFrames;
  }

  /** The upload does not keep up. */
  get isSlow(): boolean {
    return this.#upload.isSlow;
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
    else if (!this.#hasBegun && !isKeyframe(tag)) return;
    else if (this.#upload.mustLeaveOut(frameOf(tag), this.#publisher.figures, this.#options.programme.bytesPerSecond))
      this.#droppedFrames += tag.kind === 'video' ? 1 : 0;
    else this.#send(tag);
  }

  /** Each session's time begins with 0. */
  #send(tag: FlvTag): void {
    if (this.#base === undefined && tag.kind !== 'data') this.#base = tag.timestamp;
    if (!this.#hasBegun && isKeyframe(tag)) {
      this.#hasBegun = true;
      this.#upload.begin(this.#patience.waitedMs, this.#publisher.figures);
    }
    this.#publisher.send({ ...tag, timestamp: Math.max(0, tag.timestamp - (this.#base ?? tag.timestamp)) });
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      this.#look(clock.monotonic());
      await rest(clock, TICK_MS, signal);
      this.#patience.tick();
    }
  }

  #look(now: number): void {
    const { figures } = this.#publisher;
    this.#bytesPerSecond = this.#rate.of(figures.takenBytes - figures.lateBytes, now);
    this.#upload.look(this.#patience.waitedMs, figures, this.#options.programme.bytesPerSecond);
    if (this.#upload.isConfirmed) this.#confirmed.resolve();
    if (this.#upload.isHung) this.#hangUp();
  }

  #hangUp(): void {
    const { host } = this.#options.address;
    const seconds = this.#limits.hungAfterMs / 1000;
    this.#end(new IngestFailed('hung', `${host} has taken nothing for ${seconds} s, although the connection stands`));
  }
}

function frameOf(tag: FlvTag): 'keyframe' | 'picture' | 'sound' {
  if (tag.kind === 'audio') return 'sound';
  return isKeyframe(tag) ? 'keyframe' : 'picture';
}
