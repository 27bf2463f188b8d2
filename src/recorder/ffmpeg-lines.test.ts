import { describe, expect, test } from 'vitest';
import { newsOfStderr, newsOfStdout } from './ffmpeg-lines.ts';

describe('what ffmpeg says', () => {
  test('a segment opens', () => {
    const line = "[segment @ 0x55acb34c4ec0] Opening '/rec/ch1/2026-11-22/124635+0000.mkv' for writing";

    expect(newsOfStderr(line)).toEqual({ kind: 'opened', path: '/rec/ch1/2026-11-22/124635+0000.mkv' });
  });

  test('opening the segment list is no segment', () => {
    expect(newsOfStderr("[segment @ 0x55acb34c4ec0] Opening 'pipe:1' for writing")).toBeUndefined();
  });

  test('timestamps that step back are a jump, in ms', () => {
    const line = '[segment @ 0x5] Non-monotonous DTS in output stream 0:0; previous: 41233541, current: 16055; changing to 41233542.';

    expect(newsOfStderr(line)).toEqual({ kind: 'jump', byMs: 16055 - 41233541 });
  });

  test('sound whose time steps back is no jump of the camera’s clock', () => {
    const line = '[segment @ 0x5] Non-monotonous DTS in output stream 0:1; previous: 41233541, current: 16055; changing to 41233542.';

    expect(newsOfStderr(line)).toBeUndefined();
  });

  test.each([
    ['124635+0000.mkv,0.000000,6.000000', { kind: 'closed', name: '124635+0000.mkv', startMs: 0 }],
    ['101500+0100_2.mkv,11.65,21.6505', { kind: 'closed', name: '101500+0100_2.mkv', startMs: 11650 }],
    ['0,     360000,     360000,     9000,    22532, 0xa0910115', { kind: 'picture', picture: { ptsMs: 4000, isKey: true } }],
    ['0,       9000,      27000,     9000,     3048, 0x39fc2c5f, F=0x0', { kind: 'picture', picture: { ptsMs: 300, isKey: false } }],
    [
      '0,      -9000,      -9000,     9000,     3048, 0x39fc2c5f, F=0x0, S=1, 12',
      { kind: 'picture', picture: { ptsMs: -100, isKey: false } },
    ],
  ])('reads %s', (line, news) => {
    expect(newsOfStdout(line)).toEqual(news);
  });

  test.each(['#tb 0: 1/90000', '#extradata 0:       37, 0xb9f009fd', '#dimensions 0: 640x360', '0,     360000,     36', ''])(
    'passes over %s',
    (line) => {
      expect(newsOfStdout(line)).toBeUndefined();
    },
  );
});
