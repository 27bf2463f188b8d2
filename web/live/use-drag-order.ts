import { type PointerEvent, useRef, useState } from 'react';

const START_PIXELS = { mouse: 4, touch: 8 } as const;

interface Drag {
  readonly channel: number;
  readonly x: number;
  readonly y: number;
}

/** Drags tiles of the wall (elements with `data-place`) by mouse, pen or finger; while one is over another's place it takes it. */
export function useDragOrder(onDrop: (channel: number, place: number) => void) {
  const begun = useRef<Drag | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);

  const onPointerDown = (channel: number) => (event: PointerEvent) => {
    if (event.button !== 0 || (event.target instanceof Element && event.target.closest('button'))) return;
    begun.current = { channel, x: event.clientX, y: event.clientY };
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent): void => {
    const drag = begun.current;
    if (!drag) return;
    const start = event.pointerType === 'mouse' ? START_PIXELS.mouse : START_PIXELS.touch;
    if (dragged === null && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < start) return;
    setDragged(drag.channel);
    const place = placeAt(event.clientX, event.clientY, drag.channel);
    if (place !== null) onDrop(drag.channel, place);
  };
  const onEnd = (): void => {
    begun.current = null;
    setDragged(null);
  };
  const handlers = (channel: number) => ({
    onPointerDown: onPointerDown(channel),
    onPointerMove,
    onPointerUp: onEnd,
    onPointerCancel: onEnd,
  });
  return { dragged, handlers };
}

/** The place under the pointer; null over nothing, and over the dragged tile itself. */
function placeAt(x: number, y: number, dragged: number): number | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const place = element.closest<HTMLElement>('[data-place]');
    if (place) return Number(place.dataset.camera) === dragged ? null : Number(place.dataset.place);
  }
  return null;
}
