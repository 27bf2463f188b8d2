/** A picture enlarged within its frame: how much, and where its left upper corner lies (css pixels, never positive). */
export interface PictureZoom {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Where a pointer is in the frame, css pixels from its left upper corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The whole picture. */
export const WHOLE: PictureZoom = { scale: 1, x: 0, y: 0 };
const MOST = 8;

/** Enlarges by a factor around a point, which stays where it is. The picture never leaves its frame. */
export function zoomAt(zoom: PictureZoom, factor: number, { x, y }: Point, frame: FrameSize): PictureZoom {
  const scale = Math.min(MOST, Math.max(1, zoom.scale * factor));
  const ratio = scale / zoom.scale;
  return kept({ scale, x: x - (x - zoom.x) * ratio, y: y - (y - zoom.y) * ratio }, frame);
}

/** Moves the enlarged picture. */
export function panBy(zoom: PictureZoom, { x, y }: Point, frame: FrameSize): PictureZoom {
  return kept({ ...zoom, x: zoom.x + x, y: zoom.y + y }, frame);
}

function kept({ scale, x, y }: PictureZoom, { width, height }: FrameSize): PictureZoom {
  if (scale <= 1.001) return WHOLE;
  return { scale, x: between(width * (1 - scale), x, 0), y: between(height * (1 - scale), y, 0) };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
