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

  test.each([
    ['124635+0000.mkv,0.000000,6.000000', { kind: 'closed', name: '124635+0000.mkv', startMs: 0, endMs: 6000 }],
    ['101500+0100_2.mkv,11.65,21.6505', { kind: 'closed', name: '101500+0100_2.mkv', startMs: 11650, endMs: 21651 }],
    ['frame=69', { kind: 'frames', count: 69 }],
    ['out_time_us=3485000', { kind: 'position', mediaMs: 3485 }],
  ])('reads %s', (line, news) => {
    expect(newsOfStdout(line)).toEqual(news);
  });

  test.each(['progress=continue', 'out_time=00:00:03.485000', 'out_time_us=N/A', 'bitrate=N/A', 'total_size=N/A', ''])(
    'passes over %s',
    (line) => {
      expect(newsOfStdout(line)).toBeUndefined();
    },
  );
});
