import { z } from 'zod';
import { CalendarDate } from './recordings.ts';

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
  channels: z.array(
    z.object({
      channel: z.number().int(),
      bytes: z.number(),
      segments: z.number().int(),
      oldestDate: CalendarDate.nullable().describe('The local day of its oldest recording'),
    }),
  ),
  protectedBytes: z.number().describe('Of recordings that cleanup must not touch; they are part of the usage'),
  oldest: z.iso.datetime({ offset: true }).nullable(),
  daysKept: z.number().describe('Days between the oldest segment and now'),
  bytesPerDay: z.number().nullable().describe('What the last 24 hours brought'),
  forecastDays: z
    .number()
    .nullable()
    .describe('Days until the limit is reached at this rate; 0 when cleanup already works; null when unknown'),
});
export type StorageAnswer = z.infer<typeof StorageAnswer>;

/** A span of storage's past. */
export const StoragePast = z.object({
  at: z.iso.datetime({ offset: true }).describe('Where the hour, or in long spans the day, begins'),
  usedBytes: z.number().nullable().describe('Everything in RECORD_DIR; null: nobody looked'),
  freeBytes: z.number().nullable(),
  totalBytes: z.number().nullable(),
  removedSegments: z.number().int().describe('By cleanup'),
  removedBytes: z.number(),
  removedFor: z
    .object({ age: z.number().int(), storage: z.number().int(), free: z.number().int() })
    .describe('Segments by cause: RETENTION_DAYS, MAX_STORAGE_GB, MIN_FREE_GB'),
});
export type StoragePast = z.infer<typeof StoragePast>;

/** GET /api/storage/history, oldest first */
export const StorageHistoryAnswer = z.object({
  stepMs: z.number().describe('An hour up to 31 days, else a day'),
  spans: z.array(StoragePast),
});
export type StorageHistoryAnswer = z.infer<typeof StorageHistoryAnswer>;
