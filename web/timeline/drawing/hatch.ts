const TILE = 8;
const tiles = new Map<string, HTMLCanvasElement>();

/** Lines at 45 degrees that stay with what they fill: `offset` css pixels is where the filled moment lies. */
export function hatch(context: CanvasRenderingContext2D, colour: string, pixelRatio: number, offset: number): CanvasPattern | string {
  const pattern = context.createPattern(tileOf(colour, pixelRatio), 'repeat');
  pattern?.setTransform(new DOMMatrix().translateSelf(offset % TILE, 0).scaleSelf(1 / pixelRatio));
  return pattern ?? colour;
}

function tileOf(colour: string, pixelRatio: number): HTMLCanvasElement {
  const key = `${colour}/${pixelRatio}`;
  const known = tiles.get(key);
  if (known) return known;
  const tile = document.createElement('canvas');
  const size = Math.round(TILE * pixelRatio);
  Object.assign(tile, { width: size, height: size });
  const context = tile.getContext('2d');
  if (context) {
    context.strokeStyle = colour;
    context.lineWidth = size * 0.2;
    context.beginPath();
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift - size / 2, size * 1.5);
      context.lineTo(shift + size * 1.5, -size / 2);
    }
    context.stroke();
  }
  tiles.set(key, tile);
  return tile;
}
