import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CameraCheckAnswer, Finding } from '#shared/health.ts';
import type { ChannelLive, LiveAnswer } from '#shared/live.ts';
import type { RecordingEntry, RecordingsAnswer } from '#shared/recordings.ts';
import type { ChannelTimeline, TimelineAnswer } from '#shared/timeline.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';
import { CameraFarm } from './camera-farm.ts';
import type { Cell } from './cell.ts';
import { decodingErrors, type RecordedFile, readRecordedFile } from './recorded-file.ts';

/** Several files, so that there are cuts to judge. */
const SEGMENT_SECONDS = 10;
const LOOK_EVERY_MS = 500;
/** The cameras end between two cuts, which are made at full tens of seconds and the keyframe after: a file of no picture is another question. */
const END_AT_SECOND = 6;
/** Those that begin late are there then. */
const CHECK_AFTER_MS = 25_000;
/** A busy machine takes a second for each file, and there are six of each camera. */
const CONVERTED_WITHIN_MS = 180_000;
const FILES_AT_ONCE = 3;

/** A recording as the product tells it, and what is in its file. */
export interface Recording extends RecordingEntry {
  readonly inFile: RecordedFile;
}

/** What came of one cell. */
export interface Observation {
  /** Epoch ms: the product was ready; the camera was ended in the middle of what it sent. */
  readonly readyAt: number;
  readonly endedAt: number;
  /** What the state showed, twice a second, up to that end. */
  readonly states: readonly ChannelLive[];
  readonly findings: readonly Finding[];
  readonly plays: number | null;
  readonly recordings: readonly Recording[];
  /** From the first recorded picture to the end; undefined: nothing was recorded. */
  readonly timeline: ChannelTimeline | undefined;
  readonly decodingErrors: string;
}

/** Runs the product once with a camera for each cell, for so long; ends all cameras at one moment and looks at what there is. */
export async function observe(cells: readonly Cell[], seconds: number): Promise<readonly Observation[]> {
  await using farm = await CameraFarm.start(cells);
  const urls = cells.map((cell) => farm.url(cell));
  await using nvr = await Nvr.start({
    env: { ...cameraEnv(cells.length, (number) => urls[number - 1] ?? ''), SEGMENT_DURATION: String(SEGMENT_SECONDS) },
  });
  await nvr.signIn();
  const readyAt = Date.now();
  const [states, findings] = await Promise.all([watchStates(nvr, betweenCuts(readyAt + seconds * 1_000)), checkAll(nvr, cells)]);
  const plays = await Promise.all(cells.map((cell) => farm.plays(cell)));
  const endedAt = Date.now();
  await farm[Symbol.asyncDispose]();
  const listed = await finished(nvr, cells.length);
  const timelines = await Promise.all(listed.map((entries, index) => timelineOf(nvr, index + 1, { entries, endedAt })));
  await nvr.end(); // from now on no file is replaced by its conversion
  const observed: Observation[] = [];
  for (const [index, timeline] of timelines.entries()) {
    const recordings = await readFiles(nvr.recordDir, listed[index] ?? []);
    const another = recordings[1] ?? recordings[0];
    observed.push({
      readyAt,
      endedAt,
      states: states.flatMap((all) => all[index + 1] ?? []),
      findings: findings[index] ?? [],
      plays: plays[index] ?? null,
      recordings,
      timeline,
      decodingErrors: another ? await decodingErrors(fileOf(nvr.recordDir, another.name)) : '',
    });
  }
  return observed;
}

/** The first such moment from this one on. */
function betweenCuts(moment: number): number {
  const segmentMs = SEGMENT_SECONDS * 1_000;
  const into = (moment - END_AT_SECOND * 1_000) % segmentMs;
  return into === 0 ? moment : moment + segmentMs - into;
}

async function watchStates(nvr: Nvr, until: number): Promise<LiveAnswer['channels'][]> {
  const seen: LiveAnswer['channels'][] = [];
  while (Date.now() < until) {
    seen.push((await nvr.json<LiveAnswer>('/api/live')).channels);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
  return seen;
}

/** Asks the camera doctor where a cell expects words of it. */
async function checkAll(nvr: Nvr, cells: readonly Cell[]): Promise<readonly (readonly Finding[])[]> {
  await new Promise((done) => setTimeout(done, CHECK_AFTER_MS));
  return await inTurns(cells, async ({ expected }, index) => {
    if (expected.outcome !== 'recorded' || !expected.finding) return [];
    const answer = await nvr.fetch(`/api/channel/${index + 1}/check`, { method: 'POST' });
    return answer.ok ? ((await answer.json()) as CameraCheckAnswer).findings : [];
  });
}

/** All recordings, when each is closed and converted, or it is said why it is not. */
async function finished(nvr: Nvr, count: number): Promise<readonly (readonly RecordingEntry[])[]> {
  let listed: readonly (readonly RecordingEntry[])[] = [];
  const isDone = ({ live, name, problem }: RecordingEntry): boolean => !live && (name.endsWith('.mp4') || problem !== null);
  const look = async (): Promise<boolean> => {
    listed = await Promise.all(Array.from({ length: count }, (_, index) => recordingsOf(nvr, index + 1)));
    return listed.flat().every(isDone);
  };
  await nvr.until(look, CONVERTED_WITHIN_MS, 'all recordings are finished').catch(() => undefined); // what is not is judged
  return listed;
}

async function recordingsOf(nvr: Nvr, channel: number): Promise<RecordingEntry[]> {
  const { dates } = await nvr.json<{ readonly dates: readonly string[] }>(`/api/dates?channel=${channel}`);
  const days = dates.toReversed().map((date) => nvr.json<RecordingsAnswer>(`/api/channel/${channel}/recordings?date=${date}`));
  return (await Promise.all(days)).flatMap(({ recordings }) => recordings);
}

async function timelineOf(
  nvr: Nvr,
  channel: number,
  { entries, endedAt }: { readonly entries: readonly RecordingEntry[]; readonly endedAt: number },
): Promise<ChannelTimeline | undefined> {
  const first = entries[0];
  if (!first) return undefined;
  const wide = await timeline(nvr, channel, Date.parse(first.datetime) - 1_000, endedAt);
  const from = Date.parse(wide?.recordings[0]?.from ?? first.datetime); // to the millisecond
  return await timeline(nvr, channel, from, endedAt);
}

async function timeline(nvr: Nvr, channel: number, from: number, to: number): Promise<ChannelTimeline | undefined> {
  const span = `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;
  const { channels } = await nvr.json<TimelineAnswer>(`/api/timeline?${span}&channel=${channel}`);
  return channels[0];
}

async function readFiles(folder: string, entries: readonly RecordingEntry[]): Promise<Recording[]> {
  const unreadable: RecordedFile = { pictures: 0, seconds: 0, codec: null, sound: null };
  return await inTurns(entries, async (entry) => {
    const inFile = await readRecordedFile(fileOf(folder, entry.name)).catch(() => unreadable);
    return { ...entry, inFile };
  });
}

/** It may have been converted after it was listed. */
function fileOf(folder: string, name: string): string {
  const file = path.join(folder, name);
  return existsSync(file) ? file : file.replace(/\.mkv$/, '.mp4');
}

/** A few at a time: the machine records meanwhile. */
async function inTurns<From, To>(all: readonly From[], work: (one: From, index: number) => Promise<To>): Promise<To[]> {
  const results: To[] = [];
  for (let from = 0; from < all.length; from += FILES_AT_ONCE) {
    const turn = all.slice(from, from + FILES_AT_ONCE);
    results.push(...(await Promise.all(turn.map((one, index) => work(one, from + index)))));
  }
  return results;
}
