import { Store } from '../../client/store.ts';
import { type Clock, rest } from '../../time/clock.ts';
import type { Span } from '../../time/span.ts';
import { type GestureListener, Gestures, type Phase, type Zone } from './gestures.ts';
import { edgeSpeed } from './glide.ts';
import { gapUnder, landingOf, snappedIn } from './seek-target.ts';
import { dragged, type Edge, withEdge } from './selection.ts';
import { NO_SCENE, type Skip, type TimelineScene, type TimelineWishes } from './timeline-scene.ts';
import { momentAt } from './view.ts';
import { eachFrame, glideOn, type NextFrame } from './view-glide.ts';
import { centredOn, followed, nextStep, panBy, pinched, wheelFactor, wheelPixels, zoomAbout, zoomTo } from './zoom.ts';

interface ControlState {
  /** The moment under the finger, until the page's playhead has come there; null otherwise. */
  readonly scrub: number | null;
  readonly isDragging: boolean;
  readonly isPrecise: boolean;
  readonly skip: Skip | null;
}

interface TimelineControlOptions {
  readonly clock: Clock;
  readonly nextFrame: NextFrame;
  readonly wishes: TimelineWishes;
}

const AT_REST: ControlState = { scrub: null, isDragging: false, isPrecise: false, skip: null };
const HOLD_MS = 1500;
const CLOSE_MS = 2000;
/** Turns pointers, wheels and keys over the timeline into views, seeks and selections; tells them at most once a frame. */
export class TimelineControl implements GestureListener {
  readonly gestures: Gestures;
  readonly #options: TimelineControlOptions;
  readonly #store = new Store<ControlState>(AT_REST);
  #scene = NO_SCENE;
  #view = NO_SCENE.view;
  /** Snapping is off while Alt is held. */
  #isSnapping = true;
  #wished: { view?: Span; scrub?: number; selection?: Span } = {};
  #cancelFrame: (() => void) | null = null;
  #stopMotion: (() => void) | null = null;
  #pinchView = NO_SCENE.view;
  #selectFrom = 0;
  #edgeX = 0;
  /** The press stopped a glide: it means nothing more. */
  #isSpent = false;
  #hold = new AbortController();

  readonly subscribe = this.#store.subscribe;
  readonly getSnapshot = this.#store.getSnapshot;

  constructor(options: TimelineControlOptions) {
    this.#options = options;
    this.gestures = new Gestures({ clock: options.clock, listener: this });
  }

  dispose(): void {
    this.gestures.dispose();
    this.#hold.abort();
    this.#stopMotion?.();
    this.#cancelFrame?.();
  }

  /** Tells what is on view now; keeps the playhead in view while nobody drags. */
  update(scene: TimelineScene): void {
    const before = this.#scene;
    this.#scene = scene;
    if (!this.#wished.view) this.#view = scene.view;
    const { scrub, isDragging } = this.getSnapshot();
    if (isDragging || scene.width === 0) return;
    if (scrub !== null && Math.abs(scene.playhead - scrub) < CLOSE_MS) this.#settle();
    if (scrub !== null && this.getSnapshot().scrub !== null) return;
    const view = scene.isCentred
      ? this.#offCentre(scene)
      : before === NO_SCENE
        ? null
        : followed(this.#view, before.playhead, scene.playhead, scene.now);
    if (view) this.#wish({ view });
  }

  /** A finger or button goes down: what glides stands still. */
  press(): void {
    const { scrub, isDragging } = this.getSnapshot();
    this.#isSpent = this.#stopMotion !== null;
    this.#stop();
    if (isDragging && scrub !== null) this.#finish(landingOf(this.#scene, scrub), scrub);
  }

  /** Whether dragged things stick to edges. */
  snapping(isSnapping: boolean): void {
    this.#isSnapping = isSnapping;
  }

  wheel({ deltaX, deltaY, deltaMode, shiftKey, ctrlKey }: WheelEvent, x: number): void {
    const { width, now, isCentred, playhead } = this.#scene;
    const sideways = shiftKey && deltaX === 0 ? deltaY : Math.abs(deltaX) > Math.abs(deltaY) ? deltaX : 0;
    this.#stop();
    if (sideways !== 0 && !ctrlKey) {
      if (!isCentred) this.#wish({ view: panBy(this.#view, wheelPixels(sideways, deltaMode) * this.#msPerPixel(), now) });
      return;
    }
    const anchor = isCentred ? playhead : momentAt(this.#view, x, width);
    this.#wish({ view: zoomAbout(this.#view, wheelFactor({ deltaY, deltaMode }), anchor, now) });
  }

  /** Moves the playhead by keys. */
  step(ms: number): void {
    this.seek((this.getSnapshot().scrub ?? this.#scene.playhead) + ms);
  }

  /** Goes to a moment, or over the gap it lies in. */
  seek(time: number): void {
    const landing = landingOf(this.#scene, time);
    this.#options.wishes.onScrub(landing, 'start');
    this.#finish(landing, time);
  }

  /** A handle of the selection is dragged to a place. */
  handle(edge: Edge, x: number): void {
    const { selection, width, now } = this.#scene;
    if (!selection) return;
    const time = this.#snap(momentAt(this.#view, x, width), [this.#scene.playhead]);
    this.#wish({ selection: withEdge(this.#wished.selection ?? selection, edge, time, now) });
  }

  pan(phase: Phase, dx: number, isPrecise: boolean): void {
    const { isCentred, now } = this.#scene;
    const scrubs = isCentred || isPrecise;
    if (phase === 'start') {
      this.#stop();
      if (scrubs) this.#beginScrub(isCentred ? middle(this.#view) : this.#scene.playhead, isPrecise);
      return;
    }
    if (phase === 'end' || dx === 0) return;
    const ms = dx * this.#msPerPixel();
    if (isCentred) this.#scrubTo(middle(this.#view) - ms);
    else if (isPrecise) this.#scrubTo((this.getSnapshot().scrub ?? this.#scene.playhead) + ms);
    else this.#wish({ view: panBy(this.#view, -ms, now) });
  }

  letGo(speed: number): void {
    const { isCentred } = this.#scene;
    const finish = (): void => {
      const { scrub, isDragging } = this.getSnapshot();
      if (isDragging && scrub !== null) this.#finish(landingOf(this.#scene, scrub), scrub);
    };
    const onRest = (): void => {
      this.#stopMotion = null;
      if (isCentred) finish();
    };
    if (speed === 0) finish();
    else this.#stopMotion = glideOn(this.#options.nextFrame, speed, (dx) => this.pan('move', dx, false), onRest);
  }

  scrub(phase: Phase, x: number): void {
    const time = Math.min(this.#snap(momentAt(this.#view, x, this.#scene.width)), this.#scene.now);
    if (phase === 'start') {
      this.#stop();
      this.#beginScrub(time, false);
      return;
    }
    this.#stop();
    if (phase === 'end') this.#finish(landingOf(this.#scene, time), time);
    else {
      this.#scrubTo(time);
      this.#panAtEdge(x, (at) => this.#scrubTo(Math.min(momentAt(this.#view, at, this.#scene.width), this.#scene.now)));
    }
  }

  select(phase: Phase, from: number, to: number): void {
    const { width, now } = this.#scene;
    this.#stop();
    if (phase === 'start') this.#selectFrom = this.#snap(momentAt(this.#view, from, width));
    const reach = (x: number): void => {
      this.#wish({ selection: dragged(this.#selectFrom, this.#snap(momentAt(this.#view, x, width)), now) });
    };
    reach(to);
    if (phase === 'move') this.#panAtEdge(to, reach);
  }

  pinch(phase: Phase, before: readonly [number, number], after: readonly [number, number]): void {
    const { width, now, isCentred } = this.#scene;
    if (phase === 'start') {
      this.#stop();
      this.#pinchView = this.#view;
    }
    if (phase !== 'move') return;
    const view = pinched(this.#pinchView, before, after, width, now);
    this.#wish({ view: isCentred ? zoomTo(this.#pinchView, view.to - view.from, middle(this.#pinchView), now) : view });
  }

  tap(x: number, zone: Zone): void {
    if (this.#isSpent) return;
    if (zone === 'playhead') {
      this.#wish({ view: centredOn(this.#view, this.#scene.playhead) });
      return;
    }
    this.seek(this.#snap(momentAt(this.#view, x, this.#scene.width)));
  }

  doubleTap(x: number, _zone: Zone, isTouch: boolean): void {
    const { width, now, isCentred } = this.#scene;
    const time = momentAt(this.#view, x, width);
    if (!isTouch) {
      this.#options.wishes.onPlay(landingOf(this.#scene, Math.min(this.#snap(time), now)));
      return;
    }
    const anchor = isCentred ? middle(this.#view) : time;
    this.#wish({ view: zoomTo(this.#view, nextStep(this.#view.to - this.#view.from, 'closer'), anchor, now) });
  }

  #beginScrub(time: number, isPrecise: boolean): void {
    this.#hold.abort();
    this.#store.set({ scrub: time, isDragging: true, isPrecise, skip: null });
    this.#options.wishes.onScrub(time, 'start');
  }

  #scrubTo(wanted: number): void {
    const { now, isCentred } = this.#scene;
    const time = Math.round(Math.min(wanted, now));
    this.#store.set({ ...this.getSnapshot(), scrub: time });
    this.#wish(isCentred ? { scrub: time, view: centredOn(this.#view, time) } : { scrub: time });
  }

  /** The seek itself; where it lands is shown until the page's playhead has come there. */
  #finish(landing: number, wanted: number): void {
    this.#wished = { ...this.#wished, scrub: undefined };
    if (this.#scene.isCentred) this.#wish({ view: centredOn(this.#view, landing) });
    const skip = Math.abs(landing - wanted) < 1 ? null : { from: wanted, to: landing, gap: gapUnder(this.#scene, wanted) };
    this.#store.set({ scrub: landing, isDragging: false, isPrecise: false, skip });
    this.#options.wishes.onScrub(landing, 'end');
    void this.#release();
  }

  async #release(): Promise<void> {
    this.#hold.abort();
    this.#hold = new AbortController();
    const { signal } = this.#hold;
    await rest(this.#options.clock, HOLD_MS, signal);
    if (!signal.aborted) this.#settle();
  }

  #settle(): void {
    this.#hold.abort();
    this.#store.set({ ...this.getSnapshot(), scrub: null });
  }

  #snap(time: number, more: readonly number[] = []): number {
    return this.#isSnapping ? snappedIn(this.#scene, this.#view, time, more) : Math.round(time);
  }

  #panAtEdge(x: number, onMove: (x: number) => void): void {
    const { width, now } = this.#scene;
    this.#edgeX = x;
    const speed = edgeSpeed(x, width);
    if (speed === 0) return;
    this.#stopMotion = eachFrame(this.#options.nextFrame, (sinceMs) => {
      this.#wish({ view: panBy(this.#view, speed * sinceMs * this.#msPerPixel(), now) });
      onMove(this.#edgeX);
      return true;
    });
  }

  /** The view with the playhead in the middle; null when it is there, within half a pixel. */
  #offCentre({ playhead }: TimelineScene): Span | null {
    return Math.abs(middle(this.#view) - playhead) < this.#msPerPixel() / 2 ? null : centredOn(this.#view, playhead);
  }

  #msPerPixel(): number {
    return (this.#view.to - this.#view.from) / Math.max(1, this.#scene.width);
  }

  #stop(): void {
    this.#stopMotion?.();
    this.#stopMotion = null;
  }

  #wish(wish: { view?: Span; scrub?: number; selection?: Span }): void {
    if (wish.view) this.#view = wish.view;
    this.#wished = { ...this.#wished, ...wish };
    this.#cancelFrame ??= this.#options.nextFrame(() => this.#tell());
  }

  #tell(): void {
    this.#cancelFrame = null;
    const { view, scrub, selection } = this.#wished;
    this.#wished = {};
    const { wishes } = this.#options;
    if (view) wishes.onView(view);
    if (selection) wishes.onSelection(selection);
    if (scrub !== undefined) wishes.onScrub(scrub, 'move');
  }
}

function middle({ from, to }: Span): number {
  return (from + to) / 2;
}
