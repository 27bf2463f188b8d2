import { expect, test } from 'vitest';
import { entriesOf } from './entries.ts';
import { playlistText } from './playlist.ts';

const entries = entriesOf({
  timescale: 12_800,
  fragments: [
    { offset: 5000, bytes: 1234, duration: 25_600, keyframeBytes: 1000 },
    { offset: 6234, bytes: 777, duration: 25_617, keyframeBytes: 700 },
  ],
});
const piece = { url: '/recordings/ch1/a.mp4', initUrl: '/init/a.mp4', startedAt: Date.UTC(2026, 10, 22, 10), timescale: 12_800, entries };

test('names byte ranges with their exact durations', () => {
  expect(playlistText([piece], true).split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-TARGETDURATION:3',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXT-X-MAP:URI="/init/a.mp4"',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.000Z',
    '#EXTINF:2.000000,',
    '#EXT-X-BYTERANGE:1234@5000',
    '/recordings/ch1/a.mp4',
    '#EXTINF:2.001328,',
    '#EXT-X-BYTERANGE:777@6234',
    '/recordings/ch1/a.mp4',
    '#EXT-X-ENDLIST',
    '',
  ]);
});

test('each further file follows a discontinuity, and names its init segment only where that is another', () => {
  const text = playlistText(
    [piece, { ...piece, startedAt: piece.startedAt + 4000 }, { ...piece, initUrl: '/init/b.mp4', startedAt: piece.startedAt + 60_000 }],
    false,
  );

  expect(text.split('\n').filter((line) => /DISCONTINUITY|MAP|DATE-TIME|ENDLIST|TYPE/.test(line))).toEqual([
    '#EXT-X-PLAYLIST-TYPE:EVENT',
    '#EXT-X-MAP:URI="/init/a.mp4"',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.000Z',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:04.000Z',
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-MAP:URI="/init/b.mp4"',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:01:00.000Z',
  ]);
});
