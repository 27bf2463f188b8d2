import type { ApiExamples } from './api-example.ts';

const NO_MESSENGER = { isConfigured: false, waiting: 0, lastSentAt: null, lastError: null };
const ALARM = {
  id: 'camera_not_recorded:2',
  kind: 'camera_not_recorded',
  channel: 2,
  text: 'Camera 2 (Garden) is not being recorded: The camera does not answer in time',
  reason: 'timeout',
  since: '2026-11-22T09:15:00.000Z',
  raisedAt: '2026-11-22T09:15:30.000Z',
};
const ALARMS = {
  alarms: [ALARM],
  webhook: { isConfigured: true, waiting: 0, lastSentAt: '2026-11-22T09:15:30.000Z', lastError: null },
  heartbeat: NO_MESSENGER,
};
const CAMERA = {
  ...{ channel: 1, name: 'Front door', isRecorded: true, phase: 'recording', reason: null, detail: null },
  ...{ since: '2026-11-22T08:00:00.000Z', online: true, codec: 'h264', width: 2560, height: 1440, audio: 'aac' },
  ...{ frameRateWanted: 20, frameRate: 19.97, bitrateBps: 4_120_000, gopMs: 2_000, longestGopMs: 2_050, lastFrameAgeMs: 84 },
  reconnects24h: 1,
  gapsToday: {
    count: 1,
    totalMs: 12_400,
    longest: [{ from: '2026-11-22T03:10:00.000Z', to: '2026-11-22T03:10:12.400Z', reason: 'camera_offline' }],
  },
  coverage: [{ date: '2026-11-22', percent: 99.96 }],
};

/** The machine: configuration, storage, health, alarms, and what programs ask. */
export const SYSTEM_EXAMPLES: ApiExamples = {
  'GET /api/config': {
    answer: {
      ...{ numChannels: 2, storageLimit: 500, segmentDuration: 600, recordFormat: 'mkv', retentionDays: 30, timeZone: 'Europe/Berlin' },
      ...{ demo: false, version: '0.1.0', youtube: { enabled: false, channel: 1, rotationMinutes: 60 } },
      channels: [
        { channel: 1, name: 'Front door', record: true, hasSub: true },
        { channel: 2, name: 'Garden', record: true, hasSub: false },
      ],
    },
  },
  'GET /api/settings': {
    answer: {
      settings: [
        {
          ...{ key: 'CAMERA_<n>_NAME', name: 'CAMERA_1_NAME', value: 'Front door', isSet: true, isSecret: false },
          ...{ source: '.env', fileVariable: null, defaultValue: null },
        },
      ],
    },
  },
  'GET /api/storage': {
    answer: {
      ...{ usedGB: 312.4, maxGB: 500, usedBytes: 312_400_000_000, maxBytes: 500_000_000_000, freeBytes: 640_000_000_000 },
      ...{ diskBytes: 1_000_000_000_000, state: 'ok', detail: null, protectedBytes: 1_200_000_000 },
      channels: [{ channel: 1, bytes: 312_300_000_000, segments: 2_130, oldestDate: '2026-11-07' }],
      ...{ oldest: '2026-11-07T05:20:00.000Z', daysKept: 15.2, bytesPerDay: 20_500_000_000, forecastDays: 9.1 },
    },
  },
  'GET /api/storage/history': {
    path: '/api/storage/history?days=7',
    answer: {
      stepMs: 3_600_000,
      spans: [
        {
          ...{ at: '2026-11-22T08:00:00.000Z', usedBytes: 499_200_000_000, freeBytes: 450_000_000_000, totalBytes: 1_000_000_000_000 },
          ...{ removedSegments: 6, removedBytes: 870_000_000, removedFor: { age: 0, storage: 6, free: 0 } },
        },
      ],
    },
  },
  'GET /api/health': {
    answer: {
      at: '2026-11-22T09:15:00.000Z',
      alarms: 0,
      channels: [CAMERA],
      hub: { isUp: true, version: '1.9.14', reason: null },
      disk: {
        ...{ state: 'ok', detail: null, freeBytes: 640_000_000_000, totalBytes: 1_000_000_000_000 },
        ...{ writeBps: 180_000_000, writeMeasuredAt: '2026-11-22T08:30:00.000Z', network: null },
      },
      database: { bytes: 8_400_896 },
      converter: { waiting: 0, givenUp: 0 },
      process: {
        ...{ startedAt: '2026-11-22T08:00:00.000Z', memoryBytes: 138_000_000, heapBytes: 41_000_000 },
        ...{ cpuPercent: 3.2, eventLoopDelayMs: 14 },
      },
    },
  },
  'GET /api/health/history': {
    answer: {
      ...{ at: [1_795_338_900_000], memoryBytes: [138_000_000], heapBytes: [41_000_000], cpuPercent: [3.2] },
      ...{ eventLoopDelayMs: [14], bitrateBps: [8_200_000], recording: [2], converterWaiting: [0] },
    },
  },
  'GET /api/alarms': { answer: ALARMS },
  'POST /api/alarms/test': { answer: ALARMS },
  'POST /api/channel/:ch/check': {
    path: '/api/channel/1/check',
    answer: {
      ...{ channel: 1, at: '2026-11-22T09:15:00.000Z', tookMs: 5_210, verdict: 'warning', picture: null },
      findings: [
        {
          ...{ topic: 'gop', code: 'gop_long', verdict: 'warning', text: 'A keyframe comes every 10 s.' },
          ...{ advice: 'Set the interval of keyframes to 1 or 2 seconds.', data: { seconds: 10 } },
        },
      ],
    },
  },
  'GET /api/events': {
    path: '/api/events?limit=1&kind=camera_lost&kind=camera_back',
    answer: {
      events: [
        {
          ...{ id: 4_711, at: '2026-11-22T09:15:30.000Z', kind: 'camera_lost', channel: 2 },
          ...{ text: 'Camera 2 is lost: The camera does not answer in time' },
          data: { reason: 'timeout', isNew: false, said: 'The camera does not answer in time' },
        },
      ],
    },
  },
  'GET /healthz': { answer: { status: 'ok' } },
  'GET /readyz': { answer: { ready: true, checks: { database: 'ok', storage: 'ok', hub: 'ok', eventLoop: 'ok' } } },
  'GET /metrics': { options: '-H "Authorization: Bearer $METRICS_TOKEN"' },
  'GET /api/openapi.json': { options: '-o openapi.json' },
  'GET /api/docs': { options: '-o api.html' },
};
