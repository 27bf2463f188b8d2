import type { Store } from '../../client/store.ts';
import { type Clock, rest } from '../../time/clock.ts';
import { CameraSet } from './camera-set.ts';
import { Conductor, type ViewerParts } from './conductor.ts';
import { type Arrival, GapSkipper } from './gap-skipper.ts';
import { PlaybackClock } from './playback-clock.ts';
import { hasReachedNow, NOW_MS } from './reached-now.ts';
import type { ViewerCamera } from './viewer-camera.ts';
import type { ViewerState } from './viewer-state.ts';
import { ViewerStore } from './viewer-store.ts';

interface ViewerOptions {
  readonly clock: Clock;
  /** Milliseconds that are never set back. */
  readonly monotonic: () => number;
  readonly focused: number;
  readonly rate: number;
}

const TICK_MS = 250;
/** Pictures of several cameras that stand may be this far apart. */
const ALIGNED_MS = 100;

/** Plays the recordings of several cameras by one clock. */
export class Viewer {
  readonly #clock: Clock;
  readonly #parts: ViewerParts;
  readonly #conductor: Conductor;
  readonly #gaps: GapSkipper;
  readonly #life = new AbortController();
  /** Since when the moment asked for is watched. */
  #askedAt = 0;

  readonly subscribe: Store<ViewerState>['subscribe'];
  readonly getSnapshot: () => ViewerState;

  private constructor({ clock, monotonic, focused, rate }: ViewerOptions) {
    this.#clock = clock;
    this.#parts = { cameras: new CameraSet(), play: new PlaybackClock(monotonic), state: new ViewerStore({ focused, rate }), monotonic };
    this.#parts.play.setRate(rate);
    this.#conductor = new Conductor(this.#parts);
    this.#gaps = new GapSkipper({ parts: this.#parts, onSkip: (to) => this.#show(to) });
    this.subscribe = this.#parts.state.subscribe;
    this.getSnapshot = this.#parts.state.getSnapshot;
  }

  static start(options: ViewerOptions): Viewer {
    const viewer = new Viewer(options);
    void viewer.#run();
    return viewer;
  }

  dispose(): void {
    this.#life.abort();
    this.#parts.state.close();
    this.#parts.cameras.clear();
  }

  /** A camera comes on view; it leaves when the returned function is called. */
  add(camera: ViewerCamera): () => void {
    const { cameras, play } = this.#parts;
    const { mode, time, isPlaying } = this.getSnapshot();
    cameras.add(camera, () => this.#changed());
    this.#tell(camera);
    if (mode === 'recorded' && time !== null) camera.show(play.time);
    if (isPlaying) this.#conductor.start();
    return () => cameras.remove(camera);
  }

  /** Shows a moment everywhere; in a gap, the next recorded one. One that is yet to come is now. */
  seek(time: number): void {
    this.#go(time, 'sought');
  }

  /** Shows a moment that somebody chose, although nothing may be recorded then: the cameras say so. One that is yet to come is now. */
  stand(time: number): void {
    this.#go(time, 'chosen');
  }

  /** Somebody drags along the timeline: nothing plays, pictures follow. `seek` ends it. */
  scrub(time: number): void {
    const { cameras, play, state } = this.#parts;
    cameras.pause();
    play.stop();
    play.set(time);
    state.change({ mode: 'scrub', time, notice: null, isWaiting: false });
  }

  play(): void {
    const { mode, isPlaying } = this.getSnapshot();
    this.#gaps.goOn();
    if (isPlaying || mode === 'live') return;
    this.#parts.state.change({ isPlaying: true });
    this.#conductor.start();
  }

  pause(): void {
    if (this.getSnapshot().mode === 'live') this.#show(this.#clock.now() - NOW_MS);
    this.#conductor.stop();
    this.#parts.cameras.pause();
    this.#parts.state.change({ isPlaying: false, isWaiting: false });
    this.#align();
  }

  toggle(): void {
    const { isPlaying, mode } = this.getSnapshot();
    if (isPlaying || mode === 'live') this.pause();
    else this.play();
  }

  setRate(rate: number): void {
    const { cameras, play, state } = this.#parts;
    const wasFast = this.isFastLook;
    play.setRate(rate);
    state.change({ rate });
    for (const camera of cameras.all) camera.setRate(rate);
    if (wasFast !== this.isFastLook && this.getSnapshot().mode === 'recorded') this.#show(play.time);
  }

  /** Too fast for several decoders: still pictures follow the clock. */
  get isFastLook(): boolean {
    return this.#conductor.isFastLook;
  }

  /** Stands, and goes so many frames on or back with the focused camera; the others follow. */
  step(frames: number): void {
    if (this.getSnapshot().isPlaying || this.getSnapshot().mode === 'live') this.pause();
    this.#focusedCamera()?.step(frames);
  }

  focus(channel: number): void {
    this.#parts.state.change({ focused: channel });
    for (const camera of this.#parts.cameras.all) this.#tell(camera);
  }

  setSound(sound: { readonly isMuted?: boolean; readonly volume?: number }): void {
    this.#parts.state.change(sound);
    for (const camera of this.#parts.cameras.all) this.#tell(camera);
  }

  setImpatient(isImpatient: boolean): void {
    this.#parts.state.change({ isImpatient });
  }

  /** What happens now. */
  goLive(): void {
    const { cameras, play, state } = this.#parts;
    this.#conductor.stop();
    for (const camera of cameras.all) camera.rest();
    state.change({ mode: 'live', time: this.#clock.now(), isPlaying: true, isWaiting: false, notice: null, rate: 1 });
    play.setRate(1);
  }

  #go(time: number, arrival: Arrival): void {
    if (time >= this.#clock.now() - NOW_MS) {
      this.goLive();
      return;
    }
    this.#gaps.arrive(arrival);
    this.#show(time);
  }

  #show(time: number): void {
    const { cameras, play, state, monotonic } = this.#parts;
    this.#askedAt = monotonic();
    this.#conductor.move(time);
    this.#gaps.move();
    state.change({ mode: 'recorded', time });
    for (const camera of cameras.all) {
      camera.setRate(play.rate);
      camera.show(time);
    }
    if (this.getSnapshot().isPlaying) this.#conductor.start();
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
    this.#gaps.look();
    if (!this.getSnapshot().isPlaying) this.#align();
  }

  #tick(): void {
    const { cameras, play, state } = this.#parts;
    const { mode, isPlaying, time } = this.getSnapshot();
    if (mode === 'live') state.change({ time: Math.floor(this.#clock.now() / 1000) * 1000 });
    if (mode !== 'recorded' || time === null) return;
    for (const camera of cameras.all) camera.tick(play.time);
    this.#gaps.tick();
    if (isPlaying && this.#hasReachedNow()) this.goLive();
    else if (isPlaying) this.#conductor.tick();
    this.#gaps.look();
    if (!isPlaying) this.#align();
  }

  #hasReachedNow(): boolean {
    const { cameras, play, monotonic } = this.#parts;
    const watchedMs = monotonic() - this.#askedAt;
    return hasReachedNow({ time: play.time, now: this.#clock.now(), rate: play.rate, watchedMs }, cameras.states);
  }

  /** Standing: the moment is that of the frame on view, and all show the same. */
  #align(): void {
    const { cameras, play, state } = this.#parts;
    const camera = this.#focusedCamera();
    const wall = camera?.wallTime() ?? null;
    if (this.getSnapshot().mode !== 'recorded' || wall === null || camera?.getSnapshot().isWaiting || wall === play.time) return;
    play.set(wall);
    state.change({ time: wall });
    for (const other of cameras.all) {
      const theirs = other.wallTime();
      if (other !== camera && theirs !== null && Math.abs(theirs - wall) > ALIGNED_MS) other.show(wall);
    }
  }

  #focusedCamera(): ViewerCamera | undefined {
    return this.#parts.cameras.shownOf(this.getSnapshot().focused);
  }
}
