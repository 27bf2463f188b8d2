import { Store } from '../../client/store.ts';
import type { Clock } from '../../time/clock.ts';
import { Attention } from './attention.ts';
import { waitAfterFailures } from './back-off.ts';
import type { LastPictures } from './last-pictures.ts';
import { type AttemptEnding, attempt, BUDGET_MS } from './live-attempt.ts';
import { type LiveFailure, tellingMore } from './live-failure.ts';
import type { LiveGate, Place, Urgency } from './live-gate.ts';
import type { CameraTrouble, LivePhase, LiveSnapshot, StillsReason } from './live-state.ts';
import { LiveWaits } from './live-waits.ts';
import type { PlayOptions, Transport } from './play.ts';
import { TilePictures } from './tile-pictures.ts';
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
  /** Whether the browser draws at all: a hidden tab does not, even where a picture in picture goes on. */
  readonly isDrawn: () => boolean;
  /** The frame that is shown now. */
  readonly capture: () => Promise<Blob | null>;
  /** A picture of now from the server; null when there is none. */
  readonly still: (signal: AbortSignal) => Promise<Blob | null>;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

const OFFLINE_LOOK_MS = 60_000;
/** The hub is ours and back within a second or two; no camera is hammered. */
const HUB_LOOK_MS = 2000;
const STILL_EVERY_MS = 2000;
const STILLS_FOR_MS = 60_000;
/** The camera sends, only its next keyframe did not come in time: soon again, with more patience. */
const STILLS_FOR_IMPATIENT_MS = 4000;
const MOST_PATIENCE = 3;
const GATE_HELD_MS = 10_000;

/** Keeps one camera playing, by the best way there is, for as long as somebody looks: it retries for ever and never needs a click. */
export class LiveSession {
  readonly #options: LiveSessionOptions;
  readonly #store: Store<LiveSnapshot>;
  readonly #pictures: TilePictures;
  readonly #waits: LiveWaits;
  readonly #attention: Attention;
  readonly #life = new AbortController();
  #isForced = false;
  #isSaving = false;
  #preferred: Transport | null = null;
  #trouble: CameraTrouble | null = null;
  #failures = 0;
  /** How many times longer to wait for a first frame: a camera whose keyframes are far apart needs it. */
  #patience = 1;

  readonly subscribe: Store<LiveSnapshot>['subscribe'];
  readonly getSnapshot: () => LiveSnapshot;

  private constructor(options: LiveSessionOptions) {
    this.#options = options;
    this.#pictures = new TilePictures({ ...options, now: () => options.clock.now() });
    this.#waits = new LiveWaits(options.clock);
    this.#attention = new Attention({ clock: options.clock, life: this.#life.signal, onLeave: () => this.#keepFrame() });
    this.#store = new Store<LiveSnapshot>({ phase: 'idle', picture: this.#pictures.last() });
    this.subscribe = this.#store.subscribe;
    this.getSnapshot = this.#store.getSnapshot;
  }

  static start(options: LiveSessionOptions): LiveSession {
    const session = new LiveSession(options);
    void session.#run();
    return session;
  }

  /** Ends everything at once; the session cannot be used again. Its last frame is kept for whoever shows the camera next. */
  dispose(): void {
    this.#keepFrame();
    this.#life.abort();
  }

  /** Somebody sees the tile. */
  show(): void {
    if (this.#attention.come()) this.#waits.ring();
  }

  /** Nobody sees it any more: after so long the connection is freed. */
  hide(afterMs: number): void {
    this.#attention.leave(afterMs);
  }

  /** What the server says about the camera: while it is away, only seldom tried; when it comes back, at once. */
  know(trouble: CameraTrouble | null): void {
    const isNews = trouble?.reason !== this.#trouble?.reason;
    this.#trouble = trouble;
    if (isNews) this.#waits.ring();
  }

  /** The user does not want to wait. */
  tryNow(): void {
    this.#isForced = true;
    this.#waits.ring();
  }

  /** What it lacked is there again, the server or the camera: what failed before counts no more. */
  tryAnew(): void {
    this.#failures = 0;
    this.#waits.ring();
  }

  /** Plays this way from now on if it can, e.g. because only this one carries the camera's sound; null: whatever is best. */
  prefer(by: Transport | null): void {
    this.#preferred = by;
    const now = this.getSnapshot();
    if (by !== null && now.phase === 'live' && now.by !== by) this.renew();
  }

  /** Only a still picture now and then from now on, because the connection costs money; or moving pictures again. */
  save(isSaving: boolean): void {
    if (isSaving === this.#isSaving) return;
    this.#isSaving = isSaving;
    this.renew();
  }

  /** Plays anew, e.g. another stream of the camera; the last frame stays until then. */
  renew(): void {
    this.#attention.renew();
  }

  async #run(): Promise<void> {
    while (!this.#life.signal.aborted) {
      if (!this.#attention.isThere) await this.#idle();
      else if (this.#trouble && !this.#isForced) await this.#waitForCamera(this.#trouble);
      else if (this.#isSaving) await this.#stillsOnly();
      else await this.#round();
    }
  }

  async #idle(): Promise<void> {
    this.#set({ phase: 'idle' });
    await this.#waits.forNews(this.#life.signal);
  }

  async #waitForCamera({ reason, detail, since }: CameraTrouble): Promise<void> {
    const wait = reason === 'hub_down' ? HUB_LOOK_MS : OFFLINE_LOOK_MS;
    this.#set({ phase: 'offline', reason, detail, since, nextTryAt: this.#options.clock.now() + wait });
    if (await this.#rest(wait)) this.#isForced = true;
  }

  async #stillsOnly(): Promise<void> {
    this.#isForced = false;
    const stay = this.#attention.signal;
    if (!(await this.#stills('data_saver', Number.POSITIVE_INFINITY, stay)) && !stay.aborted) await this.#wait(null);
  }

  /** One round of attempts: each way once, then stills, then a wait that grows. */
  async #round(): Promise<void> {
    const urgency: Urgency = this.#isForced ? (this.#trouble ? 'known-offline' : 'user') : 'normal';
    this.#isForced = false;
    const { phase } = this.getSnapshot();
    if (phase !== 'stalled' && phase !== 'stills') this.#set({ phase: 'connecting' });
    const stay = this.#attention.signal;
    const place = await this.#options.gate.enter(urgency, stay).catch(() => null);
    if (!place) return;
    const over = new AbortController();
    const late = this.#options.clock.sleep(GATE_HELD_MS, AbortSignal.any([stay, over.signal]));
    late.then(
      () => place.leave(),
      () => undefined, // it left by itself
    );
    try {
      await this.#attempts(place, stay);
    } finally {
      over.abort();
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
      failure = tellingMore(failure, ending);
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
    const { clock, frames, isDrawn, play } = this.#options;
    const onDelay = (ms: number): void => this.#showDelay(by, ms);
    return attempt({
      by,
      clock,
      frames,
      stay,
      budgetMs: BUDGET_MS[by] * this.#patience,
      play: ({ signal, onConnected }) => play(by, { signal, onConnected, onDelay }),
      isUnseen: () => this.#attention.isLeaving || !isDrawn(),
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
    if (wait > 0) await this.#rest(wait);
  }

  async #afterFailure(failure: LiveFailure, stay: AbortSignal): Promise<void> {
    const isImpatient = failure.kind === 'no_frames' && this.#patience < MOST_PATIENCE;
    if (isImpatient) this.#patience++;
    const why = failure.kind === 'unsupported' ? 'unsupported' : 'no_connection';
    const forMs = isImpatient ? STILLS_FOR_IMPATIENT_MS : STILLS_FOR_MS;
    if (failure.kind !== 'camera' && (await this.#stills(why, forMs, stay))) return;
    if (!stay.aborted) await this.#wait(failure);
  }

  /** Says that the camera gives nothing, and waits a little longer each time. */
  async #wait(failure: LiveFailure | null): Promise<void> {
    const { clock, random } = this.#options;
    const wait = waitAfterFailures(++this.#failures, random());
    const said = failure?.kind === 'camera' ? failure : null;
    const { reason = said?.reason ?? null, detail = said?.message ?? null, since = null } = this.#trouble ?? {};
    this.#set({ phase: 'offline', reason, detail, since, nextTryAt: clock.now() + wait });
    await this.#rest(wait);
  }

  /** Shows a picture every two seconds, for so long. @returns false when the first one already failed */
  async #stills(why: StillsReason, forMs: number, stay: AbortSignal): Promise<boolean> {
    const { clock } = this.#options;
    const until = clock.now() + forMs;
    let hasShown = false;
    while (clock.now() < until && !stay.aborted && !this.#isForced && !this.#trouble) {
      const picture = await this.#pictures.next(stay);
      if (!picture || stay.aborted) return hasShown;
      hasShown = true;
      this.#set({ phase: 'stills', why }, picture);
      await this.#waits.rest(STILL_EVERY_MS, stay);
    }
    return hasShown;
  }

  /** A tile that has no picture, or an old one, asks for one while it connects. */
  #refreshPicture(stay: AbortSignal): void {
    void this.#pictures.refresh(stay).then((picture) => {
      if (picture && !stay.aborted && this.getSnapshot().phase !== 'live') this.#set(this.getSnapshot(), picture);
    });
  }

  #keepFrame(): void {
    if (this.getSnapshot().phase !== 'live') return;
    void this.#pictures.keepFrame().then((picture) => {
      if (picture) this.#set(this.getSnapshot(), picture);
    });
  }

  #set(phase: LivePhase, picture = this.getSnapshot().picture): void {
    if (!this.#life.signal.aborted) this.#store.set({ ...phase, picture });
  }

  #rest(ms: number): Promise<boolean> {
    return this.#waits.rest(ms, this.#attention.signal);
  }
}
