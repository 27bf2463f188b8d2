import { z } from 'zod';
import { ChannelNumber } from '#shared/channel.ts';
import { EventKind, EventsAnswer } from '#shared/events.ts';
import type { CatalogueQuestions } from '../../catalogue/catalogue.ts';
import type { Redactor } from '../../lib/redact.ts';
import { signedIn } from '../access/policy.ts';
import type { App } from '../app.ts';
import { MOST_VALUES } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import { cleanEvent } from './clean-event.ts';
import type { EventStreams } from './event-streams.ts';

export interface EventsRoutesOptions {
  readonly questions: Pick<CatalogueQuestions, 'events'>;
  readonly streams: EventStreams;
  readonly redactor: Redactor;
}

const EventsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.coerce.number().int().min(1).optional().describe('The id of an event: only older ones'),
  kind: z
    .union(
      [
        EventKind.transform((kind) => [kind]),
        z
          .array(EventKind)
          .max(MOST_VALUES)
          .transform((kinds) => [...new Set(kinds)]),
      ],
      { error: `Name one kind, or ${MOST_VALUES} at most` },
    )
    .optional()
    .describe('One kind or several'),
  channel: ChannelNumber.optional(),
  text: z.string().max(100).optional().describe('Somewhere in its sentence, whatever the case'),
});

/** GET /api/events: what happened as JSON, or what happens now as a stream of server-sent events. */
export function eventsRoutes(app: App, { questions, streams, redactor }: EventsRoutesOptions): void {
  app.get(
    '/api/events',
    {
      config: { policy: 'session', isLarge: true },
      schema: {
        tags: ['events'],
        summary: 'What happened, newest first; with Accept: text/event-stream what happens now',
        querystring: EventsQuery,
        response: {
          200: {
            description: 'Events',
            content: { 'application/json': { schema: EventsAnswer }, 'text/event-stream': { schema: z.any() } },
          },
          ...PROBLEMS,
        },
      },
    },
    async (request, reply) => {
      if (request.headers.accept?.includes('text/event-stream')) {
        reply.type('text/event-stream').header('x-accel-buffering', 'no');
        return await reply.send(streams.open(signedIn(request)));
      }
      const { limit, before, kind: kinds, channel, text } = request.query;
      const found = await questions.events({ limit, before, kinds, channel, ...(text && { text }) });
      return { events: found.map((event) => cleanEvent(event, redactor)) };
    },
  );
}
