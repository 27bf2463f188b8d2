import type { PlaylistPiece } from './run-table.ts';

/** The pieces of a playlist of our server, for players that keep theirs to themselves (iPhones). */
export function playlistPieces(text: string): PlaylistPiece[] {
  const pieces: PlaylistPiece[] = [];
  let start = 0;
  let wall = Number.NaN;
  for (const line of text.split('\n')) {
    if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) wall = Date.parse(line.slice(line.indexOf(':') + 1));
    if (!line.startsWith('#EXTINF:')) continue;
    const duration = Number.parseFloat(line.slice('#EXTINF:'.length));
    pieces.push({ start, duration, wall });
    start += duration;
    wall += duration * 1000;
  }
  return pieces;
}

/** Nothing will be added to a playlist. */
export function isWhole(text: string): boolean {
  return text.includes('#EXT-X-ENDLIST');
}
