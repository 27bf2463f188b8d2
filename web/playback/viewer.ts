import { type Clock, rest } from '../client/clock.ts';
import { Store, type Watchable } from '../client/store.ts';
import type { CameraState } from './camera-player.ts';
import { PlaybackClock } from './playback-clock.ts';
import type { CameraGap } from './recording-history.ts';
import { SEAMLESS_MS } from './run-table.ts';

/** What the viewer asks each of its cameras. */
export interface ViewerCamera extends Watchable<CameraState> {
  readonly channel: number;
  wallTime(): number | null;
  show(time: number): void;
  play(): void;
  pause(): void;
  setRate(rate: number): void;
  step(frames: number): void;
  setSound(sound: { readonly isMuted: boolean; readonly volume: number }): void;
  tick(time: number): void;
  /** Something else is shown in its place. */
  rest(): void;
}

/** What all cameras on view have in common; times are epoch ms. */
export interface ViewerState {
  /** `live`: playback has reached now. `scrub`: somebody drags, pictures follow. */
  readonly mode: 'recorded' | 'live' | 'scrub';
  /** The moment on view; null while none was asked for. */
  readonly time: number | null;
  readonly isPlaying: boolean;
  readonly rate: number;
  /** The clock stands until a camera has its data. */
  readonly isWaiting: boolean;
  /** What is being skipped, or was just skipped. */
  readonly notice: CameraGap | null;
  /** The camera that is heard, steps, and is saved. */
  readonly focused: number;
  readonly isMuted: boolean;
  readonly volume: number;
  /** Goes on although a camera lacks data. */
  readonly isImpatient: boolean;
}

export interface ViewerOptions {
  readonly clock: Clock;
  /** Milliseconds that are never set back. */
  readonly monotonic: () => number;
  readonly focused: number;
  readonly rate: number;
}

/** 0.25 to 16 times. */
export const RATES: readonly number[] = [0.25, 0.5, 1, 2, 4, 8, 16];
const TICK_MS = 250;
const PATIENCE_MS = 500;
const NOTICE_MS = 1_500;
const TOGETHER_MS = 1_000;
/** Nearer to now than this there is nothing to play: it is live. */
const NOW_MS = 1_500;
/** Who has watched this long and comes to the end of what is recorded wants to see what happens now. */
const WATCHED_MS = 5_000;
/** Several decoders do not go faster: from here on pictures follow the clock. */
const FAST_LOOK_RATE = 8;

/** Plays the recordings of several cameras by one clock. */
export class Viewer {
  readonly #clock: Clock;
  readonly #play: PlaybackClock;
  readonly #monotonic: () => number;
  readonly #state: Store<ViewerState>;
  readonly #life = new AbortController();
  readonly #cameras = new Map<ViewerCamera, () => void>();
  /** Since when somebody lacks data, and since when there is a gap everywhere. */
  #lackingSince: number | null = null;
  #gapSince: number | null = null;
  #noticeUntil = 0;
  #askedAt = 0;
  /** The moment was chosen: a gap there is not played up to. */
  #isChosen = false;
  /** The players have been told to play, but not all move yet. */
  #isStarting = false;

  readonly subscribe: Store<ViewerState>['subscribe'];
  readonly getSnapshot: () => ViewerState;

  private constructor({ clock, monotonic, focused, rate }: ViewerOptions) {
    this.#clock = clock;
    this.#monotonic = monotonic;
    this.#play = new PlaybackClock(monotonic);
    this.#play.setRate(rate);
    this.#state = new Store<ViewerState>({
      ...{ mode: 'recorded', time: null, isPlaying: false, rate, isWaiting: false, notice: null },
      ...{ focused, isMuted: true, volume: 1, isImpatient: false },
    });
    this.subscribe = this.#state.subscribe;
    this.getSnapshot = this.#state.getSnapshot;
  }

  static start(options: ViewerOptions): Viewer {
    const viewer = new Viewer(options);
    void viewer.#run();
    return viewer;
  }

  dispose(): void {
    this.#life.abort();
    for (const stop of this.#cameras.values()) stop();
    this.#cameras.clear();
  }

  /** A camera comes on view; it leaves when the returned function is called. */
  add(camera: ViewerCamera): () => void {
    const { mode, time, isPlaying } = this.getSnapshot();
    this.#cameras.set(
      camera,
      camera.subscribe(() => this.#changed()),
    );
    this.#tell(camera);
    if (mode === 'recorded' && time !== null) camera.show(this.#play.time);
    if (isPlaying) this.#askToPlay();
    return () => {
      this.#cameras.get(camera)?.();
      this.#cameras.delete(camera);
    };
  }

  /** Shows a moment everywhere; in a gap, the next recorded one. One that is yet to come is now. */
  seek(time: number): void {
    const now = this.#clock.now();
    if (time >= now - NOW_MS) {
      this.goLive();
      return;
    }
    this.#isChosen = true;
    this.#show(time);
  }

  /** Shows a moment although nothing may be recorded then: the cameras say so. */
  stand(time: number): void {
    this.#isChosen = false;
    this.#show(Math.min(time, this.#clock.now() - NOW_MS));
  }

  /** Somebody drags along the timeline: nothing plays, pictures follow. `seek` ends it. */
  scrub(time: number): void {
    for (const camera of this.#cameras.keys()) camera.pause();
    this.#play.stop();
    this.#play.set(time);
    this.#set({ mode: 'scrub', time, notice: null, isWaiting: false });
  }

  play(): void {
    const { mode, isPlaying } = this.getSnapshot();
    if (isPlaying || mode === 'live') return;
    this.#set({ isPlaying: true });
    this.#askToPlay();
  }

  pause(): void {
    if (this.getSnapshot().mode === 'live') this.#show(this.#clock.now() - NOW_MS);
    this.#play.stop();
    this.#isStarting = false;
    for (const camera of this.#cameras.keys()) camera.pause();
    this.#set({ isPlaying: false, isWaiting: false });
    this.#align();
  }

  toggle(): void {
    const { isPlaying, mode } = this.getSnapshot();
    if (isPlaying || mode === 'live') this.pause();
    else this.play();
  }

  setRate(rate: number): void {
    const wasFast = this.isFastLook;
    this.#play.setRate(rate);
    this.#set({ rate });
    for (const camera of this.#cameras.keys()) camera.setRate(rate);
    if (wasFast !== this.isFastLook && this.getSnapshot().mode === 'recorded') this.#show(this.#play.time);
  }

  /** Too fast for several decoders: still pictures follow the clock. */
  get isFastLook(): boolean {
    return this.#play.rate >= FAST_LOOK_RATE && this.#cameras.size > 1;
  }

  /** Stands, and goes so many frames on or back with the focused camera; the others follow. */
  step(frames: number): void {
    if (this.getSnapshot().isPlaying || this.getSnapshot().mode === 'live') this.pause();
    this.#focusedCamera()?.step(frames);
  }

  focus(channel: number): void {
    this.#set({ focused: channel });
    for (const camera of this.#cameras.keys()) this.#tell(camera);
  }

  setSound(sound: { readonly isMuted?: boolean; readonly volume?: number }): void {
    this.#set(sound);
    for (const camera of this.#cameras.keys()) this.#tell(camera);
  }

  setImpatient(isImpatient: boolean): void {
    this.#set({ isImpatient });
  }

  /** What happens now. */
  goLive(): void {
    this.#play.stop();
    this.#isStarting = false;
    for (const camera of this.#cameras.keys()) camera.rest();
    this.#set({ mode: 'live', time: this.#clock.now(), isPlaying: true, isWaiting: false, notice: null, rate: 1 });
    this.#play.setRate(1);
  }

  #show(time: number): void {
    this.#askedAt = this.#monotonic();
    this.#gapSince = null;
    this.#lackingSince = null;
    this.#play.stop();
    this.#play.set(time);
    const isNoticed = this.#monotonic() < this.#noticeUntil;
    this.#set({ mode: 'recorded', time, ...(isNoticed ? {} : { notice: null }) });
    for (const camera of this.#cameras.keys()) {
      camera.setRate(this.#play.rate);
      camera.show(time);
    }
    if (this.getSnapshot().isPlaying) this.#askToPlay();
  }

  #askToPlay(): void {
    if (this.isFastLook) {
      for (const camera of this.#cameras.keys()) camera.pause();
      this.#play.start();
      return;
    }
    this.#isStarting = true;
    for (const camera of this.#cameras.keys()) camera.play();
  }

  #tell(camera: ViewerCamera): void {
    const { focused, isMuted, volume, rate } = this.getSnapshot();
    camera.setSound({ isMuted: isMuted || camera.channel !== focused, volume });
    camera.setRate(rate);
  }

  async #run(): Promise<void> {
    const { signal } = this.#life;
    while (!signal.aborted) {
      await rest(this.#clock, TICK_MS, signal);
      if (!signal.aborted) this.#tick();
    }
  }

  /** A camera has something new to tell: what is said about it should not wait for the next tick. */
  #changed(): void {
    if (this.getSnapshot().mode !== 'recorded') return;
    this.#skipGap();
    if (!this.getSnapshot().isPlaying) this.#align();
  }

  #tick(): void {
    const { mode, isPlaying } = this.getSnapshot();
    if (mode === 'live') this.#set({ time: Math.floor(this.#clock.now() / 1000) * 1000 });
    if (mode !== 'recorded' || this.getSnapshot().time === null) return;
    for (const camera of this.#cameras.keys()) camera.tick(this.#play.time);
    if (this.getSnapshot().notice && this.#gapSince === null && this.#monotonic() >= this.#noticeUntil) this.#set({ notice: null });
    if (isPlaying) this.#conduct();
    this.#skipGap();
    if (!isPlaying) this.#align();
  }

  /** Keeps all that play at the clock, and the clock at what can be played. */
  #conduct(): void {
    if (this.#mayGoLive()) {
      this.goLive();
      return;
    }
    if (this.isFastLook) {
      this.#set({ time: this.#play.time, isWaiting: false });
      return;
    }
    if (this.#isHeldUp()) return;
    const shown = this.#shown();
    this.#begin(shown);
    const [leader] = shown;
    if (leader && shown.length === 1) this.#follow(leader);
    else {
      this.#yield(shown);
      for (const camera of shown) this.#correct(camera);
    }
    this.#set({ time: this.#play.time });
  }

  /** Alone, a camera needs no correction: its video is the clock. */
  #follow(leader: ViewerCamera): void {
    const wall = leader.wallTime();
    leader.setRate(this.#play.rate);
    if (wall !== null) this.#play.set(wall);
  }

  /** What all are off together is no fault of any: where a machine is too slow for all of them, the clock waits. */
  #yield(shown: readonly ViewerCamera[]): void {
    const walls = shown.map((camera) => camera.wallTime()).filter((wall) => wall !== null);
    const near = walls.filter((wall) => this.#play.correction(wall).kind !== 'seek');
    const together = near.length > 0 ? near : Math.max(...walls) - Math.min(...walls) < TOGETHER_MS ? walls : [];
    if (!this.#play.isRunning || together.length === 0) return;
    this.#play.set(together.reduce((sum, wall) => sum + wall, 0) / together.length);
  }

  #correct(camera: ViewerCamera): void {
    const wall = camera.wallTime();
    if (wall === null || !this.#play.isRunning) return;
    const correction = this.#play.correction(wall);
    if (correction.kind === 'seek') camera.show(this.#play.time);
    camera.setRate(this.#play.rate * (correction.kind === 'nudge' ? correction.factor : 1));
  }

  /** The clock begins when there is something to see, at what is seen. */
  #begin(shown: readonly ViewerCamera[]): void {
    if (this.#play.isRunning) return;
    const walls = shown.map((camera) => camera.wallTime()).filter((wall) => wall !== null);
    if (walls.length > 0) this.#play.set(Math.min(...walls));
    const isPicture = [...this.#cameras.keys()].some((camera) => camera.getSnapshot().problem === 'codec');
    if (walls.length > 0 || isPicture) this.#play.start();
    this.#isStarting = false;
  }

  /** Whether all stand because one lacks data. */
  #isHeldUp(): boolean {
    const cameras = [...this.#cameras.keys()];
    const lacking = cameras.filter((camera) => isLacking(camera.getSnapshot()));
    if (lacking.length === 0 || (this.getSnapshot().isImpatient && lacking.length < cameras.length)) {
      this.#lackingSince = null;
      if (this.getSnapshot().isWaiting || this.#isStarting) this.#goOn();
      return false;
    }
    this.#lackingSince ??= this.#monotonic();
    if (this.#monotonic() - this.#lackingSince < PATIENCE_MS && this.#play.isRunning) return false;
    this.#play.stop();
    for (const camera of cameras) if (!lacking.includes(camera)) camera.pause();
    this.#set({ isWaiting: true, time: this.#play.time });
    return true;
  }

  #goOn(): void {
    this.#set({ isWaiting: false });
    for (const camera of this.#cameras.keys()) camera.play();
  }

  #mayGoLive(): boolean {
    if (this.#play.time >= this.#clock.now() - NOW_MS) return true;
    const isAtEdge = this.#shown().some((camera) => camera.getSnapshot().isAtEdge);
    return isAtEdge && (this.#play.rate > 1 || this.#monotonic() - this.#askedAt > WATCHED_MS);
  }

  /** Where no camera has anything, says so and goes on where the first of them has. */
  #skipGap(): void {
    const states = [...this.#cameras.keys()].map((camera) => camera.getSnapshot());
    const gaps = states.filter(({ phase }) => phase === 'gap').flatMap(({ gap }) => (gap ? [gap] : []));
    const isGap = states.length > 0 && states.every(({ phase }) => phase === 'end' || phase === 'problem' || phase === 'gap');
    if (!isGap) {
      this.#gapSince = null;
      return;
    }
    const first = gaps.filter(({ to }) => to !== null).sort((a, b) => (a.to ?? 0) - (b.to ?? 0))[0];
    if (!first || first.to === null) {
      if (states.every(({ phase }) => phase === 'end')) this.#play.stop();
      return;
    }
    if (this.#isChosen) {
      // the fraction of a second that an address leaves out is no gap to speak of
      if (first.to - this.#play.time > SEAMLESS_MS) {
        this.#noticeUntil = this.#monotonic() + 2 * NOTICE_MS;
        this.#set({ notice: first });
      }
      this.#show(first.to);
      return;
    }
    if (!this.getSnapshot().isPlaying) return;
    this.#play.stop();
    this.#gapSince ??= this.#monotonic();
    this.#set({ notice: first, isWaiting: false });
    if (this.#monotonic() - this.#gapSince >= NOTICE_MS) this.#show(first.to);
  }

  /** Standing: the moment is that of the frame on view, and all show the same. */
  #align(): void {
    const camera = this.#focusedCamera();
    const wall = camera?.wallTime() ?? null;
    if (this.getSnapshot().mode !== 'recorded' || wall === null || camera?.getSnapshot().isWaiting || wall === this.#play.time) return;
    this.#play.set(wall);
    this.#set({ time: wall });
    for (const other of this.#cameras.keys()) {
      const theirs = other.wallTime();
      if (other !== camera && theirs !== null && Math.abs(theirs - wall) > 100) other.show(wall);
    }
  }

  #focusedCamera(): ViewerCamera | undefined {
    const shown = this.#shown();
    return shown.find(({ channel }) => channel === this.getSnapshot().focused) ?? shown[0];
  }

  #shown(): ViewerCamera[] {
    return [...this.#cameras.keys()].filter((camera) => camera.getSnapshot().phase === 'shown');
  }

  #set(change: Partial<ViewerState>): void {
    if (this.#life.signal.aborted) return;
    const before = this.getSnapshot();
    const isSame = Object.entries(change).every(([key, value]) => before[key as keyof ViewerState] === value); // the keys of a Partial of it
    if (!isSame) this.#state.set({ ...before, ...change });
  }
}

function isLacking({ phase, isWaiting }: CameraState): boolean {
  return phase === 'loading' || (phase === 'shown' && isWaiting);
}
