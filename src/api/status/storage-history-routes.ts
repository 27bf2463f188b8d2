import { z } from 'zod';
import { StorageHistoryAnswer } from '#shared/storage.ts';
import type { Health } from '../../health/health.ts';
import type { App } from '../app.ts';
import { PROBLEMS } from '../problems.ts';

const HistoryQuery = z.object({ days: z.coerce.number().int().min(1).max(1_461).default(30) });

/** GET /api/storage/history */
export function storageHistoryRoutes(app: App, past: Pick<Health, 'storageHistory'>): void {
  app.get(
    '/api/storage/history',
    {
      config: { policy: 'session', isLarge: true },
      schema: {
        tags: ['system'],
        summary: 'Used and free space over time, and what cleanup removed and why',
        querystring: HistoryQuery,
        response: { 200: StorageHistoryAnswer, ...PROBLEMS },
      },
    },
    (request) => past.storageHistory(request.query.days),
  );
}
