import { expect, test } from 'vitest';
import { complaintIn, howItEnded } from './last-words.ts';

const REFUSED_SOUND = [
  "[segment @ 0x55c35a2d58c0] Opening '/recordings/ch1/2026-11-22/101500+0100.mkv' for writing",
  '[matroska @ 0x55c35a32da80] No wav codec tag found for codec adpcm_g726le',
  'Could not write header for output file #0 (incorrect codec parameters ?): Invalid argument',
  'Error initializing output stream 0:1 -- ',
  'Stream mapping:',
  '  Stream #0:0 -> #0:0 (copy)',
  '  Stream #0:1 -> #0:1 (copy)',
  '    Last message repeated 1 times',
];

test('the reason is what was wrong, not what happened to be said last', () => {
  expect(complaintIn(REFUSED_SOUND)).toBe('No wav codec tag found for codec adpcm_g726le');
});

test.each([
  [['frame=12', 'progress=end', '[mov,mp4 @ 0x1] moov atom not found'], 'moov atom not found'],
  [['[in#0 @ 0x1] [h264 @ 0x2] Invalid data found when processing input'], 'Invalid data found when processing input'],
])('the program that speaks and its place in memory are left out of %j', (words, reason) => {
  expect(complaintIn(words)).toBe(reason);
});

test.each([[[]], [['    Last message repeated 3 times']], [['Stream mapping:', '  Stream #0:0 -> #0:0 (copy)', 'progress=continue']]])(
  'nothing is made up where nothing was said: %j',
  (words) => {
    expect(complaintIn(words)).toBeUndefined();
    expect(howItEnded({ code: 1, signal: null, lastWords: words })).toBe('exit code 1');
  },
);

test('how it ended stands beside what was said', () => {
  expect(howItEnded({ code: 1, signal: null, lastWords: REFUSED_SOUND })).toBe(
    'No wav codec tag found for codec adpcm_g726le (exit code 1)',
  );
  expect(howItEnded({ code: null, signal: 'SIGKILL', lastWords: [] })).toBe('killed (SIGKILL)');
});
