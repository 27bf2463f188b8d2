import { z } from 'zod';

/** A calendar date, `YYYY-MM-DD`. */
export const CalendarDate = z.iso.date();

/** GET /api/dates */
export const DatesAnswer = z.object({ dates: z.array(CalendarDate) });

export const RecordingEntry = z.object({
  name: z.string().describe('Path below RECORD_DIR'),
  startTime: z.string().describe('Local time of the first frame, HH:MM:SS'),
  datetime: z.iso.datetime({ offset: true }),
  size: z.string().describe('For people, e.g. "290.1 MB"'),
  sizeBytes: z.number().int(),
  duration: z.number().describe('Seconds; of a running segment: until now'),
  live: z.boolean().describe('It is being written'),
  protected: z.boolean(),
  problem: z.string().nullable().describe('Why it could not be converted or read, if so'),
});
export type RecordingEntry = z.infer<typeof RecordingEntry>;

/** GET /api/channel/{ch}/recordings */
export const RecordingsAnswer = z.object({ recordings: z.array(RecordingEntry) });
export type RecordingsAnswer = z.infer<typeof RecordingsAnswer>;

/** DELETE /api/recording */
export const DeletedAnswer = z.object({ message: z.literal('Deleted'), path: z.string() });
