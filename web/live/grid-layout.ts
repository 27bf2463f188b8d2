/** How many columns and rows a wall of 16:9 tiles has, and how wide a tile may be (css pixels). */
interface GridLayout {
  readonly columns: number;
  readonly tileWidth: number;
}

const ASPECT = 16 / 9;
const ONE_COLUMN_BELOW = 600;
const NEARLY = 0.9;

/** The arrangement that makes the tiles largest in this room; a phone has one column and scrolls. */
export function autoLayout(count: number, room: { width: number; height: number; gap: number }): GridLayout {
  const { width } = room;
  if (width < ONE_COLUMN_BELOW || count <= 1) return { columns: 1, tileWidth: count === 1 ? fitted(1, 1, room) : width };
  let best: GridLayout = { columns: 1, tileWidth: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const tileWidth = fitted(columns, Math.ceil(count / columns), room);
    // Of two nearly as large, the wider one fills a screen better.
    if (tileWidth > best.tileWidth * NEARLY) best = { columns, tileWidth };
  }
  return best;
}

function fitted(columns: number, rows: number, { width, height, gap }: { width: number; height: number; gap: number }): number {
  const byWidth = (width - gap * (columns - 1)) / columns;
  const byHeight = ((height - gap * (rows - 1)) / rows) * ASPECT;
  return Math.floor(Math.max(0, Math.min(byWidth, byHeight)));
}
