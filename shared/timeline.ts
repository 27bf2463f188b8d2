import { z } from 'zod';
import { GapReason } from './channel.ts';
import { NvrEvent } from './events.ts';
import { CalendarDate } from './recordings.ts';

const Span = z.object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) });

/** One channel's share of GET /api/timeline. */
export const ChannelTimeline = z.object({
  channel: z.number().int(),
  recordings: z.array(Span.extend({ live: z.boolean() })).describe('Merged runs of segments'),
  gaps: z.array(Span.extend({ reason: GapReason })),
  unreadable: z.array(Span),
  events: z.array(NvrEvent),
  coverage: z
    .number()
    .nullable()
    .describe('Percent recorded of what should have been, up to now; what is deleted counts neither way; null: nothing should have been'),
  activity: z
    .object({
      stepMs: z.number().int(),
      levels: z.array(z.number().int().nullable()).describe('0 (as usual) to 9, of each step from `from` on; null: nothing is known'),
    })
    .optional()
    .describe('With `activity=1`'),
});
export type ChannelTimeline = z.infer<typeof ChannelTimeline>;

/** GET /api/timeline */
export const TimelineAnswer = z.object({
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  channels: z.array(ChannelTimeline),
});
export type TimelineAnswer = z.infer<typeof TimelineAnswer>;

/** One day of GET /api/coverage, of all asked channels together. */
export const DayCoverage = z.object({
  date: CalendarDate,
  percent: z.number().nullable().describe('As in /api/timeline, of all these channels together'),
  interruptions: z.number().int().describe('Gaps that began on this day and that nobody wanted'),
});
export type DayCoverage = z.infer<typeof DayCoverage>;

/** GET /api/coverage */
export const CoverageAnswer = z.object({ days: z.array(DayCoverage) });
export type CoverageAnswer = z.infer<typeof CoverageAnswer>;
