import { describe, expect, test } from 'vitest';
import type { ChannelLive } from '#shared/live.ts';
import { causesOf, type HealthSources, levelOf } from './causes.ts';

const recording: ChannelLive = {
  status: 'LIVE',
  file: 'ch1/2026-11-22/101500+0100.mkv',
  phase: 'recording',
  reason: null,
  detail: null,
  since: null,
  nextTryAt: null,
  online: true,
  videoCodec: 'H264',
  audioCodec: 'AAC',
  bitrateBps: 2e6,
};
const channel = (number: number, record = true) => ({ channel: number, name: `Camera ${number}`, record, hasSub: false });
const config = {
  numChannels: 2,
  storageLimit: 500,
  segmentDuration: 600,
  recordFormat: 'mkv' as const,
  retentionDays: null,
  timeZone: 'Europe/Berlin',
  demo: false,
  version: '0.1.0',
  channels: [channel(1), channel(2)],
  youtube: { enabled: false, channel: 1, rotationMinutes: 60 },
};
const storage = {
  usedGB: 1,
  maxGB: 500,
  usedBytes: 1e9,
  maxBytes: 5e11,
  freeBytes: 1e12,
  diskBytes: 2e12,
  state: 'ok' as const,
  detail: null,
  channels: [],
  protectedBytes: 0,
  oldest: null,
  daysKept: 0,
  bytesPerDay: null,
  forecastDays: null,
};
const good: HealthSources = { isConnected: true, config, storage, live: { 1: recording, 2: recording } };

describe('levelOf', () => {
  test('is good when all cameras are recorded and the disk is well', () => {
    expect(levelOf(good)).toBe('good');
  });

  test('is unknown before the first answers', () => {
    expect(levelOf({ isConnected: true, config: undefined, live: undefined, storage: undefined })).toBe('unknown');
  });

  test('asks for attention when the disk is low, and is bad when it is missing', () => {
    expect(levelOf({ ...good, storage: { ...storage, state: 'low' } })).toBe('attention');
    expect(levelOf({ ...good, storage: { ...storage, state: 'missing' } })).toBe('bad');
  });

  test('is bad without a connection', () => {
    expect(levelOf({ ...good, isConnected: false })).toBe('bad');
  });
});

describe('causesOf', () => {
  test('names the camera that is not recorded, and why', () => {
    const waiting: ChannelLive = { ...recording, status: 'REC', phase: 'waiting', reason: 'auth_failed', since: '2026-11-22T10:00:00Z' };

    expect(causesOf({ ...good, live: { 1: recording, 2: waiting } })).toEqual([
      { kind: 'camera', level: 'bad', channel: 2, name: 'Camera 2', reason: 'auth_failed', since: Date.parse('2026-11-22T10:00:00Z') },
    ]);
  });

  test('names hub and streaming when their alarms last, but neither a test nor what is told already', () => {
    const alarms = [{ kind: 'hub_down' }, { kind: 'test' }, { kind: 'disk_low' }, { kind: 'streaming_failing' }] as const;

    expect(causesOf({ ...good, alarms })).toEqual([
      { kind: 'alarm', level: 'bad', alarm: 'hub_down' },
      { kind: 'alarm', level: 'bad', alarm: 'streaming_failing' },
    ]);
  });

  test('does not complain about a camera that starts or is not to be recorded', () => {
    const starting: ChannelLive = { ...recording, phase: 'starting' };
    const off: ChannelLive = { ...recording, status: 'OFF', phase: 'off', reason: 'disabled' };

    expect(causesOf({ ...good, config: { ...config, channels: [channel(1), channel(2, false)] }, live: { 1: starting, 2: off } })).toEqual(
      [],
    );
  });
});
