import { type PointerEvent, useRef } from 'react';

const FAR_PIXELS = 60;
const STEEPEST = 0.6;

/** Turns by a finger that sweeps sideways; the tap it ends with opens nothing. */
export function useSwipe(onSwipe: ((by: 1 | -1) => void) | null) {
  const from = useRef<{ x: number; y: number } | null>(null);
  const hasSwiped = useRef(false);
  if (!onSwipe) return {};
  return {
    onPointerDown: (event: PointerEvent) => {
      hasSwiped.current = false;
      from.current = event.pointerType === 'touch' && event.isPrimary ? { x: event.clientX, y: event.clientY } : null;
    },
    onPointerMove: ({ clientX, clientY }: PointerEvent) => {
      if (!from.current) return;
      const [x, y] = [clientX - from.current.x, clientY - from.current.y];
      if (Math.abs(x) < FAR_PIXELS || Math.abs(y) > Math.abs(x) * STEEPEST) return;
      from.current = null;
      hasSwiped.current = true;
      onSwipe(x < 0 ? 1 : -1);
    },
    onClickCapture: (event: { preventDefault: () => void; stopPropagation: () => void }) => {
      if (!hasSwiped.current) return;
      hasSwiped.current = false;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
