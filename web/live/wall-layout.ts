import { autoLayout } from './grid-layout.ts';

/** How a wall can be divided: as it fits best, into equal places, or one large picture with five small ones. */
export const WALL_LAYOUTS = ['auto', '1', '2x2', '3x3', '4x4', '1+5'] as const;
export type WallLayout = (typeof WALL_LAYOUTS)[number];

/** A place for a camera: how wide its picture is (css pixels), and how many columns and rows of the grid it takes. */
export interface WallPlace {
  readonly width: number;
  readonly span: number;
}

/** A grid, and the places in it, in order. */
interface WallPlan {
  readonly columns: number;
  /** Of the whole wall, css pixels. */
  readonly width: number;
  /** Of one row, css pixels. */
  readonly rowHeight: number;
  readonly places: readonly WallPlace[];
}

interface WallRoom {
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

const ASPECT = 16 / 9;
/** More than this many pictures are no longer looked at, and a browser decodes no more. */
const MOST_AT_ONCE = 16;
const PHONE_BELOW = 600;
const GRIDS = {
  '1': { columns: 1, places: 1 },
  '2x2': { columns: 2, places: 4 },
  '3x3': { columns: 3, places: 9 },
  '4x4': { columns: 4, places: 16 },
  '1+5': { columns: 3, places: 6 },
} as const satisfies Record<Exclude<WallLayout, 'auto'>, { columns: number; places: number }>;

/** How many cameras one page of the wall holds. */
export function placesOf(layout: WallLayout): number {
  return layout === 'auto' ? MOST_AT_ONCE : GRIDS[layout].places;
}

/** Where so many cameras of a page stand in this room. A phone gives all its width, and scrolls. */
export function planWall(layout: WallLayout, count: number, room: WallRoom): WallPlan {
  if (layout === 'auto') {
    const { columns, tileWidth } = autoLayout(count, room);
    return { columns, width: wallWidth(columns, tileWidth, room), rowHeight: tileWidth / ASPECT, places: equalPlaces(count, tileWidth) };
  }
  const { places } = GRIDS[layout];
  // of three columns on a phone nobody could read a word: there the large picture has all the width, with the others in pairs below
  const columns = layout === '1+5' && room.width < PHONE_BELOW ? 2 : GRIDS[layout].columns;
  const width = cellWidth(columns, room);
  const shown = Math.min(count, places);
  const first: WallPlace = { width: width * 2 + room.gap, span: 2 };
  const all = layout === '1+5' && shown > 0 ? [first, ...equalPlaces(shown - 1, width)] : equalPlaces(shown, width);
  return { columns, width: wallWidth(columns, width, room), rowHeight: width / ASPECT, places: all };
}

/** The cameras of one page; a page that does not exist is the last one. */
export function pageOf<T>(all: readonly T[], layout: WallLayout, page: number): { shown: readonly T[]; page: number; pages: number } {
  const places = placesOf(layout);
  const pages = Math.max(1, Math.ceil(all.length / places));
  const within = Math.min(Math.max(1, page), pages);
  return { shown: all.slice((within - 1) * places, within * places), page: within, pages };
}

/** As many rows as columns: every grid is a square of places, so each has the shape of the whole. */
function cellWidth(columns: number, { width, height, gap }: WallRoom): number {
  const byWidth = (width - gap * (columns - 1)) / columns;
  const byHeight = ((height - gap * (columns - 1)) / columns) * ASPECT;
  return Math.floor(Math.max(0, width < PHONE_BELOW ? byWidth : Math.min(byWidth, byHeight)));
}

function wallWidth(columns: number, tileWidth: number, { gap }: WallRoom): number {
  return columns * tileWidth + gap * (columns - 1);
}

function equalPlaces(count: number, width: number): WallPlace[] {
  return Array.from({ length: count }, () => ({ width, span: 1 }));
}
