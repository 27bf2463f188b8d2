import { type Clock, rest } from '../lib/clock.ts';
import type { IngestFailed } from '../lib/errors.ts';
import type { IngestAddress, RtmpPublisher } from '../rtmp/rtmp.ts';
import type { Programme } from './programme.ts';
import { Push, type PushOptions, type SessionFigures } from './push.ts';
import { otherKey } from './rotation.ts';
import type { UploadLimits } from './upload-watch.ts';

/** The ingest may need a moment to let go of a key before it takes it again. */
const SAME_KEY_TRIES = 8;
const SAME_KEY_PAUSE_MS = 150;
const TICK_MS = 250;

export interface SessionsOptions {
  readonly programme: Programme;
  readonly address: IngestAddress;
  /** One or two. */
  readonly keys: readonly string[];
  /** Certificates to trust instead of the system's, PEM. */
  readonly trust?: string;
  /** How long both keys are streamed with at a rotation. */
  readonly overlapMs: number;
  readonly limits?: UploadLimits;
  readonly clock: Clock;
}

/** The sessions at the ingest: usually one, two while keys rotate. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #pushes = new Set<Push>();
  #droppedBefore = 0;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get figures(): readonly SessionFigures[] {
    return [...this.#pushes].map(({ figures }) => figures);
  }

  /** The upload of one of them does not keep up. */
  get isSlow(): boolean {
    return [...this.#pushes].some(({ isSlow }) => isSlow);
  }

  /** Pictures left out by all sessions there ever were. */
  get droppedFrames(): number {
    return [...this.#pushes].reduce((sum, { droppedFrames }) => sum + droppedFrames, this.#droppedBefore);
  }

  /** Whether this session is still one of them. */
  has(push: Push): boolean {
    return this.#pushes.has(push);
  }

  /** A session that is known to take pictures. @param key 1 or 2 @throws IngestFailed */
  async open(key: number, signal: AbortSignal): Promise<Push> {
    const options = this.#optionsFor(key);
    return await this.#begin(await Push.connect(options, signal), options, signal);
  }

  /** Rotates to the other key, or to the same one where there is no other. @throws IngestFailed when it does not come up */
  async follow(current: Push, signal: AbortSignal): Promise<Push> {
    const to = otherKey(current.keyNumber, this.#options.keys.length);
    return to === current.keyNumber ? await this.#restart(current, signal) : await this.#overlap(current, to, signal);
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#pushes].map((push) => this.#close(push)));
  }

  /** Both run for a while; the old one ends only when the new one's pictures are known to arrive. */
  async #overlap(current: Push, to: number, signal: AbortSignal): Promise<Push> {
    const next = await this.open(to, signal);
    try {
      await this.#runBoth(current, next, signal);
    } catch (error) {
      await this.#close(next);
      throw error;
    }
    await this.#close(current);
    return next;
  }

  /** For the overlap, or shorter when the upload cannot carry both. @throws IngestFailed when the new one ends */
  async #runBoth(current: Push, next: Push, signal: AbortSignal): Promise<void> {
    const { clock, overlapMs } = this.#options;
    const until = clock.monotonic() + overlapMs;
    const failures: IngestFailed[] = [];
    void next.ended.then((failure) => failures.push(failure));
    while (failures.length === 0 && !signal.aborted && clock.monotonic() < until && !current.isSlow && !next.isSlow) {
      await rest(clock, Math.min(TICK_MS, until - clock.monotonic()), signal);
    }
    if (failures[0]) throw failures[0];
  }

  /** With one key the connection is there before the old session ends; the new one begins with the newest keyframe. */
  async #restart(current: Push, signal: AbortSignal): Promise<Push> {
    const options = this.#optionsFor(current.keyNumber);
    const publisher = await Push.connect(options, signal);
    await this.#close(current);
    let next = await this.#begin(publisher, options, signal).catch(() => undefined);
    for (let tries = 1; !next; tries++) {
      await rest(this.#options.clock, SAME_KEY_PAUSE_MS * tries, signal);
      const attempt = this.open(current.keyNumber, signal);
      next = tries < SAME_KEY_TRIES && !signal.aborted ? await attempt.catch(() => undefined) : await attempt;
    }
    return next;
  }

  async #begin(publisher: RtmpPublisher, options: PushOptions, signal: AbortSignal): Promise<Push> {
    const push = await Push.begin(publisher, options);
    this.#pushes.add(push);
    try {
      await push.confirmed(signal);
      return push;
    } catch (error) {
      await this.#close(push);
      throw error;
    }
  }

  async #close(push: Push): Promise<void> {
    await push.close();
    if (this.#pushes.delete(push)) this.#droppedBefore += push.droppedFrames;
  }

  #optionsFor(keyNumber: number): PushOptions {
    const { programme, address, keys, trust, limits, clock } = this.#options;
    return { programme, address, keyNumber, streamKey: keys[keyNumber - 1] ?? '', trust, limits, clock };
  }
}
