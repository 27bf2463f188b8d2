import { describe, expect, test } from 'vitest';
import { closingOffsetMs, recordingCommand } from './ffmpeg-args.ts';

describe('when channels close their segments', () => {
  test.each([2, 4, 16, 32])('no two of %i channels in the same moment, all within 5 s', (count) => {
    const offsets = Array.from({ length: count }, (_, index) => closingOffsetMs(index + 1, 600_000)).sort((a, b) => a - b);

    expect(Math.min(...offsets.slice(1).map((offset, index) => offset - (offsets[index] ?? 0)))).toBeGreaterThan(5000 / count / 3);
    expect(offsets.at(-1)).toBeLessThan(5000);
  });

  test('short segments are moved by 5 % at most', () => {
    expect(closingOffsetMs(3, 10_000)).toBe(427);
  });
});

test.each([
  ['copied', '-map 0:v:0 -map 0:a:0? -bsf:a', 'allowed_media_types'],
  ['not asked for', '-allowed_media_types video -i rtsp', '0:a'],
] as const)('sound that is %s', (sound, there, missing) => {
  const options = {
    ffmpeg: 'ffmpeg',
    source: 'rtsp://127.0.0.1:8554/cam1',
    pattern: '/rec/%H.mkv',
    segmentMs: 10_000,
    offsetMs: 0,
    timeZone: 'UTC',
  };

  const text = recordingCommand({ ...options, sound }).args.join(' ');

  expect(text).toContain(there);
  expect(text).not.toContain(missing);
});

test('the arguments hold the relay and no credentials, and the zone goes along', () => {
  const command = recordingCommand({
    ffmpeg: 'ffmpeg',
    source: 'rtsp://127.0.0.1:8554/cam1',
    pattern: '/rec/ch1/%Y-%m-%d/%H%M%S%z.mkv',
    segmentMs: 600_000,
    offsetMs: 312,
    timeZone: 'Europe/Berlin',
  });

  const text = command.args.join(' ');
  expect(text).toContain('-i rtsp://127.0.0.1:8554/cam1 ');
  expect(text).toContain('-segment_time 600.000 -segment_atclocktime 1 -segment_clocktime_offset 0.312');
  expect(text).toContain('-y /rec/ch1/%Y-%m-%d/%H%M%S%z.mkv -map 0:v:0 ');
  expect(command.env).toEqual({ TZ: 'Europe/Berlin' });
});
