import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '#shared/events.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { markOne } from '../../test/fakes/mark-one.ts';
import { Database } from '../database/database.ts';
import { formatSegmentName } from '../lib/files/segment-name.ts';
import { silentLog } from '../lib/log.ts';
import type { ClosedSegment } from '../recorder/recorder.ts';
import { isClosed, joined } from '../segments/segments.ts';
import { Catalogue } from './catalogue.ts';
import { segmentRuns, segmentSpans } from './rows/segment-spans.ts';

const START = Date.parse('2026-11-22T09:00:00Z');
const MINUTE = 60_000;
const TEN = 10 * MINUTE;
const log = silentLog();

let clock: FakeClock;
let database: Database;
let catalogue: Catalogue;
let notices: Notice[];

async function restart(): Promise<void> {
  await catalogue?.[Symbol.asyncDispose]();
  catalogue = await Catalogue.open({ database, clock, log, onNotice: (notice) => notices.push(notice) });
}

beforeEach(async () => {
  clock = new FakeClock(START);
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log });
  notices = [];
  await restart();
});
afterEach(async () => {
  await catalogue[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

function segment(startedAt: number, endedAt: number, { channel = 1, sizeBytes = 1000, extension = 'mkv' } = {}): ClosedSegment {
  const path = `${formatSegmentName(channel, startedAt, 'Europe/Berlin')}.${extension}`;
  return { channel, path, startedAt, endedAt, durationMs: endedAt - startedAt, sizeBytes };
}

const at = (minutes: number): number => START + minutes * MINUTE;

async function record(from: number, to: number, options?: Parameters<typeof segment>[2]): Promise<number> {
  const closed = segment(from, to, options);
  await catalogue.segmentOpened(closed);
  await clock.advance(Math.max(0, to - clock.now()));
  return await catalogue.segmentClosed(closed);
}

const trouble = (reason: 'unreachable' | 'no_video' | 'auth_failed', channel = 1): Promise<void> =>
  catalogue.recordingState({ channel, phase: 'waiting', reason, detail: `it is ${reason}`, nextTryAt: clock.now() + 1000 });
const recording = (channel = 1): Promise<void> =>
  catalogue.recordingState({ channel, phase: 'recording', reason: null, detail: null, nextTryAt: null });

const gapRows = (): Promise<unknown[]> =>
  database.kysely.selectFrom('gaps').select(['channel', 'from_at', 'to_at', 'reason']).orderBy('channel').orderBy('from_at').execute();

async function history(from: number, to: number, channel = 1) {
  const [one] = await catalogue.questions.timeline(from, to, [channel]);
  if (!one) throw new Error('the timeline has no such channel');
  return one;
}

describe('segments', () => {
  test('are listed by the local date in their name, in time order', async () => {
    await record(at(0), at(10));
    await record(at(10), at(20));
    await record(at(0), at(10), { channel: 2 });

    const listed = await catalogue.questions.segmentsOfDay(1, '2026-11-22');

    expect(listed.filter(isClosed).map(({ path, isProtected }) => [path, isProtected])).toEqual([
      ['ch1/2026-11-22/100000+0100.mkv', false],
      ['ch1/2026-11-22/101000+0100.mkv', false],
    ]);
    expect(listed[0]).toMatchObject({
      channel: 1,
      startedAt: at(0),
      endedAt: at(10),
      durationMs: TEN,
      sizeBytes: 1000,
      container: 'mkv',
      problem: null,
    });
    expect(await catalogue.questions.segmentsOfDay(1, '2026-11-23')).toEqual([]);
  });

  test('told twice are one, and the totals stay right', async () => {
    const first = await record(at(0), at(10));

    const again = await catalogue.segmentClosed({ ...segment(at(0), at(10)), sizeBytes: 1500 });

    expect(again).toBe(first);
    expect(await catalogue.questions.usage()).toMatchObject({ bytes: 1500, channels: [{ channel: 1, bytes: 1500, segments: 1 }] });
  });

  test('are found by path while they are not being deleted', async () => {
    const id = await record(at(0), at(10));
    const { path } = segment(at(0), at(10));

    expect(await catalogue.questions.segmentByPath(path)).toMatchObject({ id, isProtected: false });
    await markOne(catalogue, id);

    expect(await catalogue.questions.segmentByPath(path)).toBeUndefined();
  });

  test('that touch a span are found, also the one that began before it', async () => {
    for (const minute of [0, 10, 20, 30]) await record(at(minute), at(minute + 10));

    const between = await catalogue.questions.segmentsIn(1, at(15), at(25));

    expect(between.map(({ startedAt }) => startedAt)).toEqual([at(10), at(20)]);
  });

  test('take fractions of milliseconds', async () => {
    const closed = segment(at(0), at(10));

    await catalogue.segmentOpened({ ...closed, startedAt: at(0) + 0.4 });
    await catalogue.segmentClosed({ ...closed, startedAt: at(0) + 0.4, endedAt: at(10) + 0.6, durationMs: TEN + 0.2 });

    expect((await catalogue.questions.segmentsOfDay(1, '2026-11-22'))[0]).toMatchObject({
      startedAt: at(0),
      endedAt: at(10) + 1,
      durationMs: TEN,
    });
  });

  test('say so to whoever watches', async () => {
    await record(at(0), at(10));

    expect(notices).toContainEqual({ topic: 'recording', channel: 1, date: '2026-11-22' });
    expect(notices).toContainEqual({ topic: 'channel', channel: 1 });
  });
});

describe('usage and dates', () => {
  test('follow every change', async () => {
    await record(at(0), at(10));
    const second = await record(at(10), at(20), { sizeBytes: 500 });
    await record(at(24 * 60), at(24 * 60 + 10), { channel: 2, sizeBytes: 70 });
    const full = await catalogue.questions.usage();
    await markOne(catalogue, second);
    const marked = await catalogue.questions.usage();
    await catalogue.forget([second]);
    const forgotten = await catalogue.questions.usage();

    expect(full).toEqual({
      bytes: 1570,
      channels: [
        { channel: 1, bytes: 1500, segments: 2, oldestDate: '2026-11-22' },
        { channel: 2, bytes: 70, segments: 1, oldestDate: '2026-11-23' },
      ],
      oldestStartedAt: at(0),
      bytesLast24h: 70,
      protectedBytes: 0,
    });
    expect([marked.bytes, forgotten.bytes]).toEqual([1570, 1070]);
    expect(await catalogue.questions.datesWithRecordings()).toEqual(['2026-11-23', '2026-11-22']);
    expect(await catalogue.questions.datesWithRecordings(1)).toEqual(['2026-11-22']);
  });

  test('are empty when nothing is recorded', async () => {
    expect(await catalogue.questions.usage()).toEqual({
      bytes: 0,
      channels: [],
      oldestStartedAt: null,
      bytesLast24h: 0,
      protectedBytes: 0,
    });
    expect([await catalogue.questions.datesWithRecordings(), await catalogue.questions.hasSegments()]).toEqual([[], false]);
  });
});

describe('the state of a channel', () => {
  test('tells what is being recorded and what was recorded last', async () => {
    await recording();
    await record(at(0), at(10));
    await catalogue.segmentOpened(segment(at(10), at(20)));
    await catalogue.cameraState({ channel: 1, online: true, videoCodec: 'H264', audioCodec: null, bitrateBps: 4_000_000 });

    expect(await catalogue.questions.channelStates()).toEqual([
      {
        channel: 1,
        phase: 'recording',
        reason: null,
        detail: null,
        since: at(0),
        nextTryAt: null,
        runningPath: 'ch1/2026-11-22/101000+0100.mkv',
        runningStartedAt: at(10),
        online: true,
        videoCodec: 'H264',
        audioCodec: null,
        bitrateBps: 4_000_000,
        newestPath: 'ch1/2026-11-22/100000+0100.mkv',
        lastEndedAt: at(10),
      },
    ]);
  });

  test('has a time since when, which only phase and reason move', async () => {
    await trouble('unreachable');
    await clock.advance(MINUTE);
    await trouble('unreachable');
    const same = (await catalogue.questions.channelStates())[0];
    await trouble('no_video');
    const other = (await catalogue.questions.channelStates())[0];

    expect([same?.since, same?.nextTryAt, other?.since]).toEqual([at(0), at(1) + 1000, at(1)]);
  });

  test('is not written again for a bit rate that hardly moves', async () => {
    const told = { channel: 1, online: true, videoCodec: 'H264', audioCodec: null };
    await catalogue.cameraState({ ...told, bitrateBps: 4_000_000 });
    notices = [];

    await catalogue.cameraState({ ...told, bitrateBps: 4_300_000 });
    await catalogue.cameraState({ ...told, bitrateBps: 4_500_000 });

    expect(notices).toEqual([{ topic: 'channel', channel: 1 }]);
  });

  test('forgets what was running when the process ended', async () => {
    await recording();
    await catalogue.segmentOpened(segment(at(0), at(10)));

    await restart();

    expect((await catalogue.questions.channelStates())[0]).toMatchObject({ phase: 'off', runningPath: null, online: false });
  });

  test('is known of channels that only have recordings', async () => {
    await catalogue.segmentClosed(segment(at(0), at(10), { channel: 7 }));
    await database.kysely.deleteFrom('camera_status').execute();

    expect(await catalogue.questions.channelStates()).toMatchObject([
      { channel: 7, phase: 'off', newestPath: expect.stringContaining('ch7/') },
    ]);
  });
});

describe('a lost camera', () => {
  const events = async (): Promise<string[]> => (await catalogue.questions.events({ limit: 10 })).map(({ kind }) => kind);

  test('is remembered when it stays away, once, and so is its return', async () => {
    await recording();
    await trouble('unreachable');
    await clock.advance(29_000);
    const early = await events();
    await trouble('no_video');
    await clock.advance(120_000);
    await recording();
    await clock.advance(1);
    await recording();
    await clock.advance(1);

    expect(early).toEqual([]);
    expect(await events()).toEqual(['camera_back', 'camera_lost']);
    expect(await catalogue.questions.events({ limit: 1 })).toMatchObject([{ channel: 1, data: { awayMs: 119_000 } }]);
  });

  test('is told with the reason that was found last, and one that was never recorded is not called lost', async () => {
    const texts = async () => (await catalogue.questions.events({ limit: 10 })).map(({ text }) => text);
    await catalogue.recordingState({ channel: 1, phase: 'waiting', reason: 'no_video', detail: 'No pictures', nextTryAt: null });
    await catalogue.recordingState({
      channel: 1,
      phase: 'waiting',
      reason: 'refused',
      detail: 'The camera refuses the connection',
      nextTryAt: null,
    });
    await clock.advance(31_000);
    const first = await texts();
    await recording();
    await clock.advance(1);
    await catalogue.segmentClosed(segment(at(0), at(10)));
    await catalogue.recordingState({ channel: 1, phase: 'waiting', reason: 'timeout', detail: 'No answer', nextTryAt: null });
    await clock.advance(31_000);

    expect(first).toEqual(['Camera 1 has not been reached yet: The camera refuses the connection']);
    expect(await texts()).toEqual(['Camera 1 is lost: No answer', 'Camera 1 is there for the first time', ...first]);
  });

  test('that comes back soon is no event', async () => {
    await trouble('unreachable');
    await clock.advance(20_000);
    await recording();
    await clock.advance(60_000);

    expect(await events()).toEqual([]);
  });

  test('is back even when the process ended meanwhile', async () => {
    await trouble('unreachable');
    await clock.advance(31_000);
    await restart();
    await trouble('unreachable');
    await clock.advance(31_000);
    await recording();
    await clock.advance(1);

    expect(await events()).toEqual(['camera_back', 'camera_lost']);
  });

  test('is not said of trouble that has an event of its own', async () => {
    await catalogue.recordingState({ channel: 1, phase: 'waiting', reason: 'hub_down', detail: null, nextTryAt: null });
    await clock.advance(60_000);

    expect(await events()).toEqual([]);
  });
});

describe('gaps', () => {
  test('are none between segments that touch', async () => {
    await record(at(0), at(10));
    await record(at(10) + 1400, at(20));

    expect(await gapRows()).toEqual([]);
    expect(await history(at(0), at(20))).toMatchObject({
      recordings: [{ from: at(0), to: at(20), live: false }],
      gaps: [],
    });
  });

  test('carry the latest trouble told since the last end', async () => {
    await record(at(0), at(10));
    await trouble('unreachable');
    await clock.advance(MINUTE);
    await trouble('auth_failed');
    await clock.advance(4 * MINUTE);
    await recording();
    await record(at(15), at(25));

    expect(await gapRows()).toEqual([{ channel: 1, from_at: at(10), to_at: at(15), reason: 'wrong_password' }]);
  });

  test('around a start of this process that nobody explains are restarts', async () => {
    await record(at(0), at(10));
    await clock.advance(MINUTE);
    await restart();
    await clock.advance(MINUTE);
    await record(at(12), at(22));

    expect(await gapRows()).toMatchObject([{ from_at: at(10), to_at: at(12), reason: 'restart' }]);
  });

  test('keep the trouble of before a restart', async () => {
    await record(at(0), at(10));
    await trouble('unreachable');
    await clock.advance(MINUTE);
    await restart();
    await record(at(12), at(22));

    expect(await gapRows()).toMatchObject([{ reason: 'camera_offline' }]);
  });

  test('that nobody explains are unknown', async () => {
    await record(at(0), at(10));
    await record(at(12), at(22));

    expect(await gapRows()).toMatchObject([{ from_at: at(10), to_at: at(12), reason: 'unknown' }]);
  });

  test('do not arise when a segment opens before the one before it is handed over', async () => {
    const [first, second] = [segment(at(0), at(10)), segment(at(10), at(20))];
    await catalogue.segmentOpened(first);
    await clock.advance(TEN);

    await catalogue.segmentOpened({ ...second, startedAt: at(10) + 900 });
    const between = await history(at(0), at(20));
    await catalogue.segmentClosed(first);
    const after = await history(at(0), at(20));

    expect(await gapRows()).toEqual([]);
    expect(between.gaps).toEqual([]);
    expect(after.gaps).toEqual([]);
    expect((await catalogue.questions.channelStates())[0]).toMatchObject({ runningPath: second.path, runningStartedAt: at(10) });
  });

  test('end where the segment really begins, which is known when it closes', async () => {
    await record(at(0), at(10));
    await clock.advance(5 * MINUTE);
    const late = segment(at(15), at(25));
    await catalogue.segmentOpened({ ...late, startedAt: at(15) - 3000 });
    const early = await gapRows();
    await catalogue.segmentClosed(late);
    await catalogue.segmentOpened({ ...segment(at(30), at(40)), startedAt: at(30) + 3000 });
    await catalogue.segmentClosed(segment(at(30), at(40)));

    expect(early).toMatchObject([{ to_at: at(15) - 3000 }]);
    expect(await gapRows()).toMatchObject([
      { from_at: at(10), to_at: at(15) },
      { from_at: at(25), to_at: at(30) },
    ]);
  });

  test('neither overlap nor run backwards when the clock steps back', async () => {
    await record(at(0), at(10));
    await record(at(10), at(20));
    clock.step(-60 * MINUTE);
    await record(at(-40), at(-30));
    await record(at(-30), at(-20));
    clock.step(60 * MINUTE);
    await record(at(40), at(50));

    expect(await gapRows()).toMatchObject([{ from_at: at(20), to_at: at(40) }]);
    const { recordings, gaps } = await history(at(-60), at(60));
    const all = [...recordings, ...gaps].sort((a, b) => a.from - b.from);
    for (const [index, span] of all.entries()) {
      expect(span.to).toBeGreaterThan(span.from);
      expect(span.from).toBeGreaterThanOrEqual(all[index - 1]?.to ?? 0);
    }
  });

  test('do not arise from a clock that stood at 1970 for a while', async () => {
    await record(at(0), at(10));
    clock.step(-at(10));
    await record(1000, 61_000);
    clock.step(at(10));
    await record(at(12), at(22));

    expect(await gapRows()).toMatchObject([{ from_at: at(10), to_at: at(12) }]);
  });

  test('of one channel are not of another', async () => {
    await record(at(0), at(10));
    await record(at(5), at(15), { channel: 2 });
    await record(at(12), at(22));

    expect(await gapRows()).toEqual([{ channel: 1, from_at: at(10), to_at: at(12), reason: 'unknown' }]);
  });

  test('that a file fills after all shrink to what is left', async () => {
    await record(at(0), at(10));
    await record(at(30), at(40));

    await catalogue.segmentClosed(segment(at(15), at(25)));

    expect(await gapRows()).toMatchObject([
      { from_at: at(10), to_at: at(15) },
      { from_at: at(25), to_at: at(30) },
    ]);
  });
});

describe('deleted time', () => {
  test('becomes one gap, however many segments went and in whatever order', async () => {
    const ids: number[] = [];
    for (const minute of [0, 10, 20, 30, 40]) ids.push(await record(at(minute) + 300, at(minute + 10)));

    for (const index of [1, 3, 2]) await catalogue.forget([ids[index] ?? 0]);

    expect(await gapRows()).toEqual([{ channel: 1, from_at: at(10) + 300, to_at: at(40), reason: 'deleted' }]);
    expect(await history(at(0), at(50))).toMatchObject({
      recordings: [
        { from: at(0) + 300, to: at(10) },
        { from: at(40) + 300, to: at(50) },
      ],
      gaps: [{ from: at(10) + 300, to: at(40), reason: 'deleted' }],
    });
  });

  test('leaves the reason of the gaps in it', async () => {
    const first = await record(at(0), at(10));
    await trouble('unreachable');
    const second = await record(at(15), at(25));

    await catalogue.forget([first]);
    await catalogue.forget([second]);

    expect(await gapRows()).toMatchObject([
      { from_at: at(0), to_at: at(10), reason: 'deleted' },
      { from_at: at(10), to_at: at(15), reason: 'camera_offline' },
      { from_at: at(15), to_at: at(25), reason: 'deleted' },
    ]);
  });

  test('is none where another file has the same time', async () => {
    const first = await record(at(0), at(10));
    await catalogue.segmentClosed({ ...segment(at(5), at(15)) });

    await catalogue.forget([first]);

    expect(await gapRows()).toEqual([{ channel: 1, from_at: at(0), to_at: at(5), reason: 'deleted' }]);
  });

  test('of the newest segment is not taken for trouble afterwards', async () => {
    const newest = await record(at(0), at(10));
    await catalogue.forget([newest]);
    await trouble('unreachable');
    await clock.advance(5 * MINUTE);
    await record(at(15), at(25));

    expect(await gapRows()).toMatchObject([
      { from_at: at(0), to_at: at(10), reason: 'deleted' },
      { from_at: at(10), to_at: at(15), reason: 'camera_offline' },
    ]);
  });
});

describe('the timeline', () => {
  test('counts the running segment up to now, as live', async () => {
    await recording();
    await record(at(0), at(10));
    await catalogue.segmentOpened(segment(at(10), at(20)));
    await clock.advance(3 * MINUTE);

    expect(await history(at(0), at(60))).toEqual({
      channel: 1,
      recordings: [{ from: at(0), to: at(13), live: true }],
      gaps: [],
      unreadable: [],
    });
  });

  test('shows the gap that is open now with the reason of now', async () => {
    await record(at(0), at(10));
    await trouble('no_video');
    await clock.advance(5 * MINUTE);

    expect((await history(at(0), at(60))).gaps).toEqual([{ from: at(10), to: at(15), reason: 'no_frames' }]);
    expect((await history(at(12), at(13))).gaps).toEqual([{ from: at(12), to: at(13), reason: 'no_frames' }]);
  });

  test('says that recording is off', async () => {
    await record(at(0), at(10));
    await catalogue.recordingState({ channel: 1, phase: 'off', reason: 'disabled', detail: null, nextTryAt: null });
    await clock.advance(5 * MINUTE);

    expect((await history(at(0), at(60))).gaps).toEqual([{ from: at(10), to: at(15), reason: 'recording_off' }]);
  });

  test('ends a broken segment where the trouble began', async () => {
    await recording();
    await catalogue.segmentOpened(segment(at(0), at(10)));
    await clock.advance(3 * MINUTE);
    await trouble('no_video');
    await clock.advance(MINUTE);

    expect(await history(at(0), at(10))).toMatchObject({
      recordings: [{ from: at(0), to: at(3), live: false }],
      gaps: [{ from: at(3), to: at(4) }],
    });
  });

  test('cuts everything to the span that was asked for', async () => {
    for (const minute of [0, 10, 30]) await record(at(minute), at(minute + 10));

    expect(await history(at(5), at(35))).toEqual({
      channel: 1,
      recordings: [
        { from: at(5), to: at(20), live: false },
        { from: at(30), to: at(35), live: false },
      ],
      gaps: [{ from: at(20), to: at(30), reason: 'unknown' }],
      unreadable: [],
    });
  });

  test('explains every moment since the first recording, also without gap rows', async () => {
    for (const minute of [0, 10, 30]) await record(at(minute), at(minute + 10));
    await database.kysely.deleteFrom('gaps').execute();

    expect((await history(at(-60), at(40))).gaps).toEqual([{ from: at(20), to: at(30), reason: 'unknown' }]);
    expect((await history(at(22), at(24))).gaps).toEqual([{ from: at(22), to: at(24), reason: 'unknown' }]);
  });

  test('knows nothing of the future and of a channel without history', async () => {
    await record(at(0), at(10));

    expect(await history(at(100), at(200))).toEqual({ channel: 1, recordings: [], gaps: [], unreadable: [] });
    expect(await history(at(0), at(10), 9)).toEqual({ channel: 9, recordings: [], gaps: [], unreadable: [] });
  });

  test('answers for the channels asked, in their order', async () => {
    expect((await catalogue.questions.timeline(at(0), at(1), [3, 1])).map(({ channel }) => channel)).toEqual([3, 1]);
  });
});

describe('deleting', () => {
  test('takes the oldest over all channels, without what is protected, marked or too young', async () => {
    await record(at(0), at(10), { channel: 2 });
    const marked = await record(at(1), at(11));
    await record(at(20), at(30), { channel: 3 });
    await record(at(40), at(50));
    await catalogue.protect({ channel: 3, from: at(25), to: at(26), note: '', by: 'admin' });
    await markOne(catalogue, marked);

    const oldest = await catalogue.questions.oldestDeletable(10);
    const old = await catalogue.questions.olderThan(at(45), 10);

    expect(oldest.map(({ channel }) => channel)).toEqual([2, 1]);
    expect(old.map(({ channel }) => channel)).toEqual([2]);
    expect((await catalogue.questions.oldestDeletable(1)).length).toBe(1);
    expect((await catalogue.beingDeleted()).map(({ id }) => id)).toEqual([marked]);
  });

  test('marks once, and never what is protected', async () => {
    const [first, second] = [await record(at(0), at(10)), await record(at(10), at(20))];
    const protection = await catalogue.protect({ channel: 1, from: at(12), to: at(13), note: 'burglary', by: 'admin' });

    expect([await markOne(catalogue, first), await markOne(catalogue, first), await markOne(catalogue, second)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await catalogue.questions.protections()).toMatchObject([
      { id: protection, channel: 1, note: 'burglary', by: 'admin', createdAt: clock.now() },
    ]);
    expect([await catalogue.unprotect(protection), await catalogue.unprotect(protection)]).toEqual([true, false]);
    expect(await markOne(catalogue, second)).toBe(true);
  });

  test('allows a user 200 protections, also when all are asked for at once', async () => {
    const wish = { channel: 1, from: at(12), to: at(13), note: '', by: 'anna' };

    const made = await Promise.allSettled(Array.from({ length: 230 }, () => catalogue.protect(wish)));

    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(200);
    expect(made.at(-1)).toMatchObject({ reason: { code: 'too-many-protections', message: expect.stringContaining('end some') } });
    await expect(catalogue.protect({ ...wish, by: 'bert' })).resolves.toBeTypeOf('number');
  });

  test('says what is recorded in a span and in each protection, of segments at the edges their share', async () => {
    await record(at(0), at(10), { sizeBytes: 1_000 });
    await record(at(10), at(20), { sizeBytes: 1_000 });
    const inside = await catalogue.protect({ channel: 1, from: at(5), to: at(15), note: '', by: 'anna' });
    const outside = await catalogue.protect({ channel: 1, from: at(30), to: at(40), note: '', by: 'anna' });

    expect(await catalogue.questions.recordedBytes([1, 2], at(5), at(20))).toEqual({ bytes: 1_500, segments: 2, isRunning: false });
    expect(await catalogue.questions.recordedBytes([2], at(5), at(20))).toEqual({ bytes: 0, segments: 0, isRunning: false });
    const bytes = await catalogue.questions.bytesOfProtections();
    expect([bytes.get(inside), bytes.get(outside)]).toEqual([1_000, undefined]);
  });

  test('says which recordings of a day are protected', async () => {
    await record(at(0), at(10));
    await record(at(10), at(20));
    await catalogue.protect({ channel: 1, from: at(15), to: at(60), note: '', by: 'admin' });
    await catalogue.protect({ channel: 2, from: at(0), to: at(60), note: '', by: 'admin' });

    expect((await catalogue.questions.segmentsOfDay(1, '2026-11-22')).filter(isClosed).map(({ isProtected }) => isProtected)).toEqual([
      false,
      true,
    ]);
  });
});

describe('conversion', () => {
  const conversion = (id: number, path: string) => ({
    id,
    path: path.replace('.mkv', '.mp4'),
    sizeBytes: 900,
    durationMs: TEN + 40,
    init: new Uint8Array([1, 2, 3]),
    index: new Uint8Array([4, 5]),
    tracks: [{ kind: 'video' as const, codec: 'avc1.640028', timescale: 90_000, samples: 12_000, durationMs: TEN }],
  });

  test('takes the newest first, and none that is in hand', async () => {
    const [first, second] = [await record(at(0), at(10)), await record(at(10), at(20))];

    expect((await catalogue.nextToConvert([]))?.id).toBe(second);
    expect((await catalogue.nextToConvert([second]))?.id).toBe(first);
    expect(await catalogue.nextToConvert([first, second])).toBeUndefined();
  });

  test('changes file, size and totals, and stores the init segment of many once', async () => {
    const ids = [await record(at(0), at(10)), await record(at(10), at(20))];
    for (const [index, id] of ids.entries()) await catalogue.converted(conversion(id, segment(at(index * 10), at(index * 10 + 10)).path));

    expect(await catalogue.questions.segmentsOfDay(1, '2026-11-22')).toMatchObject([
      { id: ids[0], container: 'mp4', sizeBytes: 900, durationMs: TEN + 40, endedAt: at(10) },
      { id: ids[1], container: 'mp4' },
    ]);
    expect((await catalogue.questions.usage()).bytes).toBe(1800);
    expect(await database.kysely.selectFrom('codec_configurations').selectAll().execute()).toHaveLength(1);
    const media = await catalogue.questions.mediaOf(ids[0] ?? 0);
    expect([[...(media?.init ?? [])], [...(media?.index ?? [])], media?.tracks[0]?.codec]).toEqual([[1, 2, 3], [4, 5], 'avc1.640028']);
    expect(await catalogue.nextToConvert([])).toBeUndefined();
  });

  test('is thrown away when the recording is gone or going', async () => {
    const [gone, going] = [await record(at(0), at(10)), await record(at(10), at(20))];
    await catalogue.forget([gone]);
    await markOne(catalogue, going);

    expect(await catalogue.converted(conversion(gone, 'ch1/2026-11-22/100000+0100.mkv'))).toBe(false);
    expect(await catalogue.converted(conversion(going, 'ch1/2026-11-22/101000+0100.mkv'))).toBe(false);
    expect(await catalogue.nextToConvert([])).toBeUndefined();
  });

  test('that fails is tried three times, later each time, and then remembered', async () => {
    const id = await record(at(0), at(10));

    for (const restMs of [60_000, 600_000, 0]) {
      await catalogue.conversionFailed(id, 'no keyframe', false);
      expect(await catalogue.nextToConvert([])).toBeUndefined();
      await clock.advance(restMs);
      if (restMs) expect((await catalogue.nextToConvert([]))?.id).toBe(id);
    }
    await clock.advance(86_400_000);

    expect(await catalogue.nextToConvert([])).toBeUndefined();
    expect(await catalogue.questions.segmentByPath(segment(at(0), at(10)).path)).toMatchObject({ problem: 'no keyframe' });
    expect(await catalogue.questions.events({ limit: 5, kinds: ['conversion_failed'] })).toHaveLength(1);
  });

  test('that failed because nothing of the recording can be read is told on the timeline, until it succeeds', async () => {
    const [first = 0, second = 0, third = 0] = [await record(at(0), at(10)), await record(at(10), at(20)), await record(at(20), at(30))];
    for (const id of [first, second]) await catalogue.conversionFailed(id, 'the recording cannot be read', true);
    await catalogue.conversionFailed(third, 'the disk is full', false);

    expect((await history(at(5), at(30))).unreadable).toEqual([{ from: at(5), to: at(20) }]);
    expect((await history(at(20), at(30))).unreadable).toEqual([]);
    expect((await history(at(5), at(30))).recordings).toHaveLength(1);

    await catalogue.converted(conversion(second, 'ch1/2026-11-22/101000+0100.mp4'));
    expect((await history(at(5), at(30))).unreadable).toEqual([{ from: at(5), to: at(10) }]);
  });

  test('of what an earlier process left waits until disk and catalogue are reconciled', async () => {
    const old = await record(at(0), at(10));
    await restart();
    const fresh = await record(at(20), at(30));

    expect((await catalogue.nextToConvert([]))?.id).toBe(fresh);
    expect(await catalogue.nextToConvert([fresh])).toBeUndefined();
    const signal = AbortSignal.abort();
    const fail = (): never => {
      throw new Error('not asked for');
    };
    await catalogue.reconcile({ root: '/nowhere', timeZone: 'UTC', probe: fail, readHybrid: fail, running: () => new Set(), signal });

    expect((await catalogue.nextToConvert([fresh]))?.id).toBe(old);
  });
});

describe('events', () => {
  const LOST = { reason: 'timeout', isNew: false, said: null } as const;

  test('are found newest first, by kind, by channel and page by page', async () => {
    await catalogue.addEvent({ kind: 'started', data: { version: '1.2.3' } });
    await catalogue.addEvent({ kind: 'cleanup', data: { segments: 3, bytes: 9, channels: '1', refused: 0 } });
    await catalogue.addEvent({ kind: 'camera_lost', channel: 2, data: LOST });

    const all = await catalogue.questions.events({ limit: 2 });
    const rest = await catalogue.questions.events({ limit: 2, before: all.at(-1)?.id });

    expect([...all, ...rest].map(({ kind }) => kind)).toEqual(['camera_lost', 'cleanup', 'started']);
    expect(await catalogue.questions.events({ limit: 9, kinds: ['cleanup', 'started'] })).toHaveLength(2);
    expect(await catalogue.questions.events({ limit: 9, channel: 2 })).toMatchObject([
      { kind: 'camera_lost', at: '2026-11-22T09:00:00.000Z', data: LOST },
    ]);
    expect(all[1]?.data).toEqual({ segments: 3, bytes: 9, channels: '1', refused: 0 });
    expect(notices.filter(({ topic }) => topic === 'event')).toHaveLength(3);
  });

  test('of a camera are found by their time, in its order, without what people did', async () => {
    await catalogue.addEvent({ kind: 'camera_lost', channel: 1, data: LOST });
    await clock.advance(60_000);
    await catalogue.addEvent({ kind: 'protection_removed', channel: 1, data: { user: 'anna', address: '::1', id: 1 } });
    await catalogue.addEvent({ kind: 'camera_lost', channel: 2, data: LOST });
    await catalogue.addEvent({ kind: 'camera_back', channel: 1, data: { awayMs: 60_000, isNew: false } });
    const now = clock.now();
    const kinds = async (from: number, to: number) => (await catalogue.questions.momentsWithin(1, from, to)).map(({ kind }) => kind);

    expect(await kinds(now - 60_000, now + 1)).toEqual(['camera_lost', 'camera_back']);
    expect([await kinds(now - 59_999, now), await kinds(now, now + 1)]).toEqual([[], ['camera_back']]);
  });

  test('that cannot be written are no concern of the room that notes them', async () => {
    await database[Symbol.asyncDispose]();

    catalogue.note({ kind: 'storage_ok', data: {} });
    await new Promise(setImmediate); // a rejection that nobody takes ends the run

    expect(notices).toEqual([]);
    database = await Database.open({ url: 'sqlite::memory:', folder: '', log });
  });

  test('are found by words in any case, and signs stand for themselves', async () => {
    await catalogue.addEvent({ kind: 'started', data: { version: '1.2.3' } });
    await catalogue.addEvent({ kind: 'hub_down', data: { said: '100% of a_b\\c' } });
    const found = async (text: string): Promise<string[]> => (await catalogue.questions.events({ limit: 9, text })).map(({ kind }) => kind);

    expect(await found('mini-nvr 1.2.3 STARTED')).toEqual(['started']);
    expect(await Promise.all(['0% o', 'a_b', 'b\\c', 'a%b', 'x_b'].map(found))).toEqual([['hub_down'], ['hub_down'], ['hub_down'], [], []]);
    expect(await found('')).toHaveLength(2);
  });
});

test('facts about the installation are remembered', async () => {
  await catalogue.setMeta('volume_id', 'a');
  await catalogue.setMeta('volume_id', 'b');

  expect([await catalogue.questions.meta('volume_id'), await catalogue.questions.meta('nothing')]).toEqual(['b', null]);
});

describe('runs of segments', () => {
  test('are what joining each segment with the next comes to, also where they overlap', async () => {
    let moment = at(0);
    for (let index = 0; index < 60; index++) {
      const length = 1_000 * (1 + ((index * 7) % 11));
      await catalogue.segmentClosed(segment(moment, moment + length));
      moment += length + ([0, 1_000, 1_500, 1_501, 9_000, -700][index % 6] ?? 0);
    }
    const span = { from: at(1), to: moment - 20_000 };

    const runs = await segmentRuns(database.kysely, 1, span, 1_500);

    const spans = await segmentSpans(database.kysely, 1, span);
    expect(runs).toEqual(joined(spans, 1_500, (a, b) => ({ from: a.from, to: Math.max(a.to, b.to) })));
    expect(runs.length).toBeGreaterThan(10);
  });
});
