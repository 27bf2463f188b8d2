import { type RefObject, useEffect, useRef, useSyncExternalStore } from 'react';
import { currentPalette, type Palette, watchPalette } from './palette.ts';

/** A canvas to draw on in css pixels. */
export interface Sheet {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly palette: Palette;
}

/** A canvas that is drawn in the next frame whenever `draw` is another function, its size or the theme changes; and at no other time. */
export function useCanvas(width: number, height: number, draw: (sheet: Sheet) => void): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = useSyncExternalStore(watchPalette, currentPalette);
  useEffect(() => {
    const drawn = canvas.current;
    const context = drawn?.getContext('2d');
    if (!drawn || !context || width === 0) return;
    const frame = requestAnimationFrame(() => {
      const pixelRatio = devicePixelRatio;
      const [wide, high] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
      if (drawn.width !== wide || drawn.height !== high) Object.assign(drawn, { width: wide, height: high });
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
      context.clearRect(0, 0, width, height);
      draw({ context, width, height, pixelRatio, palette });
    });
    return () => cancelAnimationFrame(frame);
  }, [width, height, draw, palette]);
  return canvas;
}
