import { Store } from '../../client/store.ts';
import type { EngineState, PlaybackEngine, PlaybackProblem } from '../engine/playback-engine.ts';
import { isIn, type PlaybackWindow, windowAt } from '../engine/playback-window.ts';
import type { CameraGap, RecordingHistory } from './recording-history.ts';

/** What a camera's place on the page shows. */
export interface CameraState {
  /** `loading`: the moment asked for is not there yet, an older picture may be. `end`: nothing is recorded then, or later. */
  readonly phase: 'idle' | 'loading' | 'shown' | 'gap' | 'end' | 'problem';
  /** It lacks data for what it should show. */
  readonly isWaiting: boolean;
  /** It has played all there is of a recording that goes on. */
  readonly isAtEdge: boolean;
  readonly gap: CameraGap | null;
  readonly problem: PlaybackProblem | null;
  /** The server makes small H.264 pictures of it. */
  readonly isConverted: boolean;
}

interface CameraPlayerOptions {
  readonly channel: number;
  /** A new engine; `isConverted`: of what the server converts for browsers that cannot play the original. */
  readonly open: (channel: number, isConverted: boolean) => PlaybackEngine;
  readonly history: Pick<RecordingHistory, 'gapAt'>;
  readonly now: () => number;
}

/** An engine with the window it plays. */
interface Deck {
  readonly engine: PlaybackEngine;
  readonly window: PlaybackWindow;
  /** It waits for the one in front of it to end. */
  readonly isReserve: boolean;
}

const IDLE: CameraState = { phase: 'idle', isWaiting: false, isAtEdge: false, gap: null, problem: null, isConverted: false };
/** The next window is made ready so long before it is needed. */
const READY_BEFORE_MS = 12_000;
/** What was recorded within this time may still be on its way to the playlist. */
const EDGE_MS = 20_000;
const EDGE_MARGIN_MS = 300;
const TRY_AGAIN_MS = 5_000;

/** Plays the recordings of one camera, window after window; an engine is made ready behind the one that is seen, then takes its place. */
export class CameraPlayer {
  readonly channel: number;
  readonly #options: CameraPlayerOptions;
  readonly #state = new Store<CameraState>(IDLE);
  #front: Deck | null = null;
  #back: Deck | null = null;
  #time = 0;
  #failedAt = 0;
  #isPlaying = false;
  #isConverted = false;
  #rate = 1;
  #sound = { isMuted: true, volume: 1 };
  #isDisposed = false;

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  constructor(options: CameraPlayerOptions) {
    this.channel = options.channel;
    this.#options = options;
  }

  /** When the picture on view was taken; null while that of the asked moment is not there. */
  wallTime(): number | null {
    return this.getSnapshot().phase === 'shown' ? (this.#front?.engine.wallTime() ?? null) : null;
  }

  /** The video on view, to save its picture. */
  get video(): HTMLVideoElement | null {
    return this.#front?.engine.element ?? null;
  }

  /** Shows a moment, playing or standing as before. */
  show(time: number): void {
    this.#time = time;
    const front = this.#front;
    if (front && isIn(front.window, time) && isSound(front.engine.getSnapshot())) {
      this.#close('back');
      front.engine.seek(this.#within(front, time));
      this.#look();
      return;
    }
    this.#set({ phase: 'loading', isWaiting: true, isAtEdge: false, gap: null, problem: null });
    const back = this.#back;
    if (back && !back.isReserve && isIn(back.window, time)) {
      back.engine.seek(time);
      return;
    }
    this.#open(windowAt(time, this.#options.now()), time);
  }

  play(): void {
    this.#isPlaying = true;
    if (this.getSnapshot().phase === 'shown') this.#front?.engine.play();
  }

  pause(): void {
    this.#isPlaying = false;
    this.#front?.engine.pause();
  }

  /** The rate it plays at; the common clock may ask for a little more or less than everybody's. */
  setRate(rate: number): void {
    this.#rate = rate;
    this.#front?.engine.setRate(rate);
  }

  step(frames: number): void {
    if (this.getSnapshot().phase === 'shown') this.#front?.engine.step(frames);
  }

  setSound(sound: { readonly isMuted: boolean; readonly volume: number }): void {
    this.#sound = sound;
    this.#front?.engine.setSound(sound);
    this.#back?.engine.setSound({ ...sound, isMuted: true });
  }

  /** Frees the video: something else is shown. */
  rest(): void {
    this.#close('front');
    this.#close('back');
    this.#set(IDLE);
  }

  /** Told the common time again and again: ends a gap, and goes on from window to window. */
  tick(time: number): void {
    const { phase, gap, problem } = this.getSnapshot();
    const front = this.#front;
    if (phase === 'gap' && gap && gap.to !== null && time >= gap.to) this.show(time);
    if (phase === 'problem' && problem !== 'codec' && this.#options.now() - this.#failedAt > TRY_AGAIN_MS) this.show(time);
    if (!front || phase !== 'shown') return;
    this.#look();
    const { to } = front.window;
    if (to === null) return;
    if (time >= to) this.#next(Math.max(to, time));
    else if (time > to - READY_BEFORE_MS * Math.max(1, this.#rate) && !this.#back) this.#prepare(to);
  }

  dispose(): void {
    this.rest();
    this.#isDisposed = true;
  }

  /** A growing window may end a little before the moment that was asked for: then its end is what there is. */
  #within({ engine }: Deck, time: number): number {
    const { table, isWhole } = engine.getSnapshot();
    const isEdge = !isWhole && table.end !== null && time >= table.end && table.end > this.#options.now() - EDGE_MS;
    return isEdge && table.end !== null ? table.end - EDGE_MARGIN_MS : time;
  }

  #open(window: PlaybackWindow, at: number, isReserve = false): void {
    this.#close('back');
    const engine = this.#options.open(this.channel, this.#isConverted);
    const deck: Deck = { engine, window, isReserve };
    this.#back = deck;
    engine.setRate(this.#rate);
    engine.setSound({ ...this.#sound, isMuted: true });
    engine.subscribe(() => this.#changed(deck));
    engine.load(window, at);
  }

  #prepare(at: number): void {
    this.#open(windowAt(at, this.#options.now()), at, true);
  }

  /** The window is over: the reserve takes its place, if it is any good. */
  #next(time: number): void {
    const back = this.#back;
    if (back?.isReserve && isIn(back.window, time) && back.engine.getSnapshot().hasPicture) this.#promote(back);
    else this.show(time);
  }

  #changed(deck: Deck): void {
    if (deck === this.#front) {
      this.#look();
      return;
    }
    if (deck !== this.#back || deck.isReserve) return;
    const { isKnown, hasPicture, gap, problem } = deck.engine.getSnapshot();
    if (gap && isKnown && this.#within(deck, this.#time) !== this.#time) deck.engine.seek(this.#within(deck, this.#time));
    else if (problem === 'missing') void this.#explain();
    else if (problem === 'codec' && !this.#isConverted) this.#convert(deck);
    else if (hasPicture || gap || problem) this.#promote(deck);
  }

  /** This browser cannot decode it: the server may be able to help. */
  #convert({ window }: Deck): void {
    this.#isConverted = true;
    this.#open(window, this.#time);
  }

  /** Nothing of this window can be played: says why, and where it goes on. */
  async #explain(): Promise<void> {
    const time = this.#time;
    this.#close('back');
    this.#close('front'); // its playlist may grow while the server is asked: what it shows would be taken for the moment asked for
    const gap = await this.#options.history.gapAt(this.channel, time).catch(() => null);
    if (this.#isDisposed || time !== this.#time || this.#back || this.getSnapshot().phase !== 'loading') return;
    if (gap) this.#set({ phase: gap.to === null ? 'end' : 'gap', gap, isWaiting: false, isAtEdge: false, problem: null });
    else this.#fail('network');
  }

  #fail(problem: PlaybackProblem): void {
    if (this.getSnapshot().phase !== 'problem') this.#failedAt = this.#options.now();
    this.#set({ phase: 'problem', problem, isWaiting: false, isAtEdge: false, gap: null });
  }

  #promote(deck: Deck): void {
    this.#close('front');
    this.#front = deck;
    this.#back = null;
    deck.engine.setSound(this.#sound);
    this.#look();
  }

  /** What the one in front shows is what we show. */
  #look(): void {
    const deck = this.#front;
    if (!deck || this.#back?.isReserve === false) return;
    const { engine, window } = deck;
    const { gap, problem, isEnded, isWaiting, table, isWhole } = engine.getSnapshot();
    if (problem) this.#fail(problem);
    else if (gap) void this.#pass(gap);
    else if (isEnded && window.to !== null) this.#next(window.to);
    else {
      if (this.#isPlaying && engine.element.paused) engine.play();
      const left = (table.end ?? 0) - (engine.wallTime() ?? this.#time);
      const isAtEdge = !isWhole && isWaiting && left < 1_000 && (table.end ?? 0) > this.#options.now() - EDGE_MS;
      this.#set({ phase: 'shown', isWaiting, isAtEdge, gap: null, problem: null });
    }
  }

  async #pass(gap: NonNullable<EngineState['gap']>): Promise<void> {
    const known = this.getSnapshot();
    const isKnown =
      known.phase === 'end' ? gap.to === null : known.phase === 'gap' && (gap.to === null || isNear(known.gap?.to ?? null, gap.to));
    if (isKnown && (gap.from === null || isNear(known.gap?.from ?? null, gap.from))) return;
    const time = gap.from === null ? this.#time : Math.max(gap.from, this.#time);
    this.#set({ phase: 'gap', gap: { ...gap, reason: null }, isWaiting: false, isAtEdge: false, problem: null });
    const why = await this.#options.history.gapAt(this.channel, gap.from === null ? time : time + 1).catch(() => null);
    const now = this.getSnapshot();
    if (!why || now.phase !== 'gap' || now.gap?.from !== gap.from || now.gap?.to !== gap.to) return;
    const to = gap.to ?? (why.to !== null && why.to > time ? why.to : null);
    this.#set({ phase: to === null ? 'end' : 'gap', gap: { from: gap.from ?? why.from, to, reason: why.reason } });
  }

  #close(place: 'front' | 'back'): void {
    const deck = place === 'front' ? this.#front : this.#back;
    if (place === 'front') this.#front = null;
    else this.#back = null;
    deck?.engine.dispose();
  }

  #set(change: Partial<CameraState>): void {
    if (this.#isDisposed) return;
    const before = this.getSnapshot();
    const next = { ...before, ...change, isConverted: this.#isConverted };
    const isSame = Object.entries(next).every(([key, value]) => before[key as keyof CameraState] === value); // the keys of a CameraState
    if (!isSame) this.#state.set(next);
  }
}

function isSound({ problem, isKnown }: EngineState): boolean {
  return problem === null && isKnown;
}

function isNear(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) < 100);
}
