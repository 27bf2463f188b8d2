import { z } from 'zod';
import { ChannelNumber, GapReason } from './channel.ts';

const Moment = z.iso.datetime({ offset: true });

export const ExportState = z.enum(['queued', 'running', 'done', 'failed']);
export type ExportState = z.infer<typeof ExportState>;

/** Where files begin and end: without loss at keyframes, or at the asked pictures with the GOPs at the edges encoded again. */
export const ExportCut = z.enum(['keyframes', 'exact']);
export type ExportCut = z.infer<typeof ExportCut>;

/** A finished file of an export. */
export const ExportFile = z.object({
  name: z.string().describe('As in its address'),
  channel: z.number().int(),
  from: Moment.describe('Its first picture: the keyframe before the asked moment, or the first one recorded'),
  to: Moment.describe('The end of its last picture'),
  durationMs: z.number().describe('Of what it plays: gaps are left out'),
  sizeBytes: z.number().int(),
  sha256: z.string(),
  cut: ExportCut.describe('What became of the wish; `exact` is not possible with every camera'),
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
  cut: ExportCut,
  state: ExportState,
  progress: z.number().describe('0 to 1'),
  problem: z.string().nullable().describe('Why it failed'),
  by: z.string(),
  mayChange: z.boolean().describe('Whether you may end or delete it: it is yours, or its maker is no user any more'),
  createdAt: Moment,
  finishedAt: Moment.nullable(),
  expiresAt: Moment.nullable().describe('Then its files are deleted'),
  sizeBytes: z.number().int().describe('While it is not finished, about'),
  files: z.array(ExportFile.extend({ url: z.string() })),
  manifestUrl: z.string().nullable(),
});
export type Export = z.infer<typeof Export>;

/** GET /api/exports, newest first */
export const ExportsAnswer = z.object({ exports: z.array(Export) });
export type ExportsAnswer = z.infer<typeof ExportsAnswer>;

/** POST /api/exports */
export const ExportRequest = z.object({
  channels: z.array(ChannelNumber).min(1).max(64),
  from: Moment,
  to: Moment,
  cut: ExportCut.default('keyframes'),
});
export type ExportRequest = z.infer<typeof ExportRequest>;

/** GET /api/exports/estimate */
export const ExportEstimate = z.object({
  sizeBytes: z.number().int().describe('About; what is being written counts nothing yet'),
  maxBytes: z.number().int().describe('Of one export'),
  freeBytes: z.number().int().describe('What DATA_DIR has left for it'),
});
export type ExportEstimate = z.infer<typeof ExportEstimate>;
