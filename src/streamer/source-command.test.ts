import { expect, test } from 'vitest';
import { sourceCommand, treatmentOf } from './source-command.ts';

test.each([
  ['avc1.640029,mp4a.40.2', 'copied', 'copied'],
  ['video/mp4; codecs="avc1.640029,flac"', 'copied', 'transcoded'],
  ['avc1.640029', 'copied', 'silent'],
  ['hvc1.1.6.L153.B0,opus', 'transcoded', 'transcoded'],
  ['', 'transcoded', 'silent'],
] as const)('of %s video is %s and audio %s', (codecs, video, audio) => {
  expect(treatmentOf(codecs)).toEqual({ video, audio });
});

test('ffmpeg writes to a pipe and is told of no ingest', () => {
  const { args } = sourceCommand({
    ffmpeg: 'ffmpeg',
    source: 'rtsp://127.0.0.1:1/cam1',
    treatment: treatmentOf('hvc1'),
    bitrateKbps: 3000,
  });

  expect(args.at(-1)).toBe('pipe:1');
  expect(args.join(' ')).not.toContain('rtmp');
  expect(args).toContain('3000k');
});
