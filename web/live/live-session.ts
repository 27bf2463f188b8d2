import type { Clock } from '../client/clock.ts';
import { Store } from '../client/store.ts';
import { waitAfterFailures } from './back-off.ts';
import type { LastPictures, Picture } from './last-pictures.ts';
import { type AttemptEnding, attempt } from './live-attempt.ts';
import type { LiveFailure } from './live-failure.ts';
import type { LiveGate, Place, Urgency } from './live-gate.ts';
import type { CameraTrouble, LivePhase, LiveSnapshot } from './live-state.ts';
import type { PlayOptions, Transport } from './play.ts';
import type { TransportMemory } from './transport-memory.ts';

export interface LiveSessionOptions {
  readonly channel: number;
  readonly clock: Clock;
  readonly gate: LiveGate;
  readonly memory: Pick<TransportMemory, 'first' | 'webrtcFails' | 'forget'>;
  readonly pictures: Pick<LastPictures, 'of' | 'keep'>;
  /** Plays until aborted; rejects with a LiveFailure when it ends by itself. */
  readonly play: (by: Transport, o: Pick<PlayOptions, 'signal' | 'onConnected' | 'onDelay'>) => Promise<never>;
  /** How many frames were shown so far; only its changes matter. */
  readonly frames: () => number;
  /** The frame that is shown now. */
  readonly capture: () => Promise<Blob | null>;
  /** A picture of now from the server; null when there is none. */
  readonly still: (signal: AbortSignal) => Promise<Blob | null>;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

const OFFLINE_LOOK_MS = 60_000;
const STILL_EVERY_MS = 2000;
const STILLS_FOR_MS = 60_000;
const FRESH_PICTURE_MS = 60_000;

/** Keeps one camera playing, by the best way there is, for as long as somebody looks: it retries for ever and never needs a click. */
export class LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #store: Store<LiveSnapshot>;
  readonly #life = new AbortController();
  /** Rings when something happened that may end a wait. */
  #bell = new AbortController();
  /** Aborts what plays: nobody looks any more, or another way is preferred. */
  #stay = new AbortController();
  #leaving: AbortController | null = null;
  #isShown = false;
  #isForced = false;
  #preferred: Transport | null = null;
  #trouble: CameraTrouble | null = null;
  #failures = 0;
  /** A still that was asked for when the attempt began, and may be on the way yet. */
  #asked: Promise<Blob | null> | null = null;

  readonly subscribe: Store<LiveSnapshot>['subscribe'];
  readonly getSnapshot: () => LiveSnapshot;

  private constructor(options: LiveSessionOptions) {
    this.#options = options;
    this.#store = new Store<LiveSnapshot>({ phase: 'idle', picture: options.pictures.of(options.channel) });
    this.subscribe = this.#store.subscribe;
    this.getSnapshot = this.#store.getSnapshot;
  }

  static start(options: LiveSessionOptions): LiveSession {
    const session = new LiveSession(options);
    void session.#run();
    return session;
  }

  /** Ends everything at once; the session cannot be used again. */
  dispose(): void {
    this.#life.abort();
    this.#stay.abort();
  }

  /** Somebody sees the tile. */
  show(): void {
    this.#leaving?.abort();
    if (this.#isShown) return;
    this.#isShown = true;
    this.#stay = new AbortController();
    this.#ring();
  }

  /** Nobody sees it any more: after so long the connection is freed. */
  hide(afterMs: number): void {
    this.#leaving?.abort();
    const leaving = new AbortController();
    this.#leaving = leaving;
    this.#options.clock.sleep(afterMs, AbortSignal.any([leaving.signal, this.#life.signal])).then(
      () => {
        this.#isShown = false;
        this.#stay.abort();
      },
      () => undefined, // shown again, or disposed of
    );
  }

  /** What the server says about the camera: while it is away, only seldom tried; when it comes back, at once. */
  know(trouble: CameraTrouble | null): void {
    const isNews = trouble?.reason !== this.#trouble?.reason;
    this.#trouble = trouble;
    if (isNews) this.#ring();
  }

  /** The user does not want to wait. */
  tryNow(): void {
    this.#isForced = true;
    this.#ring();
  }

  /** Plays this way from now on if it can, e.g. because only this one carries the camera's sound; null: whatever is best. */
  prefer(by: Transport | null): void {
    this.#preferred = by;
    const now = this.#store.getSnapshot();
    if (by === null || now.phase !== 'live' || now.by === by) return;
    this.#stay.abort();
    this.#stay = new AbortController();
  }

  async #run(): Promise<void> {
    while (!this.#life.signal.aborted) {
      if (!this.#isShown) await this.#idle();
      else if (this.#trouble && !this.#isForced) await this.#waitForCamera(this.#trouble);
      else await this.#round();
    }
  }

  async #idle(): Promise<void> {
    this.#set({ phase: 'idle' });
    await this.#wait(Number.POSITIVE_INFINITY);
  }

  async #waitForCamera({ reason, detail, since }: CameraTrouble): Promise<void> {
    const nextTryAt = this.#options.clock.now() + OFFLINE_LOOK_MS;
    this.#set({ phase: 'offline', reason, detail, since, nextTryAt });
    if (await this.#wait(OFFLINE_LOOK_MS)) this.#isForced = true;
  }

  /** One round of attempts: each way once, then stills, then a wait that grows. */
  async #round(): Promise<void> {
    const urgency: Urgency = this.#isForced ? (this.#trouble ? 'known-offline' : 'user') : 'normal';
    this.#isForced = false;
    if (this.getSnapshot().phase !== 'stalled') this.#set({ phase: 'connecting' });
    const stay = AbortSignal.any([this.#stay.signal, this.#life.signal]);
    const place = await this.#options.gate.enter(urgency, stay).catch(() => null);
    if (!place) return;
    try {
      await this.#attempts(place, stay);
    } finally {
      place.leave();
    }
  }

  async #attempts(place: Place, stay: AbortSignal): Promise<void> {
    this.#refreshPicture(stay);
    let failure: LiveFailure | null = null;
    for (const by of this.#order()) {
      const ending = await this.#attempt(by, failure, place, stay);
      if (ending === 'left') return;
      if (ending === 'stalled') return await this.#afterStall();
      failure = ending;
      if (failure.kind === 'camera') break;
    }
    place.leave();
    if (failure) await this.#afterFailure(failure, stay);
  }

  #order(): readonly Transport[] {
    const first = this.#preferred ?? this.#options.memory.first();
    return first === 'webrtc' ? ['webrtc', 'mse'] : ['mse', 'webrtc'];
  }

  #attempt(by: Transport, before: LiveFailure | null, place: Place, stay: AbortSignal): Promise<AttemptEnding> {
    const { clock, frames, play } = this.#options;
    const onDelay = (ms: number): void => this.#showDelay(by, ms);
    return attempt({
      by,
      clock,
      frames,
      stay,
      play: ({ signal, onConnected }) => play(by, { signal, onConnected, onDelay }),
      isUnseen: () => this.#leaving?.signal.aborted === false,
      onLive: () => {
        place.leave();
        this.#remember(by, before);
        this.#set({ phase: 'live', by, delayMs: null });
      },
      onHealthy: () => {
        this.#failures = 0;
      },
      onEnding: () => this.#keepFrame(),
    });
  }

  #showDelay(by: Transport, ms: number): void {
    const now = this.getSnapshot();
    const delayMs = Math.round(ms / 100) * 100; // what the badge shows: no need to draw more often
    if (now.phase === 'live' && now.by === by && now.delayMs !== delayMs) this.#set({ phase: 'live', by, delayMs });
  }

  #remember(by: Transport, before: LiveFailure | null): void {
    if (by === 'webrtc') this.#options.memory.forget();
    else if (before?.kind === 'no_connection') this.#options.memory.webrtcFails();
  }

  /** The first time at once, then with growing waits, until frames came for half a minute. */
  async #afterStall(): Promise<void> {
    const { clock, random } = this.#options;
    this.#failures++;
    const wait = this.#failures === 1 ? 0 : waitAfterFailures(this.#failures - 1, random());
    this.#set({ phase: 'stalled', nextTryAt: wait > 0 ? clock.now() + wait : null });
    if (wait > 0) await this.#wait(wait);
  }

  async #afterFailure(failure: LiveFailure, stay: AbortSignal): Promise<void> {
    if (failure.kind !== 'camera' && (await this.#stills(failure, stay))) return;
    if (stay.aborted) return;
    const { clock, random } = this.#options;
    const wait = waitAfterFailures(++this.#failures, random());
    const { reason = failure.reason, detail = failure.kind === 'camera' ? failure.message : null, since = null } = this.#trouble ?? {};
    this.#set({ phase: 'offline', reason, detail, since, nextTryAt: clock.now() + wait });
    await this.#wait(wait);
  }

  /** Shows a picture every two seconds for a minute. @returns false when the first one already failed */
  async #stills(failure: LiveFailure, stay: AbortSignal): Promise<boolean> {
    const { clock, still } = this.#options;
    const until = clock.now() + STILLS_FOR_MS;
    const why = failure.kind === 'unsupported' ? 'unsupported' : 'no_connection';
    let asked = this.#asked;
    let hasShown = false;
    while (clock.now() < until && !stay.aborted && !this.#isForced && !this.#trouble) {
      const image = await (asked ?? still(stay));
      asked = null;
      if (!image) return hasShown;
      hasShown = true;
      this.#set({ phase: 'stills', why }, this.#keep(image));
      await clock.sleep(STILL_EVERY_MS, AbortSignal.any([stay, this.#bell.signal])).catch(() => undefined);
    }
    return hasShown;
  }

  /** A tile that has no picture, or an old one, asks for one while it connects. */
  #refreshPicture(stay: AbortSignal): void {
    const { clock, still } = this.#options;
    const known = this.getSnapshot().picture;
    this.#asked = null;
    if (known && clock.now() - known.takenAt < FRESH_PICTURE_MS) return;
    this.#asked = still(stay);
    void this.#asked.then((image) => {
      if (image && !stay.aborted && this.getSnapshot().phase !== 'live') this.#set(this.getSnapshot(), this.#keep(image));
    });
  }

  #keepFrame(): void {
    void this.#options.capture().then((image) => {
      if (image && !this.#life.signal.aborted) this.#set(this.getSnapshot(), this.#keep(image));
    });
  }

  #keep(image: Blob): Picture {
    return this.#options.pictures.keep(this.#options.channel, image, this.#options.clock.now());
  }

  #set(phase: LivePhase, picture = this.getSnapshot().picture): void {
    if (!this.#life.signal.aborted) this.#store.set({ ...phase, picture });
  }

  #ring(): void {
    this.#bell.abort();
    this.#bell = new AbortController();
  }

  /** @returns true when the whole time passed, false when something happened before */
  async #wait(ms: number): Promise<boolean> {
    const signal = AbortSignal.any([this.#bell.signal, this.#stay.signal, this.#life.signal]);
    if (ms === Number.POSITIVE_INFINITY) {
      const rung = AbortSignal.any([this.#bell.signal, this.#life.signal]);
      await new Promise<void>((resolve) => rung.addEventListener('abort', () => resolve(), { once: true }));
      return false;
    }
    return await this.#options.clock.sleep(ms, signal).then(
      () => true,
      () => false,
    );
  }
}
