import { describe, expect, test } from 'vitest';
import type { CameraHealth } from '#shared/health.ts';
import { levelOfCamera, troubleFirst } from './camera-order.ts';

const calm: CameraHealth = {
  channel: 1,
  name: 'Camera 1',
  isRecorded: true,
  phase: 'recording',
  reason: null,
  detail: null,
  since: null,
  online: true,
  codec: 'h264',
  width: 1280,
  height: 720,
  audio: null,
  frameRateWanted: 20,
  frameRate: 20,
  bitrateBps: 2e6,
  gopMs: 2000,
  longestGopMs: 2000,
  lastFrameAgeMs: 200,
  reconnects24h: 0,
  gapsToday: { count: 0, totalMs: 0, longest: [] },
  coverage: [{ date: '2026-11-22', percent: 100 }],
};

describe('levelOfCamera', () => {
  test.each<[string, Partial<CameraHealth>]>([
    ['good', {}],
    ['good', { phase: 'starting' }],
    ['good', { coverage: [] }],
    ['bad', { phase: 'waiting', reason: 'refused' }],
    ['bad', { phase: 'starting', reason: 'timeout' }],
    ['bad', { lastFrameAgeMs: 20_000 }],
    ['attention', { frameRate: 10 }],
    ['attention', { coverage: [{ date: '2026-11-22', percent: 80 }] }],
    ['off', { phase: 'off', reason: 'disabled' }],
  ])('is %s for %o', (level, more) => {
    expect(levelOfCamera({ ...calm, ...more })).toBe(level);
  });
});

test('trouble comes first, then what wants a look; otherwise numbers count', () => {
  const cameras: CameraHealth[] = [
    { ...calm, channel: 1, phase: 'off' },
    { ...calm, channel: 2 },
    { ...calm, channel: 3, frameRate: 5 },
    { ...calm, channel: 4, phase: 'waiting' },
    { ...calm, channel: 5 },
  ];

  expect(troubleFirst(cameras).map(({ channel }) => channel)).toEqual([4, 3, 2, 5, 1]);
});
