import { expect, test } from 'vitest';
import { matroskaTracks } from './matroska-header.ts';

const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex');

/** An element whose size is written in two bytes. */
function element(id: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));
  return Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x40 | (body.length >> 8), body.length & 0xff]), body]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

const video = element('ae', element('86', 'V_MPEGH/ISO/HEVC'));
const audio = element('ae', element('86', 'A_MS/ACM'), element('e1', element('b5', double(16_000)), element('9f', Buffer.from([2]))));
const tracks = [{ codec: 'V_MPEGH/ISO/HEVC' }, { codec: 'A_MS/ACM', sampleRate: 16_000, channels: 2 }];

test('tells the codec of each track, and of sound its rate and channels, in a file whose end is not known yet', () => {
  const segment = Buffer.concat([Buffer.from('18538067', 'hex'), UNKNOWN_SIZE, element('1549a966'), element('1654ae6b', video, audio)]);

  expect(matroskaTracks(Buffer.concat([element('1a45dfa3', 'header'), segment]))).toEqual(tracks);
});

test('takes what the file does not say from the format', () => {
  const plain = element('ae', element('86', 'A_AAC'), element('e1'));

  expect(matroskaTracks(element('18538067', element('1654ae6b', plain)))).toEqual([{ codec: 'A_AAC', sampleRate: 8000, channels: 1 }]);
});

test('finds nothing in bytes that are cut off or no Matroska', () => {
  const whole = element('18538067', element('1654ae6b', video, audio));

  expect(matroskaTracks(Buffer.alloc(0))).toEqual([]);
  expect(matroskaTracks(Buffer.alloc(1000))).toEqual([]);
  expect(matroskaTracks(whole.subarray(0, 5))).toEqual([]);
  expect(matroskaTracks(whole.subarray(0, whole.length - 1))[0]).toEqual(tracks[0]);
});
