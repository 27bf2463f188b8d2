import { z } from 'zod';
import { ChannelNumber, GapReason } from './channel.ts';

const Moment = z.iso.datetime({ offset: true });

export const ExportState = z.enum(['queued', 'running', 'done', 'failed']);
export type ExportState = z.infer<typeof ExportState>;

/** A finished file of an export. */
export const ExportFile = z.object({
  name: z.string().describe('As in its address'),
  channel: z.number().int(),
  from: Moment.describe('Its first picture: the keyframe before the asked moment, or the first one recorded'),
  to: Moment.describe('The end of its last picture'),
  durationMs: z.number().describe('Of what it plays: gaps are left out'),
  sizeBytes: z.number().int(),
  sha256: z.string(),
  gaps: z
    .array(z.object({ from: Moment, to: Moment, reason: GapReason.or(z.literal('unreadable')) }))
    .describe('What is missing between its beginning and its end'),
});
export type ExportFile = z.infer<typeof ExportFile>;

export const Export = z.object({
  id: z.number().int(),
  channels: z.array(z.number().int()),
  from: Moment,
  to: Moment,
  state: ExportState,
  progress: z.number().describe('0 to 1'),
  problem: z.string().nullable().describe('Why it failed'),
  by: z.string(),
  createdAt: Moment,
  finishedAt: Moment.nullable(),
  expiresAt: Moment.nullable().describe('Then its files are deleted'),
  sizeBytes: z.number().int(),
  files: z.array(ExportFile.extend({ url: z.string() })),
  manifestUrl: z.string().nullable(),
});
export type Export = z.infer<typeof Export>;

/** GET /api/exports, newest first */
export const ExportsAnswer = z.object({ exports: z.array(Export) });
export type ExportsAnswer = z.infer<typeof ExportsAnswer>;

/** POST /api/exports */
export const ExportRequest = z.object({ channels: z.array(ChannelNumber).min(1).max(64), from: Moment, to: Moment });
export type ExportRequest = z.infer<typeof ExportRequest>;
