import { z } from 'zod';
import { AlarmFacts, AlarmKind } from './alarms.ts';
import { TroubleReason } from './channel.ts';
import { Unplayable } from './recordings.ts';
import { VolumeState } from './storage.ts';
import { StreamingReason } from './youtube.ts';

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

/** Who did it, and from where. */
const Person = { user: z.string(), address: z.string() };
/** What a program or device said, in its own words; null: nothing. */
const Said = z.string().nullable().default(null);
const Count = z.number().int();
const Moment = z.iso.datetime({ offset: true });
const Folder = z.string().default('');
/** Whatever its kind, an alarm is told alike. */
const AlarmTold = z.object({ alarm: z.string(), kind: AlarmKind, reason: z.string().nullable(), ...AlarmFacts.shape });
/** A span of some cameras, by their names of then. */
const Span = { cameras: z.string(), from: Moment, to: Moment };

/** What an event of each kind tells beside its channel: codes, names and numbers in their unit; whoever reads them makes the words. */
export const EVENT_DATA = {
  camera_lost: z.object({ reason: TroubleReason.nullable(), isNew: z.boolean(), said: Said }),
  camera_back: z.object({ awayMs: z.number(), isNew: z.boolean().default(false) }),
  sound_left_out: z.object({ codec: z.string().nullable(), said: Said }),
  sound_back: z.object({}),
  hub_down: z.object({ said: Said }),
  hub_back: z.object({}),
  storage_low: z.union([z.object({ state: VolumeState, folder: Folder }), z.object({ limit: z.enum(['storage', 'free']) })]),
  storage_error: z.union([
    z.object({ state: VolumeState, folder: Folder, said: Said }),
    z.object({ rows: Count, missing: Count, folder: Folder }),
  ]),
  storage_ok: z.object({}),
  cleanup: z.object({ segments: Count, bytes: z.number(), channels: z.string(), refused: Count }),
  conversion_failed: z.object({ path: z.string(), said: Said }),
  recording_deleted: z.union([
    z.object({ ...Person, path: z.string(), file: z.string() }),
    z.object({ ...Person, ...Span, channels: z.string(), deleted: Count, bytes: z.number() }),
  ]),
  reconciled: z.object({ adopted: Count, settled: Count, forgotten: Count, deleted: Count, renamed: Count }),
  quarantined: z.object({}),
  unplayable: z.object({ folder: z.string(), files: Count, path: z.string(), why: Unplayable.nullable().default(null), said: Said }),
  misdated: z.object({ folder: z.string(), files: Count, path: z.string() }),
  clock_stepped: z.object({ stepMs: z.number() }),
  sign_in: z.object(Person),
  sign_in_failed: z.object({ ...Person, user: z.string().nullable() }),
  sign_out: z.object(Person),
  protection_added: z.object({ ...Person, id: Count, ...Span }),
  protection_removed: z.object({ ...Person, id: Count }),
  alarm_raised: AlarmTold,
  alarm_cleared: AlarmTold,
  streaming_lost: z.object({ reason: StreamingReason.nullable(), said: Said }),
  streaming_back: z.object({}),
  streaming_rotation_failed: z.object({ reason: StreamingReason.nullable(), said: Said }),
  streaming_started: z.object(Person),
  streaming_stopped: z.object(Person),
  export_requested: z.object({ ...Person, id: Count, ...Span }),
  export_ready: z.object({ id: Count, by: z.string(), sizeBytes: z.number() }),
  export_failed: z.object({ id: Count, by: z.string(), said: Said }),
  export_deleted: z.object({ ...Person, id: Count, wasCancelled: z.boolean() }),
  share_added: z.object({ ...Person, id: Count, hasPin: z.boolean(), until: Moment, ...Span }),
  share_removed: z.object({ ...Person, id: Count }),
  share_locked: z.object({ id: Count }),
  stood_still: z.object({ at: Moment, place: z.string(), stillMs: z.number() }),
  started: z.object({ version: z.string() }),
  stopped: z.object({}),
} as const satisfies Record<EventKind, z.ZodType>;
/** What an event of a kind tells. */
export type EventData<Kind extends EventKind> = Readonly<z.infer<(typeof EVENT_DATA)[Kind]>>;

/** Something to be remembered: without secrets, and without sentences of ours. */
export type EventTold = {
  [Kind in EventKind]: { readonly kind: Kind; readonly channel?: number | null; readonly data: EventData<Kind> };
}[EventKind];

/** An event as it was remembered. */
export const NvrEvent = z.object({
  id: z.number().int(),
  at: Moment,
  kind: EventKind,
  channel: z.number().int().nullable(),
  text: z.string().describe('The same in an English sentence for people, without secrets'),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type NvrEvent = z.infer<typeof NvrEvent>;

/** What an event tells, by its kind; undefined where an earlier version told less: then there is only its sentence. */
export function toldBy({ kind, channel, data }: Pick<NvrEvent, 'kind' | 'channel' | 'data'>): EventTold | undefined {
  const parsed = EVENT_DATA[kind]?.safeParse(data);
  // the schema of the kind has just said that the data are of the kind
  return parsed?.success ? ({ kind, channel, data: parsed.data } as EventTold) : undefined;
}

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
