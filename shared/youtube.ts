import { z } from 'zod';

const Moment = z.iso.datetime({ offset: true });

/** What the push to the ingest does now. */
export const StreamingPhase = z.enum(['offline', 'starting', 'live', 'degraded', 'rotating', 'waiting', 'stopped']);
export type StreamingPhase = z.infer<typeof StreamingPhase>;

/** Why nothing is streamed, or not as it should be. */
export const StreamingReason = z.enum([
  'key_refused',
  'dns',
  'unreachable',
  'refused',
  'timeout',
  'certificate',
  'closed',
  'hung',
  'upload_slow',
  'camera_away',
  'encoder_failed',
  'encoder_slow',
  'unknown',
]);
export type StreamingReason = z.infer<typeof StreamingReason>;

/** What is worth remembering of a stream. */
export const StreamingRecordKind = z.enum([
  'started',
  'rotated',
  'rotation_failed',
  'failed',
  'slow',
  'slow_over',
  'camera_away',
  'camera_back',
  'stopped',
]);
export type StreamingRecordKind = z.infer<typeof StreamingRecordKind>;

const StreamingRecord = z.object({
  id: z.number().int(),
  at: Moment,
  kind: StreamingRecordKind,
  key: z.number().int().nullable().describe('1 or 2, never the key itself'),
  reason: StreamingReason.nullable(),
  text: z.string().describe('One sentence for people, without secrets'),
});
export type StreamingRecord = z.infer<typeof StreamingRecord>;

const StreamingSession = z.object({
  key: z.number().int().describe('1 or 2, never the key itself'),
  since: Moment.describe('When the ingest accepted it'),
  bitrateBps: z.number().describe('What the ingest took, over the last seconds'),
  sentBytes: z.number(),
  waitingBytes: z.number().describe('Sent, and not known to have arrived'),
  droppedFrames: z.number().int().describe('Left out because the upload was too slow'),
});

/** GET /api/youtube, and the answer of start, stop and rotate */
export const YoutubeAnswer = z.object({
  enabled: z.boolean().describe('YOUTUBE_ENABLED'),
  phase: StreamingPhase,
  since: Moment.describe('Since when this phase lasts'),
  reason: StreamingReason.nullable(),
  detail: z.string().nullable().describe('The reason in words, without secrets'),
  nextTryAt: Moment.nullable(),
  channel: z.number().int(),
  ingest: z.string().describe('Protocol and host that is streamed to'),
  keys: z.number().int().describe('How many keys are configured'),
  key: z.number().int().nullable().describe('The current key: 1 or 2, never the key itself'),
  keySince: Moment.nullable(),
  rotationMinutes: z.number(),
  nextRotationAt: Moment.nullable(),
  liveSince: Moment.nullable().describe('Since when the ingest gets pictures without a break'),
  picture: z.enum(['camera', 'slate', 'none']).describe('What is streamed: the camera, or a still picture because it is away'),
  cameraDetail: z.string().nullable().describe('Why the camera gives no picture'),
  video: z.enum(['copied', 'transcoded']).nullable(),
  audio: z.enum(['copied', 'transcoded', 'silent']).nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  keyframeSeconds: z.number().nullable().describe('Longest time between two keyframes seen lately'),
  bitrateInBps: z.number().describe('What the camera gives'),
  bitrateOutBps: z.number(),
  droppedFrames: z.number().int().describe('Left out since the start, all sessions together'),
  sessions: z.array(StreamingSession).describe('One, or two while rotating'),
  advice: z.array(z.string()).describe('What could be set better, for people'),
  lastError: z.object({ at: Moment, reason: StreamingReason.nullable(), text: z.string() }).nullable(),
  history: z.array(StreamingRecord).describe('Newest first'),
});
export type YoutubeAnswer = z.infer<typeof YoutubeAnswer>;
