import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ChannelNumber } from '#shared/channel.ts';
import { CalendarDate, DatesAnswer, type RecordingEntry, RecordingsAnswer } from '#shared/recordings.ts';
import type { Clock } from '../lib/clock.ts';
import { parseSegmentPath } from '../lib/segment-name.ts';
import type { App } from './app.ts';
import type { ChannelState } from './channel-state.ts';
import { ChannelParams, type Channels } from './channels.ts';
import { PROBLEMS } from './problems.ts';
import { type ListedSegment, recordingEntry } from './recording-entry.ts';

export interface RecordingsRoutesOptions {
  readonly channels: Channels;
  readonly datesWithRecordings: (channel?: number) => Promise<readonly string[]>;
  /** Of recordings whose time cannot be right, newest first. */
  readonly misdatedDates: (channel?: number) => Promise<readonly string[]>;
  readonly segmentsOfDay: (channel: number, date: string) => Promise<readonly ListedSegment[]>;
  readonly channelStates: () => Promise<readonly ChannelState[]>;
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
      const closed = await options.datesWithRecordings(channel);
      const running = (await runningSegments(options)).filter((segment) => channel === undefined || segment.channel === channel);
      return {
        dates: [...new Set([...closed, ...running.map(({ date }) => date)])].sort().reverse(),
        misdated: [...(await options.misdatedDates(channel))],
      };
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
      const closed = await options.segmentsOfDay(channel, date);
      const recordings = closed.map((segment) => recordingEntry(segment, options.timeZone));
      const running = (await runningSegments(options)).find((segment) => segment.channel === channel && segment.date === date);
      // it may have been closed between the two questions
      if (running && !closed.some(({ path }) => path === running.path)) recordings.push(await liveEntry(running, options));
      return { recordings };
    },
  );
}

interface RunningSegment {
  readonly channel: number;
  readonly path: string;
  readonly date: string;
  readonly startedAt: number;
}

async function runningSegments({ channelStates, timeZone }: RecordingsRoutesOptions): Promise<RunningSegment[]> {
  const running: RunningSegment[] = [];
  for (const { channel, runningPath, runningStartedAt } of await channelStates()) {
    const name = runningPath ? parseSegmentPath(runningPath, timeZone) : null;
    if (runningPath && name) running.push({ channel, path: runningPath, date: name.date, startedAt: runningStartedAt ?? name.startedAt });
  }
  return running;
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
