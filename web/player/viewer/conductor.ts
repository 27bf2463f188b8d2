import type { CameraSet } from './camera-set.ts';
import type { PlaybackClock } from './playback-clock.ts';
import type { ViewerCamera } from './viewer-camera.ts';
import type { ViewerStore } from './viewer-store.ts';

/** What the parts of a viewer share. */
export interface ViewerParts {
  readonly cameras: CameraSet;
  /** The clock that all play by. */
  readonly play: PlaybackClock;
  readonly state: ViewerStore;
  /** Milliseconds that are never set back. */
  readonly monotonic: () => number;
}

const PATIENCE_MS = 500;
const TOGETHER_MS = 1_000;
/** Several decoders do not go faster: from here on pictures follow the clock. */
const FAST_LOOK_RATE = 8;

/** Keeps all that play at the clock, and the clock at what can be played. */
export class Conductor {
  readonly #parts: ViewerParts;
  #lackingSince: number | null = null;
  /** The players have been told to play, but not all move yet. */
  #isStarting = false;

  constructor(parts: ViewerParts) {
    this.#parts = parts;
  }

  /** Too fast for several decoders: still pictures follow the clock. */
  get isFastLook(): boolean {
    const { play, cameras } = this.#parts;
    return play.rate >= FAST_LOOK_RATE && cameras.all.length > 1;
  }

  /** Tells the players to play; the clock begins when there is something to see. */
  start(): void {
    const { cameras, play } = this.#parts;
    if (this.isFastLook) {
      cameras.pause();
      play.start();
      return;
    }
    this.#isStarting = true;
    cameras.play();
  }

  /** The clock stands. */
  stop(): void {
    this.#parts.play.stop();
    this.#isStarting = false;
  }

  /** The clock stands at another moment, for which nobody has been waited yet. */
  move(time: number): void {
    this.#lackingSince = null;
    this.#parts.play.stop();
    this.#parts.play.set(time);
  }

  /** Compares the cameras with the clock; asked again and again while something plays. */
  tick(): void {
    const { cameras, play, state } = this.#parts;
    if (this.isFastLook) {
      state.change({ time: play.time, isWaiting: false });
      return;
    }
    if (this.#isHeldUp()) return;
    const { shown } = cameras;
    const [leader] = shown;
    this.#begin(shown);
    if (leader && shown.length === 1) this.#follow(leader);
    else {
      this.#yield(shown);
      for (const camera of shown) this.#correct(camera);
    }
    state.change({ time: play.time });
  }

  /** Alone, a camera needs no correction: its video is the clock. */
  #follow(leader: ViewerCamera): void {
    const { play } = this.#parts;
    const wall = leader.wallTime();
    leader.setRate(play.rate);
    if (wall !== null) play.set(wall);
  }

  /** What all are off together is no fault of any: where a machine is too slow for all of them, the clock waits. */
  #yield(shown: readonly ViewerCamera[]): void {
    const { play } = this.#parts;
    const walls = wallsOf(shown);
    const near = walls.filter((wall) => play.correction(wall).kind !== 'seek');
    const together = near.length > 0 ? near : Math.max(...walls) - Math.min(...walls) < TOGETHER_MS ? walls : [];
    if (!play.isRunning || together.length === 0) return;
    play.set(together.reduce((sum, wall) => sum + wall, 0) / together.length);
  }

  #correct(camera: ViewerCamera): void {
    const { play } = this.#parts;
    const wall = camera.wallTime();
    if (wall === null || !play.isRunning) return;
    const correction = play.correction(wall);
    if (correction.kind === 'seek') camera.show(play.time);
    camera.setRate(play.rate * (correction.kind === 'nudge' ? correction.factor : 1));
  }

  /** The clock begins when there is something to see, at what is seen. */
  #begin(shown: readonly ViewerCamera[]): void {
    const { cameras, play } = this.#parts;
    if (play.isRunning) return;
    const walls = wallsOf(shown);
    if (walls.length > 0) play.set(Math.min(...walls));
    const isPicture = cameras.states.some(({ problem }) => problem === 'codec');
    if (walls.length > 0 || isPicture) play.start();
    this.#isStarting = false;
  }

  /** Whether all stand because one lacks data. */
  #isHeldUp(): boolean {
    const { cameras, play, state, monotonic } = this.#parts;
    const { all, lacking } = cameras;
    const { isImpatient, isWaiting } = state.getSnapshot();
    if (lacking.length === 0 || (isImpatient && lacking.length < all.length)) {
      this.#lackingSince = null;
      if (isWaiting || this.#isStarting) this.#goOn();
      return false;
    }
    this.#lackingSince ??= monotonic();
    if (monotonic() - this.#lackingSince < PATIENCE_MS && play.isRunning) return false;
    play.stop();
    for (const camera of all) if (!lacking.includes(camera)) camera.pause();
    state.change({ isWaiting: true, time: play.time });
    return true;
  }

  #goOn(): void {
    this.#parts.state.change({ isWaiting: false });
    this.#parts.cameras.play();
  }
}

function wallsOf(cameras: readonly ViewerCamera[]): readonly number[] {
  return cameras.map((camera) => camera.wallTime()).filter((wall) => wall !== null);
}
