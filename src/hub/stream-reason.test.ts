import { expect, test } from 'vitest';
import { reasonOf } from './stream-reason.ts';

// the left side: go2rtc 1.9.14's own words
test.each([
  ['mse: streams: wrong user/pass', 'auth_failed', /refuses the user name/],
  ['mse: streams: user/pass not provided', 'auth_failed', /has none/],
  ['mse: streams: dial tcp 127.0.0.1:21559: connect: connection refused', 'refused', /port/],
  ['streams: dial tcp: lookup camera.lan on 10.0.0.1:53: no such host', 'unreachable', /name is not known/],
  [
    'streams: dial tcp: lookup camera.lan on 10.0.0.1:53: read udp 10.0.0.2:1->10.0.0.1:53: i/o timeout',
    'unreachable',
    /cannot be looked up/,
  ],
  ['streams: dial tcp 10.0.0.9:554: connect: no route to host', 'unreachable', /no way/],
  ['streams: dial tcp 10.0.0.9:554: i/o timeout', 'timeout', /in time/],
  ['streams: read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer', 'unreachable', /ends the connection/],
  ['mse: streams: EOF', 'unreachable', /ends the connection/],
  ['mse: streams: wrong response on DESCRIBE', 'camera_error', /error instead of a stream/],
  ['streams: wrong response: 503 Service Unavailable', 'camera_error', /error instead of a stream/],
  ['mse: streams: unknown error', 'no_video', /neither video nor sound/],
  ['streams: tls: first record does not look like a TLS handshake', 'camera_error', /no TLS/],
  ['streams: tls: failed to verify certificate: x509: certificate signed by unknown authority', 'camera_error', /certificate/],
  [
    'streams: Get "http://h/x": net/http: HTTP/1.x transport connection broken: malformed HTTP version "RTSP/1.0"',
    'camera_error',
    /no HTTP/,
  ],
  ['webrtc/offer: streams: codecs not matched: video:H265 => video:H264', 'codec_unsupported', /\(H265\)/],
  ['mse: streams: codecs not matched: audio:PCMA => video:H264', 'no_video', /only sound/],
  ['something new', 'unknown', /does not tell/],
])('%s is %s', (words, reason, detail) => {
  expect(reasonOf(words)).toEqual({ reason, detail: expect.stringMatching(detail) });
});

test('the words for people hold nothing of the error text, which may hold passwords', () => {
  expect(reasonOf('dial rtsp://admin:secret@10.0.0.1: connection refused').detail).not.toMatch(/admin|secret|10\.0/);
});
