import { z } from 'zod';
import { DAY_MS } from '#shared/durations.ts';
import type { NvrEvent } from '#shared/events.ts';
import { TimelineAnswer } from '#shared/timeline.ts';
import type { CatalogueQuestions, ChannelHistory } from '../../catalogue/catalogue.ts';
import { Refused } from '../../lib/errors.ts';
import { isoOf } from '../../lib/iso-time.ts';
import type { Redactor } from '../../lib/redact.ts';
import type { Playback } from '../../playback/playback.ts';
import { coverageOf } from '../../segments/segments.ts';
import type { App } from '../app.ts';
import { type Channels, ChannelsQuery } from '../channels.ts';
import { demandSpan, Instant } from '../instant.ts';
import { PROBLEMS } from '../problems.ts';
import { cleanEvent } from '../status/clean-event.ts';

const LONGEST_MS = 32 * DAY_MS;
const LONGEST_ACTIVITY_MS = 2 * DAY_MS;
/** As wide as a screen. */
const MOST_STEPS = 1_500;
const STEP_MS = 10_000;
const MOST_PIECES = 10_000;

export interface TimelineRoutesOptions {
  readonly channels: Channels;
  readonly questions: Pick<CatalogueQuestions, 'timeline' | 'momentsWithin'>;
  readonly redactor: Redactor;
  /** How much happened in each step, read from the sizes of pictures. */
  readonly playback: Pick<Playback, 'activity'>;
}

/** GET /api/timeline */
export function timelineRoutes(app: App, { channels, questions, playback, redactor }: TimelineRoutesOptions): void {
  app.get(
    '/api/timeline',
    {
      config: { policy: 'session', isLarge: true },
      schema: {
        tags: ['recordings'],
        summary: 'Recorded runs, gaps and what happened in a span of up to 32 days',
        querystring: z.object({
          from: Instant,
          to: Instant,
          channel: ChannelsQuery,
          activity: z.literal('1').optional().describe('Tell activity, too: of two days at most, `from` at full ten seconds'),
        }),
        response: { 200: TimelineAnswer, ...PROBLEMS },
      },
    },
    async ({ query: { from, to, channel, activity } }) => {
      demandSpan({ from, to }, LONGEST_MS);
      if (activity && to - from > LONGEST_ACTIVITY_MS) throw new Refused('input-invalid', 'Ask for the activity of two days at most');
      const wanted = channel?.length ? channel.map((number) => channels.demand(number)) : channels.numbers;
      const histories = await questions.timeline(from, to, wanted);
      demandFew(histories);
      const shown = async (channel: number): Promise<NvrEvent[]> =>
        (await questions.momentsWithin(channel, from, to)).map((event) => cleanEvent(event, redactor));
      const events = new Map(await Promise.all(histories.map(async ({ channel: one }) => [one, await shown(one)] as const)));
      const answer = histories.map((entry) => ({
        channel: entry.channel,
        recordings: entry.recordings.map(({ live, ...span }) => ({ ...isoSpan(span), live })),
        gaps: entry.gaps.map(({ reason, ...span }) => ({ ...isoSpan(span), reason })),
        unreadable: entry.unreadable.map(isoSpan),
        events: events.get(entry.channel) ?? [],
        coverage: coverageOf([entry], { from, to }).percent,
      }));
      if (!activity) return { from: isoOf(from), to: isoOf(to), channels: answer };
      const stepMs = Math.ceil((to - from) / MOST_STEPS / STEP_MS) * STEP_MS;
      const withActivity = [];
      for (const entry of answer) {
        const { levels } = await playback.activity(entry.channel, { from, to }, stepMs);
        withActivity.push({ ...entry, activity: { stepMs, levels: [...levels] } });
      }
      return { from: isoOf(from), to: isoOf(to), channels: withActivity };
    },
  );
}

/** A camera that flickers for weeks has more gaps than a browser can draw, or we can write out without keeping others waiting. */
function demandFew(histories: readonly ChannelHistory[]): void {
  const pieces = histories.reduce((sum, { recordings, gaps, unreadable }) => sum + recordings.length + gaps.length + unreadable.length, 0);
  if (pieces > MOST_PIECES)
    throw new Refused(
      'input-invalid',
      `There are ${pieces} recordings and gaps in this time: ask for a shorter one, or for fewer channels`,
    );
}

function isoSpan({ from, to }: { readonly from: number; readonly to: number }): { from: string; to: string } {
  return { from: isoOf(from), to: isoOf(to) };
}
