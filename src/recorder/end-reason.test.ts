import { expect, test } from 'vitest';
import { reasonOfExit } from './end-reason.ts';
import { SlowStream } from './slow-stream.ts';

const exit = (...lastWords: string[]) => reasonOfExit({ code: 1, signal: null, wasAsked: false, lastWords });

test('sound for five seconds and no picture yet is a stream to be read with more patience', () => {
  const why = exit(
    '[rtsp @ 0x1] Could not find codec parameters for stream 0 (Video: h264, none): unspecified size',
    'Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
  );

  expect(why).toBeInstanceOf(SlowStream);
  expect(why).toMatchObject({ expects: 'sound before pictures', reason: 'no_video' });
});

test('a full disk is named before anything that followed from it', () => {
  expect(exit('av_interleaved_write_frame(): No space left on device', 'Conversion failed!').reason).toBe('disk_full');
});
