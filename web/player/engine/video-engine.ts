import { Store } from '../../client/store.ts';
import type { Clock } from '../../time/clock.ts';
import { FrameWatch } from './frame-watch.ts';
import type { EngineState, PlaybackEngine } from './playback-engine.ts';
import type { PlaybackWindow } from './playback-window.ts';
import type { OpenPlaylist, PlaylistSource } from './playlist-source.ts';
import { RunTable } from './run-table.ts';

interface VideoEngineOptions {
  /** Where its video stands on the page. */
  readonly host: HTMLElement;
  readonly clock: Clock;
  readonly open: OpenPlaylist;
  readonly urlOf: (window: PlaybackWindow) => string;
}

const BEGINNING: EngineState = {
  table: RunTable.empty,
  isKnown: false,
  isWhole: false,
  hasPicture: false,
  isWaiting: true,
  gap: null,
  isEnded: false,
  problem: null,
};
/** As HTMLMediaElement has it: there is more than the frame on view. */
const HAVE_FUTURE_DATA = 3;
const LOUDEST_RATE = 2;

/** The engine on a video element; how the playlist comes into it is given. */
export class VideoEngine implements PlaybackEngine {
  readonly element: HTMLVideoElement;
  readonly #options: VideoEngineOptions;
  readonly #state = new Store<EngineState>(BEGINNING);
  readonly #life = new AbortController();
  readonly #frames: FrameWatch;
  #source: PlaylistSource | null = null;
  #at = 0;
  #isStarted = false;
  /** Media time of the frame before: playing on from it may jump over a gap. */
  #last: number | null = null;
  #isMuted = true;

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  constructor(options: VideoEngineOptions) {
    this.#options = options;
    this.element = options.host.ownerDocument.createElement('video');
    this.element.playsInline = true;
    this.element.preload = 'auto';
    this.element.muted = true;
    this.element.tabIndex = -1;
    options.host.prepend(this.element); // behind the one on view, which covers it until it goes
    this.#frames = new FrameWatch({ video: this.element, clock: options.clock, onFrame: (media) => this.#shown(media) });
    this.#listen();
  }

  load(window: PlaybackWindow, at: number): void {
    this.#at = at;
    this.#source = this.#options.open({
      video: this.element,
      url: this.#options.urlOf(window),
      onTable: (table, isWhole) => {
        const isFirst = !this.getSnapshot().isKnown;
        this.#set({ table, isWhole, isKnown: true });
        if (isFirst || this.getSnapshot().gap?.to === null) this.seek(this.#at);
      },
      onProblem: (problem) => this.#set({ problem, isWaiting: false }),
    });
  }

  seek(wall: number): void {
    this.#at = wall;
    const { table, isKnown } = this.getSnapshot();
    if (!isKnown) return;
    const place = table.placeOf(wall);
    this.#last = null;
    if (place.kind === 'gap') {
      this.element.pause();
      this.#set({ gap: { from: place.from, to: place.to }, isWaiting: false, hasPicture: false });
      return;
    }
    this.#frames.forget(); // `seeked` may come before the new frame: the old one's time would be taken for it
    this.#set({ gap: null, isEnded: false, hasPicture: false, isWaiting: true });
    if (!this.#isStarted) this.#source?.start(place.media);
    else this.element.currentTime = place.media;
    this.#isStarted = true;
  }

  wallTime(): number | null {
    const { table, hasPicture } = this.getSnapshot();
    if (!hasPicture) return null;
    // while it stands, the frame's own time; else the element's, which does not wait for the next one
    return table.wallOf(this.element.paused ? (this.#frames.mediaTime ?? this.element.currentTime) : this.element.currentTime);
  }

  play(): void {
    if (this.getSnapshot().gap || this.getSnapshot().problem) return;
    this.element.play().catch(() => undefined); // what it refuses for a seek that comes between, it does afterwards
  }

  pause(): void {
    this.element.pause();
  }

  setRate(rate: number): void {
    if (this.element.playbackRate === rate) return;
    this.element.defaultPlaybackRate = rate;
    this.element.playbackRate = rate;
    this.#applySound();
  }

  step(frames: number): void {
    this.#last = null;
    this.#frames.step(frames);
  }

  setSound({ isMuted, volume }: { readonly isMuted: boolean; readonly volume: number }): void {
    this.#isMuted = isMuted;
    this.element.volume = volume;
    this.#applySound();
  }

  dispose(): void {
    if (this.#life.signal.aborted) return;
    this.#life.abort();
    this.#frames.dispose();
    this.#source?.dispose();
    this.element.removeAttribute('src');
    this.element.load();
    this.element.remove();
  }

  #applySound(): void {
    this.element.muted = this.#isMuted || this.element.playbackRate > LOUDEST_RATE;
  }

  #listen(): void {
    const { element } = this;
    const on = (event: string, listener: () => void): void => element.addEventListener(event, listener, { signal: this.#life.signal });
    for (const event of ['waiting', 'seeking', 'playing', 'canplay', 'loadeddata', 'stalled']) on(event, () => this.#look());
    on('seeked', () => {
      this.#look();
      if (element.seeking || element.videoWidth === 0 || !this.#isStarted) return;
      this.#mark(this.getSnapshot().table.wallOf(element.currentTime), element.currentTime);
      this.#set({ hasPicture: true });
    });
    on('ended', () => this.#set({ isEnded: true, isWaiting: false }));
    on('error', () => {
      if (element.error && element.error.code !== 1)
        this.#set({ problem: element.error.code === 2 ? 'network' : 'codec', isWaiting: false });
    });
  }

  #look(): void {
    const { element } = this;
    if (!this.#isStarted || this.getSnapshot().gap || element.ended) return;
    this.#set({ isWaiting: element.seeking || element.readyState < HAVE_FUTURE_DATA });
  }

  #shown(media: number): void {
    const { table, gap } = this.getSnapshot();
    if (gap || this.element.seeking) return;
    const jumped = this.#last === null || this.element.paused ? null : table.gapBetween(this.#last, media);
    this.#last = media;
    if (jumped) {
      this.element.pause();
      this.#set({ gap: jumped, isWaiting: false });
      return;
    }
    this.#set({ hasPicture: true });
    this.#look();
    this.#mark(table.wallOf(media), media);
  }

  /** Leaves at the element what its media time has to be added to for wall time (epoch ms): who measures from outside reads it. */
  #mark(wall: number | null, media: number): void {
    const zero = wall === null ? '' : `${Math.round(wall - media * 1000)}`;
    if (this.element.dataset.zero !== zero) this.element.dataset.zero = zero;
  }

  #set(change: Partial<EngineState>): void {
    if (this.#life.signal.aborted) return;
    const before = this.getSnapshot();
    const isSame = Object.entries(change).every(([key, value]) => before[key as keyof EngineState] === value); // the keys of a Partial of it
    if (!isSame) this.#state.set({ ...before, ...change });
  }
}
