import type { CameraState } from './camera-player.ts';
import type { ViewerParts } from './conductor.ts';
import type { CameraGap } from './recording-history.ts';
import { SEAMLESS_MS } from './run-table.ts';

interface GapSkipperOptions {
  readonly parts: ViewerParts;
  /** Playback goes on at a later moment. */
  readonly onSkip: (to: number) => void;
}

/** A gap whose end is known. */
type Passable = CameraGap & { readonly to: number };

const NOTICE_MS = 1_500;

/** Where no camera has anything, says so and goes on where the first of them has. */
export class GapSkipper {
  readonly #parts: ViewerParts;
  readonly #onSkip: GapSkipperOptions['onSkip'];
  /** Since when there is a gap everywhere. */
  #since: number | null = null;
  #noticeUntil = 0;
  #isChosen = false;

  constructor({ parts, onSkip }: GapSkipperOptions) {
    this.#parts = parts;
    this.#onSkip = onSkip;
  }

  /** Whether the moment on view was chosen: a gap there is not played up to. */
  choose(isChosen: boolean): void {
    this.#isChosen = isChosen;
  }

  /** Another moment is shown: what was said of the last gap stays for as long as it takes to read. */
  move(): void {
    this.#since = null;
    if (this.#isOld()) this.#parts.state.change({ notice: null });
  }

  /** Takes away what has been said for long enough. */
  tick(): void {
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
    if (gap === null) {
      if (states.every(({ phase }) => phase === 'end')) play.stop();
    } else if (this.#isChosen) this.#jump(gap);
    else this.#pass(gap);
  }

  #jump(gap: Passable): void {
    const { play, state, monotonic } = this.#parts;
    // the fraction of a second that an address leaves out is no gap to speak of
    if (gap.to - play.time > SEAMLESS_MS) {
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
