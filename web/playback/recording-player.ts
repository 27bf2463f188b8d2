import type { Clock } from '../client/clock.ts';
import { Store } from '../client/store.ts';
import { type Piece, pieceAfter, pieceFor, SEAMLESS_MS } from './reel.ts';

/** Why a recording does not play. `codec`: this browser cannot decode it; `container`: it waits for its conversion; `missing`: the file is gone. */
export type PlaybackProblem = 'codec' | 'container' | 'missing' | 'network';

/** What the player shows; times are epoch ms. */
export interface PlaybackState {
  readonly phase: 'empty' | 'loading' | 'shown' | 'gap' | 'problem' | 'end';
  readonly piece: Piece | null;
  /** The moment that is shown; null while there is none. */
  readonly time: number | null;
  /** Playing, or about to as soon as data comes. */
  readonly isPlaying: boolean;
  readonly isMuted: boolean;
  readonly rate: number;
  readonly problem: PlaybackProblem | null;
  /** The stretch without recording that is being skipped. */
  readonly gap: { readonly from: number; readonly to: number } | null;
}

export interface RecordingPlayerOptions {
  readonly video: HTMLVideoElement;
  readonly clock: Clock;
  readonly urlOf: (piece: Piece) => string;
  /** The video is about to be emptied for another file: the last chance to keep its frame on view. */
  readonly onSwap: () => void;
  /** A file was not where it should be: the list is old. */
  readonly onStale: () => void;
  /** Nothing follows. */
  readonly onEnd: () => void;
}

const GAP_NOTICE_MS = 1500;
const CATCH_UP_MS = 5000;
/** A recording this short may not even have its header on the disk. */
const TOO_YOUNG_MS = 10_000;
/** A moment this near before the end of a piece would end it at once. */
const END_MARGIN_SECONDS = 0.05;

const EMPTY: PlaybackState = {
  phase: 'empty',
  piece: null,
  time: null,
  isPlaying: false,
  isMuted: false,
  rate: 1,
  problem: null,
  gap: null,
};

/** Plays the recordings of a camera one after the other in a video element; its only coordinate is wall time. */
export class RecordingPlayer {
  readonly #options: RecordingPlayerOptions;
  readonly #state: Store<PlaybackState>;
  readonly #life = new AbortController();
  #reel: readonly Piece[] = [];
  /** The time the reel tells about; outside of it there may be more. */
  #span = { from: 0, to: 0 };
  /** Where to go as soon as its reel has arrived. */
  #awaited: number | null = null;
  #pause = new AbortController();
  #staleAt: number | null = null;

  readonly subscribe: Store<PlaybackState>['subscribe'];
  readonly getSnapshot: () => PlaybackState;

  private constructor(options: RecordingPlayerOptions) {
    this.#options = options;
    this.#state = new Store({ ...EMPTY, isMuted: options.video.muted });
    this.subscribe = this.#state.subscribe;
    this.getSnapshot = this.#state.getSnapshot;
  }

  static start(options: RecordingPlayerOptions): RecordingPlayer {
    const player = new RecordingPlayer(options);
    player.#listen();
    return player;
  }

  /** Frees the video element; the player cannot be used again. */
  dispose(): void {
    this.#life.abort();
    this.#pause.abort();
    this.#unload();
  }

  /** All recordings within a span of time, in time order. What plays goes on, unless it is no longer among them. */
  setReel(reel: readonly Piece[], span: { readonly from: number; readonly to: number }): void {
    this.#reel = reel;
    this.#span = span;
    const { piece, phase, time } = this.getSnapshot();
    if (this.#awaited !== null) this.seek(this.#awaited);
    else if (!piece || time === null) return;
    else if (phase === 'end' && piece.isLive) this.#goOnFrom(piece, time);
    else if (!this.#now(piece)) this.seek(time);
    else if (phase === 'problem' && this.#now(piece)?.path !== piece.path) this.seek(time);
  }

  /**
   * Shows a moment; in a gap, the next recorded one. Keeps playing or pausing as before. A moment whose recordings are not
   * known yet is shown when they are: the state's time says at once for which.
   */
  seek(time: number): void {
    this.#interrupt();
    const isKnown = time >= this.#span.from && time < this.#span.to;
    this.#awaited = isKnown ? null : time;
    const piece = isKnown ? pieceFor(this.#reel, time) : null;
    if (piece) {
      this.#show(piece, Math.max(time, piece.from));
      return;
    }
    this.#unload();
    this.#set({ phase: isKnown ? 'end' : 'loading', piece: null, time, problem: null, gap: null });
  }

  play(): void {
    this.#set({ isPlaying: true });
    const { phase } = this.getSnapshot();
    if (phase === 'shown' || phase === 'loading') this.#start();
    if (phase === 'gap') this.#skipGap();
    if (phase === 'end') this.#options.onStale();
  }

  pause(): void {
    this.#set({ isPlaying: false });
    this.#options.video.pause();
  }

  toggle(): void {
    if (this.getSnapshot().isPlaying) this.pause();
    else this.play();
  }

  setMuted(isMuted: boolean): void {
    this.#options.video.muted = isMuted;
    this.#set({ isMuted });
  }

  setRate(rate: number): void {
    this.#options.video.playbackRate = rate;
    this.#options.video.defaultPlaybackRate = rate;
    this.#set({ rate });
  }

  #listen(): void {
    const { video } = this.#options;
    const on = (event: string, listener: () => void): void => video.addEventListener(event, listener, { signal: this.#life.signal });
    on('loadeddata', () => this.#loaded());
    on('timeupdate', () => this.#tick());
    on('seeked', () => this.#tick());
    on('ended', () => this.#ended());
    on('error', () => this.#failed());
    on('pause', () => {
      // The browser pauses at the end of each file, and by its media keys; only the latter is the user's wish.
      if (!video.ended && video.readyState > 0) this.#set({ isPlaying: false });
    });
    on('play', () => this.#set({ isPlaying: true }));
    on('volumechange', () => this.#set({ isMuted: video.muted }));
  }

  #show(piece: Piece, time: number): void {
    const { video, urlOf, onSwap } = this.#options;
    const shown = this.getSnapshot();
    const offset = Math.max(0, (Math.min(time, piece.to) - piece.from) / 1000 - (time >= piece.to ? END_MARGIN_SECONDS : 0));
    const isLoaded =
      shown.piece && urlOf(shown.piece) === urlOf(piece) && shown.phase !== 'problem' && shown.phase !== 'empty' && video.src !== '';
    this.#set({ phase: isLoaded ? shown.phase : 'loading', piece, time, problem: null, gap: null });
    if (!isLoaded) {
      onSwap();
      video.src = urlOf(piece);
      video.playbackRate = shown.rate;
    }
    if (isLoaded && shown.phase !== 'loading') this.#set({ phase: 'shown' });
    video.currentTime = offset; // before the metadata is there this is where it begins
    if (shown.isPlaying) this.#start();
  }

  #start(): void {
    this.#options.video.play().catch((error: unknown) => {
      // Refused without a gesture: then it is paused, and the play button says so. An AbortError is a seek that came between.
      if (error instanceof DOMException && error.name === 'NotAllowedError') this.#set({ isPlaying: false });
    });
  }

  #loaded(): void {
    if (this.#options.video.videoWidth === 0) {
      this.#options.video.pause();
      this.#set({ phase: 'problem', problem: 'codec' });
      return;
    }
    this.#staleAt = null;
    this.#set({ phase: 'shown' });
  }

  #tick(): void {
    const { piece, phase } = this.getSnapshot();
    if (piece && phase === 'shown') this.#set({ time: piece.from + this.#options.video.currentTime * 1000 });
  }

  #ended(): void {
    const { piece } = this.getSnapshot();
    if (!piece) return;
    if (piece.isLive) this.#goOnFrom(piece, piece.from + this.#options.video.currentTime * 1000);
    else this.#goOnAfter(piece);
  }

  #goOnAfter(piece: Piece): void {
    const next = pieceAfter(this.#reel, piece);
    if (!next) {
      this.#set({ phase: 'end' });
      this.#options.onEnd();
    } else if (next.from - piece.to <= SEAMLESS_MS) this.#show(next, next.from);
    else {
      this.#set({ phase: 'gap', time: piece.to, gap: { from: piece.to, to: next.from } });
      this.#skipGap();
    }
  }

  /** Says that something is missing for a moment, then goes on after it. */
  #skipGap(): void {
    const { gap, isPlaying } = this.getSnapshot();
    if (!gap || !isPlaying) return;
    this.#interrupt();
    this.#options.clock.sleep(GAP_NOTICE_MS, this.#pause.signal).then(
      () => this.seek(gap.to),
      () => undefined, // something else was asked for meanwhile
    );
  }

  /** The recording is still being written: soon the list tells of more. */
  async #catchUp(): Promise<void> {
    this.#set({ phase: 'end' });
    this.#interrupt();
    const { signal } = this.#pause;
    await this.#options.clock.sleep(CATCH_UP_MS, signal).catch(() => undefined);
    if (!signal.aborted && this.getSnapshot().isPlaying) this.#options.onStale();
  }

  /** There may be more now of what was being written. */
  #goOnFrom(piece: Piece, time: number): void {
    const now = this.#now(piece) ?? piece;
    const hasGrown = now.to > piece.to; // otherwise the list is as old as what has just ended
    if (hasGrown && now.to - time >= SEAMLESS_MS) this.#show(now, time);
    else if (now.isLive) void this.#catchUp();
    else this.#goOnAfter(now);
  }

  #failed(): void {
    const { piece, time } = this.getSnapshot();
    const { error } = this.#options.video;
    if (!piece || !error) return;
    const now = this.#now(piece);
    if (now && now.path !== piece.path && time !== null) {
      this.#show(now, time); // it was converted meanwhile
      return;
    }
    if (now?.isLive && now.to - now.from < TOO_YOUNG_MS) {
      void this.#catchUp(); // hardly begun: there is nothing in it yet
      return;
    }
    const isFirst = this.#staleAt !== piece.from;
    this.#staleAt = piece.from;
    this.#set({ phase: 'problem', problem: problemOf(error, piece) });
    if (isFirst) this.#options.onStale();
  }

  /** The same recording in the newest list, perhaps under another name. */
  #now(piece: Piece): Piece | undefined {
    return this.#reel.find(({ from }) => from === piece.from);
  }

  #interrupt(): void {
    this.#pause.abort();
    this.#pause = new AbortController();
  }

  #unload(): void {
    const { video } = this.#options;
    if (!video.getAttribute('src')) return;
    video.removeAttribute('src');
    video.load();
  }

  #set(change: Partial<PlaybackState>): void {
    if (this.#life.signal.aborted) return;
    const before = this.getSnapshot();
    const isSame = Object.entries(change).every(([key, value]) => before[key as keyof PlaybackState] === value);
    if (!isSame) this.#state.set({ ...before, ...change });
  }
}

/** As in MediaError, which is not there outside of browsers. */
const NETWORK_ERROR = 2;
const DECODE_ERROR = 3;

function problemOf({ code }: Pick<MediaError, 'code'>, piece: Piece): PlaybackProblem {
  if (code === NETWORK_ERROR) return 'network';
  if (code === DECODE_ERROR) return 'codec';
  return piece.path.endsWith('.mkv') ? 'container' : 'missing';
}
