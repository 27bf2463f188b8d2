import { expect, test } from 'vitest';
import { containerInName, containerOf } from './container.ts';

test.each([
  ['Matroska', '1a45dfa3a3428681', 'mkv'],
  ['an MP4', '00000020667479706d703432', 'mp4'],
  ['a MOV that begins with its pictures', '000000086d646174', 'mp4'],
  ['an MPEG transport stream', '474000100000b00d0001c100', null],
  ['zeros', '000000000000000000000000', null],
  ['less than a header', '1a45df', null],
  ['nothing', '', null],
])('%s is told by its first bytes', (_, hex, container) => {
  expect(containerOf(Buffer.from(hex, 'hex'))).toBe(container);
});

test('capitals in a name say the same', () => {
  expect(['a.MP4', 'a.mp4', 'a.MKV', 'a.mkv'].map(containerInName)).toEqual(['mp4', 'mp4', 'mkv', 'mkv']);
});
