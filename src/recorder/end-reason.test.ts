import { expect, test } from 'vitest';
import { reasonOfExit } from './end-reason.ts';
import { SlowStream } from './slow-stream.ts';

function exit(lastWords: readonly string[], code: number | null = 1, signal: NodeJS.Signals | null = null) {
  return { code, signal, wasAsked: false, lastWords };
}

test.each([
  [
    exit(['[matroska @ 0x1] No wav codec tag found for codec adpcm_g726le', '    Last message repeated 1 times']),
    'recorder_failed',
    /^The recorder failed: No wav codec tag found for codec adpcm_g726le \(exit code 1\)$/,
  ],
  [exit(['    Last message repeated 1 times']), 'recorder_failed', /^The recorder failed: exit code 1$/],
  [exit(['frame=0', 'av_interleaved_write_frame(): No space left on device', 'progress=end']), 'disk_full', /^The disk is full$/],
  [exit(['rtsp://127.0.0.1/x: Connection timed out']), 'no_video', /^The camera sends no pictures$/],
  [exit([], 0), 'unknown', /^The stream ended$/],
  [exit([], null, 'SIGKILL'), 'recorder_failed', /^The recorder was killed \(SIGKILL\)$/],
])('after %j the reason is a sentence, never the line that was last by chance', (end, reason, detail) => {
  const trouble = reasonOfExit(end);

  expect(trouble.reason).toBe(reason);
  expect(trouble.message).toMatch(detail);
  expect(trouble.data.lastWords).toBe(end.lastWords.join('\n'));
});

test('sound for five seconds and no picture yet is a stream to be read with more patience', () => {
  const why = reasonOfExit(
    exit([
      '[rtsp @ 0x1] Could not find codec parameters for stream 0 (Video: h264, none): unspecified size',
      'Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
    ]),
  );

  expect(why).toBeInstanceOf(SlowStream);
  expect(why).toMatchObject({ expects: 'sound before pictures', reason: 'no_video' });
});
