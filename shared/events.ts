import { z } from 'zod';

/** What can happen that is worth remembering. */
export const EventKind = z.enum([
  'camera_lost',
  'camera_back',
  'sound_left_out',
  'sound_back',
  'hub_down',
  'hub_back',
  'storage_low',
  'storage_error',
  'storage_ok',
  'cleanup',
  'conversion_failed',
  'recording_deleted',
  'reconciled',
  'quarantined',
  'unplayable',
  'misdated',
  'clock_stepped',
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'protection_added',
  'protection_removed',
  'alarm_raised',
  'alarm_cleared',
  'streaming_lost',
  'streaming_back',
  'streaming_rotation_failed',
  'streaming_started',
  'streaming_stopped',
  'export_requested',
  'export_ready',
  'export_failed',
  'export_deleted',
  'share_added',
  'share_removed',
  'share_locked',
  'stood_still',
  'started',
  'stopped',
]);
export type EventKind = z.infer<typeof EventKind>;

/** An event as it was remembered. */
export const NvrEvent = z.object({
  id: z.number().int(),
  at: z.iso.datetime({ offset: true }),
  kind: EventKind,
  channel: z.number().int().nullable(),
  text: z.string().describe('The same in an English sentence for people, without secrets'),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type NvrEvent = z.infer<typeof NvrEvent>;

/** GET /api/events as JSON, newest first */
export const EventsAnswer = z.object({ events: z.array(NvrEvent) });
export type EventsAnswer = z.infer<typeof EventsAnswer>;

/** What GET /api/events (SSE) sends; the SSE event's name is `topic`. */
export const Notice = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('channel'), channel: z.number().int() }).describe('The state of this channel changed: ask /api/live'),
  z.object({ topic: z.literal('channels') }).describe('A camera was added, set otherwise or removed: ask /api/config'),
  z
    .object({ topic: z.literal('recording'), channel: z.number().int(), date: z.string() })
    .describe('A segment opened, closed, was converted or deleted'),
  z.object({ topic: z.literal('storage') }),
  z.object({ topic: z.literal('streaming') }).describe('The state of the stream to YouTube changed: ask /api/youtube'),
  z.object({ topic: z.literal('health') }).describe('Figures or alarms changed: ask /api/health, /api/alarms; at most every 10 s'),
  z.object({ topic: z.literal('export'), id: z.number().int() }).describe('An export went on, ended or was deleted: ask /api/exports'),
  z.object({ topic: z.literal('event'), event: NvrEvent }),
]);
export type Notice = z.infer<typeof Notice>;
