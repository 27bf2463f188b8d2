import type { ApiExamples } from './api-example.ts';

const SPAN = { from: '2026-11-22T09:00:00.000Z', to: '2026-11-22T09:10:00.000Z' };
const QUEUED = {
  ...{ id: 12, channels: [1], ...SPAN, cut: 'keyframes', state: 'queued', progress: 0, problem: null, by: 'admin', mayChange: true },
  ...{ createdAt: '2026-11-22T10:00:00.000Z', finishedAt: null, expiresAt: null, sizeBytes: 0, files: [], manifestUrl: null },
};
const DONE = {
  ...QUEUED,
  ...{ state: 'done', progress: 1, finishedAt: '2026-11-22T10:00:04.000Z', expiresAt: '2026-11-29T10:00:04.000Z' },
  ...{ sizeBytes: 290_100_000, manifestUrl: '/api/exports/12/manifest.json' },
  files: [
    {
      ...{ name: 'ch1.mp4', channel: 1, from: '2026-11-22T08:59:58.400Z', to: '2026-11-22T09:10:00.400Z', durationMs: 602_000 },
      ...{ sizeBytes: 290_100_000, sha256: '9f86d081884c7d65'.repeat(4), cut: 'keyframes', gaps: [], url: '/api/exports/12/ch1.mp4' },
    },
  ],
};
const SHARE = {
  ...{
    id: 3,
    exportId: 12,
    channels: [1],
    ...SPAN,
    note: 'The van at the door',
    by: 'admin',
    mayChange: true,
    createdAt: '2026-11-22T10:05:00.000Z',
  },
  ...{ expiresAt: '2026-11-24T10:05:00.000Z', hasPin: true, isLocked: false, views: 0, lastViewedAt: null },
};
const LINK = '/share/4tXQk0vR2mYb8sLw1zPd3A';

/** What people take away, and share by link. */
export const EXPORT_EXAMPLES: ApiExamples = {
  'POST /api/exports': { body: { channels: [1], ...SPAN }, answer: QUEUED },
  'GET /api/exports': { answer: { exports: [DONE] } },
  'GET /api/exports/estimate': {
    path: `/api/exports/estimate?channel=1&from=${SPAN.from}&to=${SPAN.to}`,
    answer: { sizeBytes: 290_000_000, maxBytes: 50_000_000_000, freeBytes: 80_000_000_000 },
  },
  'GET /api/exports/:id': { path: '/api/exports/12', answer: DONE },
  'DELETE /api/exports/:id': { path: '/api/exports/12', answer: { message: 'Deleted' } },
  'GET /api/exports/:id/:name': { path: '/api/exports/12/ch1.mp4', options: '-OJ' },
  'POST /api/shares': {
    body: { exportId: 12, hours: 48, note: 'The van at the door', pin: '4711' },
    answer: { share: SHARE, path: LINK },
  },
  'GET /api/shares': { answer: { shares: [SHARE] } },
  'DELETE /api/shares/:id': { path: '/api/shares/3', answer: { message: 'Revoked' } },
};
