import { expect, test } from 'vitest';
import { standingOfCodec } from './playability.ts';

test.each([
  ['mjpeg', 'MJPEG'],
  ['mp4v.6c', 'MJPEG'],
  ['mpeg4', 'MPEG-4'],
  ['mp4v.20', 'MPEG-4'],
  ['vp8', 'VP8'],
  ['theora', 'theora'],
])('a file in %s is not played, because its pictures are %s', (codec, name) => {
  expect(standingOfCodec(codec)).toEqual({
    unplayable: 'codec',
    problem: `Browsers do not play its pictures, which are ${name}: download it`,
  });
});

test.each(['h264', 'avc1.640028', 'hevc', 'hvc1.1.6.L93.B0', 'av1', undefined])('a file in %s is played', (codec) => {
  expect(standingOfCodec(codec)).toEqual({ unplayable: null, problem: null });
});
