import { expect, test } from 'vitest';
import { failureOf } from './live-failure.ts';

test.each([
  [{ value: 'mse: codecs not matched: video:H265 => video:H264' }, 'unsupported', null],
  [{ value: 'The browser and the camera share no codec', reason: 'codec_unsupported' }, 'unsupported', null],
  [{ value: 'connection refused', reason: 'refused' }, 'camera', 'refused'],
  [{ value: 'You have too many live views open: close some', reason: 'too_many_viewers' }, 'camera', null],
  [{ value: 'The hub has ended the stream', reason: 'unknown' }, 'no_connection', null],
  [{ value: 'You are signed out', reason: 'session_ended' }, 'no_connection', null],
])('%o means %s', (message, kind, reason) => {
  expect(failureOf(message)).toMatchObject({ kind, reason, message: message.value });
});
