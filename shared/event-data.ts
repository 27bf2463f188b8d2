import { z } from 'zod';
import { AlarmKind } from './alarms.ts';
import { TroubleReason } from './channel.ts';
import type { EventKind, NvrEvent } from './events.ts';
import { Unplayable } from './recordings.ts';
import { VolumeState } from './storage.ts';
import { StreamingReason } from './youtube.ts';

/** What an alarm tells beside its reason; which of these, depends on its kind. */
export const AlarmFacts = z.object({
  name: z.string().optional().describe('Of the camera'),
  hasRecorded: z.boolean().optional().describe('Whether anything was ever recorded of the camera'),
  isUnwanted: z.boolean().optional().describe('The camera is no longer to be recorded'),
  said: z.string().nullable().optional().describe('What a program or device said, in its own words'),
  streamed: z.number().int().optional().describe('The channel of the camera that is streamed'),
  bytes: z.number().optional().describe('Of memory'),
});
export type AlarmFacts = z.infer<typeof AlarmFacts>;

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

/** What an event tells, by its kind; undefined where an earlier version told less: then there is only its sentence. */
export function toldBy({ kind, channel, data }: Pick<NvrEvent, 'kind' | 'channel' | 'data'>): EventTold | undefined {
  const parsed = EVENT_DATA[kind]?.safeParse(data);
  // the schema of the kind has just said that the data are of the kind
  return parsed?.success ? ({ kind, channel, data: parsed.data } as EventTold) : undefined;
}
