import { describe, expect, test } from 'vitest';
import { ffmpegArgs, type VideoEncoding } from './ffmpeg-args.ts';
import type { ProbedTrack } from './probe.ts';

const copy: VideoEncoding = { codec: 'copy', crf: 23, preset: 'veryfast' };

function track(kind: 'video' | 'audio', codec: string, more: Partial<ProbedTrack> = {}): ProbedTrack {
  return { kind, codec, packets: 10, durationMs: 500, ...more };
}

/** The whole line, to look for a few words in. */
function lineFor(tracks: readonly ProbedTrack[], video = copy): string {
  return ffmpegArgs({ mkvPath: '/recordings/a b.mkv', recording: { durationMs: 500, videoPackets: 10, tracks }, video }).join(' ');
}

describe('the arguments of ffmpeg', () => {
  test('allow no source but this file, whatever stands in it', () => {
    const line = lineFor([track('video', 'h264')]);

    expect(line).toContain('-protocol_whitelist file,pipe -copyts -f matroska -i file:/recordings/a b.mkv ');
    expect(line).toMatch(/ -f mp4 pipe:1$/);
  });

  test('copy H.264, H.265 and AAC, H.265 under the name that browsers know', () => {
    expect(lineFor([track('video', 'h264'), track('audio', 'aac')])).toContain('-map 0:v:0 -c:v copy -map 0:a:0 -c:a copy -movflags');
    expect(lineFor([track('video', 'hevc')])).toContain('-c:v copy -tag:v hvc1 -movflags');
  });

  test('make AAC of other sound, at the rate it is worth', () => {
    expect(lineFor([track('video', 'h264'), track('audio', 'pcm_alaw', { sampleRate: 8000, channels: 1 })])).toContain(
      '-c:a aac -b:a 32000 ',
    );
    expect(lineFor([track('video', 'h264'), track('audio', 'opus', { sampleRate: 48_000, channels: 2 })])).toContain(
      '-c:a aac -b:a 128000 ',
    );
  });

  test('encode AAC again only where some of it lies far from any picture', () => {
    const line = ffmpegArgs({
      mkvPath: '/recordings/a.mkv',
      recording: {
        durationMs: 500,
        videoPackets: 10,
        pictures: { from: 1, to: 1.5 },
        tracks: [track('video', 'h264'), track('audio', 'aac', { sampleRate: 16_000, channels: 1, strays: 3, from: 1.2 })],
      },
      video: copy,
    }).join(' ');

    expect(line).toContain("-c:a aac -b:a 64000 -bsf:a noise=drop='lt(pts*tb,1.199500)+gte(pts*tb,1.499500)'");
  });

  test('leave out a microphone that was announced and said nothing', () => {
    expect(lineFor([track('video', 'h264'), track('audio', 'aac', { packets: 0 })])).toContain('-map 0:v:0 -c:v copy -movflags');
  });

  test('encode the pictures again when that is asked for, one for one', () => {
    const line = lineFor([track('video', 'hevc')], { codec: 'libx264', crf: 28, preset: 'fast' });

    expect(line).toContain('-c:v libx264 -crf 28 -preset fast -fps_mode passthrough');
    expect(lineFor([track('video', 'h264')], { codec: 'libx265', crf: 28, preset: 'fast' })).toContain('-tag:v hvc1');
  });
});
