import { type RefObject, useEffect, useState } from 'react';
import { type FrameSize, type PictureZoom, type Point, panBy, WHOLE, zoomAt } from './picture-zoom.ts';

const WHEEL = 0.0015;
const DRAG_PIXELS = 5;

/**
 * Enlarges a picture by wheel and pinch, moves it by dragging, and resets it by a double click.
 * @param frame what the pointer acts on
 * @param onPress a click or tap that was none of these
 */
export function usePictureZoom(frame: RefObject<HTMLElement | null>, onPress: () => void) {
  const [zoom, setZoom] = useState(WHOLE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one hand for the life of the element; it reads what is newest itself
  useEffect(() => {
    if (!frame.current) return;
    const hand = new ZoomHand(frame.current, setZoom, () => pressed.current());
    return () => hand.dispose();
  }, [frame]);
  const pressed = useLatest(onPress);
  const center = (): { point: Point; size: FrameSize } => {
    const size = { width: frame.current?.clientWidth ?? 1, height: frame.current?.clientHeight ?? 1 };
    return { point: { x: size.width / 2, y: size.height / 2 }, size };
  };
  return {
    zoom,
    enlarge: (factor: number) => setZoom((before) => zoomAt(before, factor, center().point, center().size)),
    /** By shares of the frame. */
    move: (x: number, y: number) =>
      setZoom((before) => panBy(before, { x: x * center().size.width, y: y * center().size.height }, center().size)),
    reset: () => setZoom(WHOLE),
  };
}

function useLatest<T>(value: T): { current: T } {
  const [box] = useState({ current: value });
  box.current = value;
  return box;
}

type SetZoom = (change: (before: PictureZoom) => PictureZoom) => void;

/** The pointers on a picture. */
class ZoomHand {
  readonly #element: HTMLElement;
  readonly #set: SetZoom;
  readonly #onPress: () => void;
  readonly #life = new AbortController();
  readonly #pointers = new Map<number, Point>();
  #moved = 0;
  #wasPinch = false;

  constructor(element: HTMLElement, set: SetZoom, onPress: () => void) {
    this.#element = element;
    this.#set = set;
    this.#onPress = onPress;
    const { signal } = this.#life;
    element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    element.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    element.addEventListener('pointermove', (event) => this.#move(event), { signal });
    element.addEventListener('pointerup', (event) => this.#up(event, true), { signal });
    element.addEventListener('pointercancel', (event) => this.#up(event, false), { signal });
    element.addEventListener('dblclick', () => set((before) => (before === WHOLE ? before : WHOLE)), { signal });
  }

  dispose(): void {
    this.#life.abort();
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#zoom(Math.exp(-event.deltaY * WHEEL), this.#point(event));
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button, a'))) return;
    this.#element.setPointerCapture(event.pointerId);
    if (this.#pointers.size === 0) {
      this.#moved = 0;
      this.#wasPinch = false;
    }
    this.#pointers.set(event.pointerId, this.#point(event));
  }

  #move(event: PointerEvent): void {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const after = this.#point(event);
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    this.#pointers.set(event.pointerId, after);
    this.#moved += Math.hypot(after.x - before.x, after.y - before.y);
    if (other) {
      this.#wasPinch = true;
      const factor = distance(after, other) / Math.max(1, distance(before, other));
      this.#zoom(factor, { x: (after.x + other.x) / 2, y: (after.y + other.y) / 2 });
    }
    const share = other ? 0.5 : 1;
    this.#set((zoom) => panBy(zoom, { x: (after.x - before.x) * share, y: (after.y - before.y) * share }, this.#size()));
  }

  #up(event: PointerEvent, isEnd: boolean): void {
    if (!this.#pointers.delete(event.pointerId)) return;
    if (isEnd && this.#pointers.size === 0 && this.#moved < DRAG_PIXELS && !this.#wasPinch) this.#onPress();
  }

  #zoom(factor: number, point: Point): void {
    this.#set((before) => zoomAt(before, factor, point, this.#size()));
  }

  #size(): FrameSize {
    return { width: this.#element.clientWidth, height: this.#element.clientHeight };
  }

  #point({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
