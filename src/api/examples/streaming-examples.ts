import type { ApiExamples } from './api-example.ts';

const LIVE = {
  ...{ enabled: true, phase: 'live', since: '2026-11-22T09:00:12.000Z', reason: null, detail: null, nextTryAt: null, channel: 1 },
  ...{ ingest: 'rtmps://a.rtmps.youtube.com:443', keys: 2, key: 1, keySince: '2026-11-22T09:00:12.000Z', rotationMinutes: 60 },
  ...{ nextRotationAt: '2026-11-22T10:00:12.000Z', liveSince: '2026-11-22T06:00:00.000Z', picture: 'camera', cameraDetail: null },
  ...{ video: 'copied', audio: 'copied', width: 1920, height: 1080, keyframeSeconds: 2, bitrateInBps: 4_000_000 },
  ...{ bitrateOutBps: 4_060_000, droppedFrames: 0, advice: [], lastError: null },
  sessions: [
    { key: 1, since: '2026-11-22T09:00:12.000Z', bitrateBps: 4_060_000, sentBytes: 456_000_000, droppedFrames: 0, waitingBytes: 0 },
  ],
  history: [{ id: 9, at: '2026-11-22T09:00:12.000Z', kind: 'rotated', key: 1, reason: null, text: 'Key 1 took over from key 2' }],
};

/** The stream to YouTube. */
export const STREAMING_EXAMPLES: ApiExamples = {
  'GET /api/youtube': { answer: LIVE },
  'POST /api/youtube/start': { answer: LIVE },
  'POST /api/youtube/stop': { answer: { ...LIVE, phase: 'stopped', sessions: [], liveSince: null } },
  'POST /api/youtube/rotate': { answer: { ...LIVE, phase: 'rotating' } },
};
