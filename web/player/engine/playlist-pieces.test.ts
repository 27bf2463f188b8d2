import { expect, test } from 'vitest';
import { isWhole, playlistPieces } from './playlist-pieces.ts';

const TEXT = `#EXTM3U
#EXT-X-PLAYLIST-TYPE:EVENT
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.040Z
#EXTINF:2.000000,
#EXT-X-BYTERANGE:10@0
/recordings/a.mp4
#EXTINF:1.950000,
/recordings/a.mp4
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:05:00.000Z
#EXTINF:2.000000,
/recordings/b.mp4
`;

test('each piece knows its place and its time of day', () => {
  const begin = Date.parse('2026-11-22T10:00:00.040Z');

  expect(playlistPieces(TEXT)).toEqual([
    { start: 0, duration: 2, wall: begin },
    { start: 2, duration: 1.95, wall: begin + 2_000 },
    { start: 3.95, duration: 2, wall: Date.parse('2026-11-22T10:05:00Z') },
  ]);
});

test('only a list with an end is whole', () => {
  expect(isWhole(TEXT)).toBe(false);
  expect(isWhole(`${TEXT}#EXT-X-ENDLIST\n`)).toBe(true);
});
