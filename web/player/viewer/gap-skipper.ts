import { SEAMLESS_MS } from '../engine/run-table.ts';
import type { CameraState } from './camera-player.ts';
import type { ViewerParts } from './conductor.ts';
import type { CameraGap } from './recording-history.ts';

interface GapSkipperOptions {
  readonly parts: ViewerParts;
  /** Playback goes on at a later moment. */
  readonly onSkip: (to: number) => void;
}

/** A gap whose end is known. */
type Passable = CameraGap & { readonly to: number };

/** How playback came to the moment on view: it ran there, somebody asked for what is there or next, or for that moment and no other. */
export type Arrival = 'played' | 'sought' | 'chosen';

const NOTICE_MS = 1_500;

/** Where no camera has anything, says so and goes on where the first of them has. */
export class GapSkipper {
  readonly #parts: ViewerParts;
  readonly #onSkip: GapSkipperOptions['onSkip'];
  /** Since when there is a gap everywhere. */
  #since: number | null = null;
  #noticeUntil = 0;
  #arrival: Arrival = 'played';

  constructor({ parts, onSkip }: GapSkipperOptions) {
    this.#parts = parts;
    this.#onSkip = onSkip;
  }

  /** Says how the next moment comes to be on view: only what is played up to is read first, and what was chosen stays. */
  arrive(arrival: Arrival): void {
    this.#arrival = arrival;
  }

  /** Somebody presses play: a chosen moment without recordings has been looked at, and it goes on with the next one. */
  goOn(): void {
    if (this.#arrival === 'chosen') this.#arrival = 'played';
  }

  /** Another moment is shown: what was said of the last gap stays for as long as it takes to read. */
  move(): void {
    this.#since = null;
    if (this.#isOld()) this.#parts.state.change({ notice: null });
  }

  /** Takes away what has been said for long enough; what is on view by now was arrived at. */
  tick(): void {
    if (this.#parts.cameras.shown.length > 0) this.#arrival = 'played';
    if (this.#since === null && this.#isOld()) this.#parts.state.change({ notice: null });
  }

  /** Looks whether all cameras are in a gap; asked whenever one of them changes. */
  look(): void {
    const { cameras, play } = this.#parts;
    const { states } = cameras;
    if (!isNothingThere(states)) {
      this.#since = null;
      return;
    }
    const gap = firstToEnd(states);
    // the fraction of a second that an address or a list leaves out is no gap to speak of
    const isHardlyOne = gap !== null && gap.to - play.time <= SEAMLESS_MS;
    if (this.#arrival === 'chosen' && !isHardlyOne) this.#stay(states);
    else if (gap === null) {
      if (states.every(({ phase }) => phase === 'end')) play.stop();
    } else if (this.#arrival === 'played') this.#pass(gap);
    else this.#jump(gap, !isHardlyOne);
  }

  /** Nothing is played where nothing is; each camera says what is missing. */
  #stay(states: readonly CameraState[]): void {
    const { cameras, play, state } = this.#parts;
    if (!state.getSnapshot().isPlaying || states.some(({ phase }) => phase === 'problem')) return;
    play.stop();
    cameras.pause();
    state.change({ isPlaying: false, isWaiting: false });
  }

  #jump(gap: Passable, isTold: boolean): void {
    const { state, monotonic } = this.#parts;
    if (isTold) {
      this.#noticeUntil = monotonic() + 2 * NOTICE_MS;
      state.change({ notice: gap });
    }
    this.#onSkip(gap.to);
  }

  /** Who came here by playing reads first what is missing. */
  #pass(gap: Passable): void {
    const { play, state, monotonic } = this.#parts;
    if (!state.getSnapshot().isPlaying) return;
    play.stop();
    this.#since ??= monotonic();
    state.change({ notice: gap, isWaiting: false });
    if (monotonic() - this.#since >= NOTICE_MS) this.#onSkip(gap.to);
  }

  #isOld(): boolean {
    return this.#parts.monotonic() >= this.#noticeUntil;
  }
}

function isNothingThere(states: readonly CameraState[]): boolean {
  return states.length > 0 && states.every(({ phase }) => phase === 'end' || phase === 'problem' || phase === 'gap');
}

/** The gap that ends first; null where none is known to end. */
function firstToEnd(states: readonly CameraState[]): Passable | null {
  const gaps = states.map(({ phase, gap }) => (phase === 'gap' ? gap : null)).filter(isPassable);
  return gaps.sort((a, b) => a.to - b.to)[0] ?? null;
}

function isPassable(gap: CameraGap | null): gap is Passable {
  return gap !== null && gap.to !== null;
}
