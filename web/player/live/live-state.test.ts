import { expect, test } from 'vitest';
import type { ChannelLive } from '#shared/live.ts';
import { cameraTrouble } from './live-state.ts';

const CHANNEL: ChannelLive = {
  ...{ status: 'REC', file: null, phase: 'waiting', reason: null, detail: null, since: null, nextTryAt: null },
  ...{ online: true, videoCodec: null, audioCodec: null, bitrateBps: null },
};

test.each([
  ['a camera that has just refused', { reason: 'refused' }, 'refused'],
  ['a camera that sends nothing, and the hub has no connection', { reason: 'no_video', online: false }, 'no_video'],
  ['a recording without pictures, while the hub has a connection', { reason: 'no_video' }, null],
  ['a full disk', { reason: 'disk_full', online: false }, null],
  ['nothing', {}, null],
] as const)('%s', (_, change, reason) => {
  expect(cameraTrouble({ ...CHANNEL, ...change })?.reason ?? null).toBe(reason);
});
