import { z } from 'zod';
import { CoverageAnswer } from '#shared/timeline.ts';
import type { CatalogueQuestions } from '../../catalogue/catalogue.ts';
import type { App } from '../app.ts';
import { type Channels, ChannelsQuery } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import { dayCoverage, daysOfMonth } from './day-coverage.ts';

export interface CoverageRoutesOptions {
  readonly channels: Channels;
  readonly questions: Pick<CatalogueQuestions, 'timeline'>;
  readonly timeZone: string;
}

const CoverageQuery = z.object({
  month: z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'A month is written YYYY-MM'),
  channel: ChannelsQuery,
});

/** GET /api/coverage: what a calendar shows of each day. */
export function coverageRoutes(app: App, { channels, questions, timeZone }: CoverageRoutesOptions): void {
  app.get(
    '/api/coverage',
    {
      config: { policy: 'session', isLarge: true },
      schema: {
        tags: ['recordings'],
        summary: 'How much of each day of a month was recorded, of all channels or some together',
        querystring: CoverageQuery,
        response: { 200: CoverageAnswer, ...PROBLEMS },
      },
    },
    async ({ query: { month, channel } }) => {
      const wanted = channel?.length ? channel.map((number) => channels.demand(number)) : channels.numbers;
      const days = daysOfMonth(month, timeZone);
      const histories = await questions.timeline(days[0]?.from ?? 0, days.at(-1)?.to ?? 0, wanted);
      return { days: dayCoverage(days, histories) };
    },
  );
}
