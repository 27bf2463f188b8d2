import { z } from 'zod';

/** The state of the recording volume. */
export const VolumeState = z.enum(['ok', 'low', 'full', 'read_only', 'missing', 'wrong_disk', 'error']);
export type VolumeState = z.infer<typeof VolumeState>;

/** GET /api/storage; GB are 10^9 bytes. */
export const StorageAnswer = z.object({
  usedGB: z.number(),
  maxGB: z.number(),
  usedBytes: z.number(),
  maxBytes: z.number(),
  freeBytes: z.number().nullable().describe('Free on the disk of RECORD_DIR; null when it cannot be asked'),
  diskBytes: z.number().nullable(),
  state: VolumeState,
  detail: z.string().nullable(),
  channels: z.array(z.object({ channel: z.number().int(), bytes: z.number(), segments: z.number().int() })),
  oldest: z.iso.datetime({ offset: true }).nullable(),
  daysKept: z.number().describe('Days between the oldest segment and now'),
  bytesPerDay: z.number().nullable().describe('What the last 24 hours brought'),
  forecastDays: z
    .number()
    .nullable()
    .describe('Days until the limit is reached at this rate; 0 when cleanup already works; null when unknown'),
});
export type StorageAnswer = z.infer<typeof StorageAnswer>;
