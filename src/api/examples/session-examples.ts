import type { ApiExamples } from './api-example.ts';

const PHONE = {
  id: 'p7kQ2mX0c1vR',
  isCurrent: true,
  createdAt: '2026-11-21T17:02:11.000Z',
  lastSeenAt: '2026-11-22T09:15:00.000Z',
  address: '192.168.1.50',
  userAgent: 'Mozilla/5.0 (Android 16; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0',
};

/** Signing in and out. */
export const SESSION_EXAMPLES: ApiExamples = {
  'POST /api/login': { body: { username: 'admin', password: '…' }, answer: { message: 'Logged in' }, options: '-c jar' },
  'POST /api/logout': { answer: { message: 'Logged out' } },
  'GET /api/me': { answer: { user: 'admin' } },
  'GET /api/sessions': { answer: { sessions: [PHONE] } },
  'DELETE /api/sessions': { answer: { message: 'Ended' } },
  'DELETE /api/sessions/:id': { path: '/api/sessions/p7kQ2mX0c1vR', answer: { message: 'Ended' } },
};
