import { z } from 'zod';

const Moment = z.iso.datetime({ offset: true });

/** What can be so wrong that somebody should be told. */
export const AlarmKind = z.enum([
  'camera_not_recorded',
  'disk_low',
  'disk_failing',
  'hub_down',
  'streaming_failing',
  'memory_high',
  'test',
]);
export type AlarmKind = z.infer<typeof AlarmKind>;

/** Something that is wrong now, and has been for longer than a moment. */
export const Alarm = z.object({
  id: z.string().describe('The same while it lasts, e.g. `camera_not_recorded:3`'),
  kind: AlarmKind,
  channel: z.number().int().nullable(),
  text: z.string().describe('One English sentence for people, without secrets'),
  reason: z.string().nullable().describe('One word for programs: a trouble reason, a volume state'),
  since: Moment.describe('When the trouble began'),
  raisedAt: Moment,
});
export type Alarm = z.infer<typeof Alarm>;

/** Whether somebody outside hears of alarms; never the address. */
export const Messenger = z.object({
  isConfigured: z.boolean(),
  waiting: z.number().int().describe('Messages not delivered yet'),
  lastSentAt: Moment.nullable(),
  lastError: z.string().nullable().describe('Null when the last attempt was taken'),
});
export type Messenger = z.infer<typeof Messenger>;

/** GET /api/alarms, oldest first; POST /api/alarms/test */
export const AlarmsAnswer = z.object({
  alarms: z.array(Alarm),
  webhook: Messenger.describe('ALERT_WEBHOOK_URL'),
  heartbeat: Messenger.describe('HEARTBEAT_URL'),
});
export type AlarmsAnswer = z.infer<typeof AlarmsAnswer>;
