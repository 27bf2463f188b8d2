import { expect, test } from 'vitest';
import { trackOf } from './stream-line.ts';

test.each([
  [
    '  Stream #0:0: Video: h264 (High), yuv420p(progressive), 1280x720 [SAR 1:1 DAR 16:9], 20 fps, 20 tbr, 90k tbn',
    { kind: 'video', codec: 'h264', width: 1280, height: 720, frameRate: 20 },
  ],
  [
    '  Stream #0:0(und): Video: hevc (Main) (hvc1 / 0x31637668), yuvj420p(pc, bt709), 2560x1440, 12.50 fps, 90k tbn',
    { kind: 'video', codec: 'hevc', width: 2560, height: 1440, frameRate: 12.5 },
  ],
  [
    '  Stream #0:0: Video: h264 (Main), yuv420p, 704x576, 90k tbn',
    { kind: 'video', codec: 'h264', width: 704, height: 576, frameRate: null },
  ],
  [
    '  Stream #0:1: Audio: pcm_alaw, 8000 Hz, mono, s16, 64 kb/s',
    { kind: 'audio', codec: 'pcm_alaw', width: null, height: null, frameRate: null },
  ],
])('reads %s', (line, track) => {
  expect(trackOf(line)).toEqual(track);
});

test.each([
  '  Stream #0:0: Video: h264 (High), yuv420p(progressive), 1280x720 [SAR 1:1 DAR 16:9], q=2-31, 20 fps, 20 tbr, 90k tbn',
  'Stream mapping:',
  '  Stream #0:0 -> #0:0 (copy)',
  '  Stream #0:2: Data: none',
])('passes over %s', (line) => {
  expect(trackOf(line)).toBeUndefined();
});
