import { z } from 'zod';

/** GET /api/config: what the app needs to know; never a secret. */
export const ConfigAnswer = z.object({
  numChannels: z.number().int(),
  storageLimit: z.number().describe('MAX_STORAGE_GB'),
  segmentDuration: z.number().describe('Seconds'),
  recordFormat: z.enum(['mkv', 'mp4']),
  retentionDays: z.number().nullable(),
  timeZone: z.string(),
  demo: z.boolean().describe('The cameras are synthetic: no camera is configured yet'),
  version: z.string(),
  channels: z.array(z.object({ channel: z.number().int(), name: z.string(), record: z.boolean(), hasSub: z.boolean() })),
  youtube: z.object({ enabled: z.boolean(), channel: z.number().int(), rotationMinutes: z.number() }),
});
export type ConfigAnswer = z.infer<typeof ConfigAnswer>;
