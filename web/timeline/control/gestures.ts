import { type Clock, rest } from '../../time/clock.ts';
import { letGoSpeed, type Sample } from './glide.ts';

/** A pointer's place, css pixels from the timeline's left end. */
export interface PointerPlace {
  readonly id: number;
  readonly isTouch: boolean;
  readonly x: number;
  readonly y: number;
}

export type Zone = 'ruler' | 'lane' | 'playhead';
export type Phase = 'start' | 'move' | 'end';

/** What pointers mean, told as it happens. All x are css pixels from the timeline's left end. */
export interface GestureListener {
  /** The view is drawn along: by so many pixels since it was last told. */
  pan(phase: Phase, dx: number, isPrecise: boolean): void;
  /** The view was let go at a speed, px/ms. */
  letGo(speed: number): void;
  scrub(phase: Phase, x: number): void;
  select(phase: Phase, from: number, to: number): void;
  /** Where two fingers were when they met, and where they are. */
  pinch(phase: Phase, before: readonly [number, number], after: readonly [number, number]): void;
  tap(x: number, zone: Zone, isTouch: boolean): void;
  doubleTap(x: number, zone: Zone, isTouch: boolean): void;
}

interface GesturesOptions {
  readonly clock: Clock;
  readonly listener: GestureListener;
}

const SLACK = { mouse: 4, touch: 8 };
const LONG_PRESS_MS = 350;
const DOUBLE_MS = 350;
const DOUBLE_PIXELS = 24;
const PRECISE = 0.1;

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pressed'; readonly place: PointerPlace; readonly zone: Zone; readonly isSelecting: boolean }
  | { readonly kind: 'panning'; readonly id: number; readonly x: number; readonly isPrecise: boolean }
  | { readonly kind: 'scrubbing'; readonly id: number; readonly x: number }
  | { readonly kind: 'selecting'; readonly id: number; readonly from: number; readonly x: number }
  | { readonly kind: 'pinching'; readonly ids: readonly [number, number]; readonly before: readonly [number, number] };

/**
 * Tells drags, scrubs, pinches, taps and long presses from one another, the same way for mouse, pen and touch. A mouse scrubs on lanes
 * and pans on the ruler; one finger pans everywhere, two pinch, and a finger that rests first moves a tenth as far.
 */
export class Gestures {
  readonly #options: GesturesOptions;
  readonly #places = new Map<number, PointerPlace>();
  #state: State = { kind: 'idle' };
  #samples: Sample[] = [];
  #press = new AbortController();
  #tapped: { x: number; at: number } | null = null;

  constructor(options: GesturesOptions) {
    this.#options = options;
  }

  /** Something is being dragged. */
  get isBusy(): boolean {
    return this.#state.kind !== 'idle' && this.#state.kind !== 'pressed';
  }

  down(place: PointerPlace, zone: Zone, isSelecting: boolean): void {
    this.#places.set(place.id, place);
    const [first, second] = [...this.#places.values()].filter(({ isTouch }) => isTouch);
    if (first && second) {
      this.#leave();
      this.#state = { kind: 'pinching', ids: [first.id, second.id], before: [first.x, second.x] };
      this.#options.listener.pinch('start', [first.x, second.x], [first.x, second.x]);
      return;
    }
    this.#leave();
    this.#state = { kind: 'pressed', place, zone, isSelecting };
    this.#samples = [{ x: place.x, at: this.#options.clock.now() }];
    if (place.isTouch && zone !== 'playhead') void this.#waitForLongPress(place);
  }

  move(place: PointerPlace): void {
    if (!this.#places.has(place.id)) return;
    this.#places.set(place.id, place);
    const state = this.#state;
    switch (state.kind) {
      case 'pressed':
        this.#pressedMoved(state, place);
        break;
      case 'panning':
        if (state.id === place.id) this.#panned(state, place);
        break;
      case 'scrubbing':
        if (state.id !== place.id) break;
        this.#state = { ...state, x: place.x };
        this.#options.listener.scrub('move', place.x);
        break;
      case 'selecting':
        if (state.id !== place.id) break;
        this.#state = { ...state, x: place.x };
        this.#options.listener.select('move', state.from, place.x);
        break;
      case 'pinching':
        this.#options.listener.pinch('move', state.before, this.#pinchPlaces(state.ids));
        break;
      case 'idle':
        break;
    }
  }

  up(place: PointerPlace): void {
    if (!this.#places.delete(place.id)) return;
    const state = this.#state;
    if (state.kind === 'pinching') {
      this.#leave();
      const [left] = this.#places.values();
      if (left) this.#startPan(left, false); // the finger that stays goes on panning
      return;
    }
    if (state.kind === 'pressed') this.#tap(state);
    const speed = state.kind === 'panning' && !state.isPrecise ? letGoSpeed(this.#samples, this.#options.clock.now()) : 0;
    this.#leave(speed);
  }

  /** The browser took the pointer away: what was going on ends where it is. */
  cancel(id: number): void {
    if (this.#places.delete(id)) this.#leave();
  }

  dispose(): void {
    this.#press.abort();
    this.#places.clear();
    this.#state = { kind: 'idle' };
  }

  #pressedMoved({ place: start, zone, isSelecting }: State & { kind: 'pressed' }, place: PointerPlace): void {
    if (start.id !== place.id) return;
    const slack = start.isTouch ? SLACK.touch : SLACK.mouse;
    if (Math.hypot(place.x - start.x, place.y - start.y) < slack) return;
    this.#press.abort();
    const pans = zone === 'ruler' || (start.isTouch && zone === 'lane' && !isSelecting);
    if (pans) this.#startPan(start, false);
    else if (zone === 'lane' && isSelecting) {
      this.#state = { kind: 'selecting', id: start.id, from: start.x, x: start.x };
      this.#options.listener.select('start', start.x, start.x);
    } else {
      this.#state = { kind: 'scrubbing', id: start.id, x: start.x };
      this.#options.listener.scrub('start', start.x);
    }
    this.move(place);
  }

  #startPan({ id, x }: PointerPlace, isPrecise: boolean): void {
    if (this.#state.kind !== 'pressed') this.#samples = [{ x, at: this.#options.clock.now() }];
    this.#state = { kind: 'panning', id, x, isPrecise };
    this.#options.listener.pan('start', 0, isPrecise);
  }

  #panned(state: State & { kind: 'panning' }, { x }: PointerPlace): void {
    this.#samples = [...this.#samples.slice(-8), { x, at: this.#options.clock.now() }];
    this.#state = { ...state, x };
    this.#options.listener.pan('move', (x - state.x) * (state.isPrecise ? PRECISE : 1), state.isPrecise);
  }

  async #waitForLongPress(place: PointerPlace): Promise<void> {
    this.#press = new AbortController();
    const { signal } = this.#press;
    await rest(this.#options.clock, LONG_PRESS_MS, signal);
    if (!signal.aborted && this.#state.kind === 'pressed') this.#startPan(this.#places.get(place.id) ?? place, true);
  }

  #tap({ place: { x, isTouch }, zone }: State & { kind: 'pressed' }): void {
    const at = this.#options.clock.now();
    const before = this.#tapped;
    const isDouble = before !== null && at - before.at < DOUBLE_MS && Math.abs(x - before.x) < DOUBLE_PIXELS;
    this.#tapped = isDouble ? null : { x, at };
    if (isDouble) this.#options.listener.doubleTap(x, zone, isTouch);
    else this.#options.listener.tap(x, zone, isTouch);
  }

  #pinchPlaces([one, other]: readonly [number, number]): readonly [number, number] {
    return [this.#places.get(one)?.x ?? 0, this.#places.get(other)?.x ?? 0];
  }

  /** Ends what is going on. */
  #leave(speed = 0): void {
    this.#press.abort();
    const state = this.#state;
    this.#state = { kind: 'idle' };
    const { listener } = this.#options;
    switch (state.kind) {
      case 'panning':
        listener.pan('end', 0, state.isPrecise);
        listener.letGo(speed);
        break;
      case 'scrubbing':
        listener.scrub('end', state.x);
        break;
      case 'selecting':
        listener.select('end', state.from, state.x);
        break;
      case 'pinching':
        listener.pinch('end', state.before, state.before);
        break;
      case 'idle':
      case 'pressed':
        break;
    }
  }
}
