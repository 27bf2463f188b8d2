import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChannelNumber } from '#shared/channel.ts';
import { CalendarDate, DatesAnswer, type RecordingEntry, RecordingsAnswer } from '#shared/recordings.ts';
import type { CatalogueQuestions } from '../../catalogue/catalogue.ts';
import type { Clock } from '../../lib/clock.ts';
import { isClosed, type RunningSegment } from '../../segments/segments.ts';
import type { App } from '../app.ts';
import { ChannelParams, type Channels } from '../channels.ts';
import { PROBLEMS } from '../problems.ts';
import { recordingEntry } from './recording-entry.ts';

export interface RecordingsRoutesOptions {
  readonly channels: Channels;
  readonly questions: Pick<CatalogueQuestions, 'datesWithRecordings' | 'misdatedDates' | 'segmentsOfDay'>;
  readonly recordDir: string;
  readonly timeZone: string;
  readonly clock: Clock;
}

/** Lists of days and of a day's recordings, the running segment included. */
export function recordingsRoutes(app: App, options: RecordingsRoutesOptions): void {
  dates(app, options);
  day(app, options);
}

function dates(app: App, options: RecordingsRoutesOptions): void {
  const querystring = z.object({ channel: z.union([z.literal('').transform(() => undefined), ChannelNumber]).optional() });
  app.get(
    '/api/dates',
    {
      config: { policy: 'session' },
      schema: {
        tags: ['recordings'],
        summary: 'Days with recordings, newest first',
        querystring,
        response: { 200: DatesAnswer, ...PROBLEMS },
      },
    },
    async ({ query: { channel } }) => {
      if (channel !== undefined) options.channels.demand(channel);
      const { questions } = options;
      return { dates: await questions.datesWithRecordings(channel), misdated: await questions.misdatedDates(channel) };
    },
  );
}

function day(app: App, options: RecordingsRoutesOptions): void {
  app.get(
    '/api/channel/:ch/recordings',
    {
      config: { policy: 'session' },
      schema: {
        tags: ['recordings'],
        summary: 'A channel’s recordings of a day in time order',
        params: ChannelParams,
        querystring: z.object({ date: CalendarDate }),
        response: { 200: RecordingsAnswer, ...PROBLEMS },
      },
    },
    async ({ params, query: { date } }) => {
      const channel = options.channels.demand(params.ch);
      const recordings: RecordingEntry[] = [];
      for (const segment of await options.questions.segmentsOfDay(channel, date))
        recordings.push(isClosed(segment) ? recordingEntry(segment, options.timeZone) : await liveEntry(segment, options));
      return { recordings };
    },
  );
}

async function liveEntry(
  { path: name, startedAt }: RunningSegment,
  { recordDir, timeZone, clock }: RecordingsRoutesOptions,
): Promise<RecordingEntry> {
  const sizeBytes = await stat(path.join(recordDir, name)).then(
    ({ size }) => size,
    () => 0, // not yet made, or just renamed: the next answer knows
  );
  const durationMs = Math.max(0, clock.now() - startedAt);
  return recordingEntry(
    { path: name, startedAt, durationMs, sizeBytes, problem: null, isProtected: false, unplayable: null, misdated: null },
    timeZone,
    true,
  );
}
