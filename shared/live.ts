import { z } from 'zod';
import { RecordingPhase, TroubleReason } from './channel.ts';

/** `LIVE`: frames are being recorded now; `REC`: has recordings but none running; `OFF`: nothing, or switched off. */
const LiveStatus = z.enum(['LIVE', 'REC', 'OFF']);

export const ChannelLive = z.object({
  status: LiveStatus,
  file: z.string().nullable().describe('Path below RECORD_DIR of the running segment, or of the newest one; null when OFF'),
  phase: RecordingPhase,
  reason: TroubleReason.nullable().describe('Why it is not being recorded; null while all is well'),
  detail: z.string().nullable().describe('The same in words, without secrets'),
  since: z.iso.datetime({ offset: true }).nullable().describe('Since when this state lasts'),
  nextTryAt: z.iso.datetime({ offset: true }).nullable(),
  online: z.boolean().describe('The hub gets video from the camera'),
  videoCodec: z.string().nullable(),
  audioCodec: z.string().nullable(),
  bitrateBps: z.number().nullable(),
});
export type ChannelLive = z.infer<typeof ChannelLive>;

/** GET /api/live */
export const LiveAnswer = z.object({ channels: z.record(z.string(), ChannelLive) });
export type LiveAnswer = z.infer<typeof LiveAnswer>;
