import { z } from 'zod';
import { GapReason, RecordingPhase, TroubleReason } from './channel.ts';
import { CalendarDate } from './recordings.ts';
import { VolumeState } from './storage.ts';

const Moment = z.iso.datetime({ offset: true });

export const CameraHealth = z.object({
  channel: z.number().int(),
  name: z.string(),
  isRecorded: z.boolean().describe('CAMERA_<n>_RECORD; false: live only'),
  phase: RecordingPhase,
  reason: TroubleReason.nullable(),
  detail: z.string().nullable(),
  since: Moment.nullable().describe('Since when this phase lasts'),
  online: z.boolean(),
  codec: z.string().nullable().describe('Of the video: `h264`, `hevc` …'),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  audio: z.string().nullable().describe('Codec of the sound; null: none'),
  frameRateWanted: z.number().nullable().describe('Frames a second the camera declares'),
  frameRate: z.number().nullable().describe('Frames a second that arrive, over the last 30 s'),
  bitrateBps: z.number().nullable(),
  gopMs: z.number().nullable().describe('From keyframe to keyframe on average, in the newest converted recording'),
  longestGopMs: z.number().nullable(),
  lastFrameAgeMs: z.number().nullable().describe('How old the newest recorded frame is'),
  reconnects24h: z.number().int().describe('How often a recording began anew in the last 24 hours'),
  gapsToday: z.object({
    count: z.number().int(),
    totalMs: z.number(),
    longest: z.array(z.object({ from: Moment, to: Moment, reason: GapReason })).describe('The 20 longest, in time order'),
  }),
  coverage: z
    .array(z.object({ date: CalendarDate, percent: z.number().nullable().describe('Null: there was no recording yet') }))
    .describe('Recorded share of each of the last 7 days, today last and up to now'),
});
export type CameraHealth = z.infer<typeof CameraHealth>;

/** GET /api/health */
export const HealthAnswer = z.object({
  at: Moment,
  alarms: z.number().int().describe('Active ones: /api/alarms tells which'),
  channels: z.array(CameraHealth),
  hub: z.object({ isUp: z.boolean(), version: z.string().nullable(), reason: z.string().nullable() }),
  disk: z.object({
    state: VolumeState,
    detail: z.string().nullable(),
    freeBytes: z.number().nullable(),
    totalBytes: z.number().nullable(),
    writeBps: z.number().nullable().describe('Bytes a second that reach the disk, measured by a small file now and then'),
    writeMeasuredAt: Moment.nullable(),
    network: z.string().nullable().describe('NFS, SMB … where RECORD_DIR is a network share; null: a local disk'),
  }),
  database: z.object({ bytes: z.number().nullable() }),
  converter: z.object({ waiting: z.number().int(), givenUp: z.number().int() }),
  process: z.object({
    startedAt: Moment,
    memoryBytes: z.number().describe('Resident'),
    heapBytes: z.number(),
    cpuPercent: z.number().describe('Of one processor core, over the last minute'),
    eventLoopDelayMs: z.number().describe('The longest of the last minute'),
  }),
});
export type HealthAnswer = z.infer<typeof HealthAnswer>;

/** GET /api/health/history: one sample a minute, a day at most, lost at a restart; column by column, as charts want it. */
export const HealthHistoryAnswer = z.object({
  at: z.array(z.number()).describe('Epoch ms'),
  memoryBytes: z.array(z.number()),
  heapBytes: z.array(z.number()),
  cpuPercent: z.array(z.number()),
  eventLoopDelayMs: z.array(z.number()),
  bitrateBps: z.array(z.number()).describe('Of all cameras together'),
  recording: z.array(z.number()).describe('How many cameras were recorded'),
  converterWaiting: z.array(z.number()),
});
export type HealthHistoryAnswer = z.infer<typeof HealthHistoryAnswer>;

/** How good a finding of the camera doctor is. */
export const Verdict = z.enum(['good', 'note', 'warning', 'bad']);
export type Verdict = z.infer<typeof Verdict>;

/** What the camera doctor looks at, in the order it tells. */
export const FindingTopic = z.enum([
  'reachable',
  'password',
  'video_codec',
  'gop',
  'frame_order',
  'smart_codec',
  'audio',
  'frame_rate',
  'picture',
  'clock',
]);
export type FindingTopic = z.infer<typeof FindingTopic>;

export const Finding = z.object({
  topic: FindingTopic,
  code: z.string().describe('Stable name of this sentence, e.g. `gop_long`, for translations; its numbers are in data'),
  verdict: Verdict,
  text: z.string().describe('What was found, in plain words'),
  advice: z.string().nullable().describe('What to do about it'),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type Finding = z.infer<typeof Finding>;

/** POST /api/channel/{ch}/check */
export const CameraCheckAnswer = z.object({
  channel: z.number().int(),
  at: Moment,
  tookMs: z.number(),
  verdict: Verdict.describe('The worst of the findings'),
  findings: z.array(Finding),
  picture: z.string().nullable().describe('What the camera shows, as a data: URL of a JPEG'),
});
export type CameraCheckAnswer = z.infer<typeof CameraCheckAnswer>;
