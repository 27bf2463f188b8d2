import { expect, test } from 'vitest';
import { reasonOf } from './stream-reason.ts';

// the left side: go2rtc 1.9.14's own words
test.each([
  ['mse: streams: wrong user/pass', 'auth_failed'],
  ['mse: streams: dial tcp 127.0.0.1:21559: connect: connection refused', 'refused'],
  ['streams: dial tcp: lookup camera.lan: no such host', 'unreachable'],
  ['streams: dial tcp 10.0.0.9:554: connect: no route to host', 'unreachable'],
  ['streams: dial tcp 10.0.0.9:554: i/o timeout', 'timeout'],
  ['streams: read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer', 'unreachable'],
  ['mse: streams: EOF', 'unreachable'],
  ['mse: streams: wrong response on DESCRIBE', 'not_found'],
  ['webrtc/offer: streams: codecs not matched: video:H265 => video:H264', 'codec_unsupported'],
  ['something new', 'unknown'],
])('%s is %s', (words, reason) => {
  expect(reasonOf(words).reason).toBe(reason);
});

test('the words for people hold nothing of the error text, which may hold passwords', () => {
  expect(reasonOf('dial rtsp://admin:secret@10.0.0.1: connection refused').detail).not.toMatch(/admin|secret|10\.0/);
});
