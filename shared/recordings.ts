import { z } from 'zod';

/** A calendar date, `YYYY-MM-DD`. */
export const CalendarDate = z.iso.date();

/** GET /api/dates */
export const DatesAnswer = z.object({
  dates: z.array(CalendarDate),
  misdated: z.array(CalendarDate).describe('Days of recordings whose time cannot be right: before 2001, or in the future; newest first'),
});

/** Why a recording cannot be played. */
export const Unplayable = z.enum(['empty', 'not_video', 'no_index', 'no_pictures', 'holes', 'unreadable', 'codec']);
export type Unplayable = z.infer<typeof Unplayable>;

export const RecordingEntry = z.object({
  name: z.string().describe('Path below RECORD_DIR'),
  startTime: z.string().describe('Local time of the first frame, HH:MM:SS'),
  datetime: z.iso.datetime({ offset: true }),
  size: z.string().describe('For people, e.g. "290.1 MB"'),
  sizeBytes: z.number().int(),
  duration: z.number().describe('Seconds; of a running segment: until now'),
  live: z.boolean().describe('It is being written'),
  protected: z.boolean(),
  problem: z.string().nullable().describe('Why it could not be converted, read or played, or is not believed, in a sentence'),
  unplayable: Unplayable.nullable().describe(
    'Why no browser plays it: 0 bytes; neither MKV nor MP4; an MP4 that was never finished; no pictures; mostly holes; damaged; or its codec, with which it may be downloaded',
  ),
  misdated: z
    .enum(['past', 'future'])
    .nullable()
    .describe('Its name tells a time that cannot be right: it is listed there, and counts in nothing that tells time'),
});
export type RecordingEntry = z.infer<typeof RecordingEntry>;

/** GET /api/channel/{ch}/recordings */
export const RecordingsAnswer = z.object({ recordings: z.array(RecordingEntry) });
export type RecordingsAnswer = z.infer<typeof RecordingsAnswer>;

/** DELETE /api/recording */
export const DeletedAnswer = z.object({ message: z.literal('Deleted'), path: z.string() });

/** DELETE /api/recordings */
export const SpanDeletedAnswer = z.object({
  deleted: z.number().int().describe('Recordings that are in no list any more; with `dryRun` those that would go'),
  protected: z.number().int().describe('Recordings that stay because they are protected'),
  bytes: z.number().int().describe('What the deleted ones take of the disk'),
  left: z
    .number()
    .int()
    .describe('Of the deleted ones: files that are still there, because it takes long or they refuse; they are tried again'),
  channels: z.array(
    z.object({
      channel: z.number().int(),
      deleted: z.number().int(),
      protected: z.number().int(),
      bytes: z.number().int(),
      from: z.iso.datetime({ offset: true }).nullable().describe('Where the first one begins that goes; null: none goes'),
      to: z.iso.datetime({ offset: true }).nullable().describe('Where the last one ends'),
      keptBy: z.array(z.string()).describe('Who protects what stays'),
      endsProtections: z.number().int().describe('Protections that end where it is deleted'),
      leavesRunning: z.boolean().describe('What is being written lies in the span, too, and stays'),
    }),
  ),
});
export type SpanDeletedAnswer = z.infer<typeof SpanDeletedAnswer>;
