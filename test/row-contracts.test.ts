import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LoginLimits } from '../src/auth/login-limits.ts';
import { Sessions } from '../src/auth/sessions.ts';
import { Users } from '../src/auth/users.ts';
import { channelStates, writeCameraState, writeRecordingState, writeRunning } from '../src/catalogue/camera-status.ts';
import { addEvent, findEvents, momentsWithin } from '../src/catalogue/rows/event-log.ts';
import { gapsWithin, pruneGaps, trimGaps } from '../src/catalogue/rows/gap-rows.ts';
import { readMeta, writeMeta } from '../src/catalogue/rows/meta.ts';
import { addProtection, findProtections, removeProtection } from '../src/catalogue/rows/protections.ts';
import { type Database, flag, isOneOf, mean, total } from '../src/database/database.ts';
import { StorageHistory } from '../src/health/storage-history.ts';
import { silentLog } from '../src/lib/log.ts';
import { ExportRows } from '../src/playback/exports/export-rows.ts';
import { Shares } from '../src/playback/exports/shares.ts';
import { Journal } from '../src/streamer/journal.ts';
import { DIALECTS } from './fakes/dialects.ts';
import { FakeClock } from './fakes/fake-clock.ts';

/** More than 32 bits hold, as times and sums of bytes are. */
const LARGE = 3_000_000_000_000;
const HOUR_MS = 3_600_000;

describe.each(DIALECTS)('rows in $name', ({ open }) => {
  let database: Database;
  let clock: FakeClock;
  beforeEach(async () => {
    database = await open();
    clock = new FakeClock();
  });
  afterEach(() => database[Symbol.asyncDispose]());

  test('sums and means are numbers, also of nothing, and conditions are 0 or 1', async () => {
    const ask = async (where: ReturnType<typeof isOneOf>) =>
      await database.kysely
        .selectFrom('channel_days')
        .select([total('bytes').as('sum'), mean('bytes').as('mean'), total(flag(sql`bytes > ${LARGE}`)).as('large')])
        .where(where)
        .executeTakeFirst();
    for (const [channel, bytes] of [LARGE, LARGE + 2, 7].entries())
      await database.kysely
        .insertInto('channel_days')
        .values({ channel: channel + 1, date: '2026-11-30', segments: 1, bytes, duration_ms: 1 })
        .execute();

    expect(await ask(isOneOf('channel', [1, 2]))).toEqual({ sum: 2 * LARGE + 2, mean: LARGE + 1, large: 1 });
    expect(await ask(isOneOf('channel', []))).toEqual({ sum: 0, mean: null, large: 0 });
    expect((await ask(isOneOf('channel', [1, 2, 3])))?.sum).toBe(2 * LARGE + 9);
    expect((await ask(isOneOf('date', ['2026-11-30', 'another'])))?.sum).toBe(2 * LARGE + 9);
  });

  test('a transaction that fails leaves nothing, and two at once come one after the other', async () => {
    const failing = database.transaction(async (t) => {
      await writeMeta(t, 'count', '7');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    const countUp = (): Promise<void> =>
      database.transaction(async (t) => await writeMeta(t, 'count', String(Number((await readMeta(t, 'count')) ?? 0) + 1)));

    await Promise.all(Array.from({ length: 20 }, countUp));

    expect(await readMeta(database.kysely, 'count')).toBe('20');
  });

  test('events get ids that grow, and are found by camera, kind, words and time', async () => {
    const { kysely } = database;
    const lost = await addEvent(
      kysely,
      { kind: 'camera_lost', channel: 1, data: { reason: null, isNew: false, said: '100 % of Camera_1' } },
      LARGE,
    );
    const back = await addEvent(kysely, { kind: 'camera_back', channel: 1, data: { awayMs: 1, isNew: false } }, LARGE + 1);
    await addEvent(kysely, { kind: 'started', data: { version: '1' } }, LARGE + 2);

    const ids = async (query: object): Promise<number[]> => (await findEvents(kysely, { limit: 10, ...query })).map(({ id }) => id);
    expect(back.id).toBeGreaterThan(lost.id);
    expect(await ids({ channel: 1 })).toEqual([back.id, lost.id]);
    expect(await ids({ before: back.id })).toEqual([lost.id]);
    expect(await ids({ kinds: ['camera_back'] })).toEqual([back.id]);
    expect(await ids({ text: '0 % of cAMERA_' })).toEqual([lost.id]);
    expect(await momentsWithin(kysely, 1, { from: LARGE, to: LARGE + 2 })).toEqual([lost, back]);
  });

  test('protections get ids, are counted for each user, and end once', async () => {
    const { kysely } = database;
    const wish = { channel: 1, from: LARGE + 0.4, to: LARGE + 60_000, note: 'burglary', by: 'anna' };
    const id = await addProtection(kysely, wish, 5);

    expect(await findProtections(kysely)).toEqual([{ ...wish, id, from: LARGE, createdAt: 5 }]);
    expect([await removeProtection(kysely, id), await removeProtection(kysely, id)]).toEqual([true, false]);
  });

  test('gaps are trimmed by what was found, and the oldest beyond what is kept go', async () => {
    const { kysely } = database;
    const gap = (from: number, to: number) => ({ channel: 1, from_at: from, to_at: to, reason: 'camera_lost' });
    await kysely
      .insertInto('gaps')
      .values([gap(LARGE, LARGE + 90_000), gap(LARGE + 100_000, LARGE + 110_000)])
      .execute();

    await trimGaps(kysely, { channel: 1, maxGapMs: 1_500 }, { from: LARGE + 30_000, to: LARGE + 60_000 });
    const spans = async () =>
      (await gapsWithin(kysely, 1, { from: LARGE, to: LARGE + 200_000 })).map(({ from, to }) => [from - LARGE, to - LARGE]);

    expect(await spans()).toEqual([
      [0, 30_000],
      [60_000, 90_000],
      [100_000, 110_000],
    ]);
    await pruneGaps(kysely, 1, 1);
    expect(await spans()).toEqual([[100_000, 110_000]]);
  });

  test('what is known of a camera is entered once and then changed', async () => {
    const { kysely } = database;
    const told = { channel: 2, phase: 'recording', reason: null, detail: null, nextTryAt: null } as const;
    const camera = { channel: 2, online: true, videoCodec: 'H264', audioCodec: null, bitrateBps: LARGE };

    const changes = [await writeRecordingState(kysely, told, LARGE), await writeRecordingState(kysely, told, LARGE + 1)];
    changes.push(await writeCameraState(kysely, camera), await writeCameraState(kysely, camera));
    await writeRunning(kysely, 2, { path: 'ch2/a.mkv', startedAt: LARGE });

    expect(changes).toEqual([true, false, true, false]);
    expect(await channelStates(kysely, LARGE)).toEqual([
      {
        ...{ channel: 2, phase: 'recording', reason: null, detail: null, since: LARGE, nextTryAt: null, online: true },
        ...{ runningPath: 'ch2/a.mkv', runningStartedAt: LARGE, videoCodec: 'H264', audioCodec: null, bitrateBps: LARGE },
        ...{ newestPath: null, lastEndedAt: null },
      },
    ]);
  });

  test('storage is noted by the hour and summed by hours and days', async () => {
    const history = new StorageHistory(database);
    const at = 1_000 * 24 * HOUR_MS;
    const removal = { segments: 2, bytes: LARGE, causes: { age: 1, storage: 1, free: 0 } };
    await history.removed(removal, at + 5);
    await history.removed(removal, at + 6);
    await history.sample({ usedBytes: LARGE, freeBytes: 4, totalBytes: null }, at + 7);
    await history.sample({ usedBytes: LARGE + 2, freeBytes: 8, totalBytes: LARGE }, at + HOUR_MS);

    const { spans } = await history.since(at, at + HOUR_MS);
    const days = await history.since(at - 40 * 24 * HOUR_MS, at + HOUR_MS);

    expect(
      spans.map(({ removedSegments, removedBytes, usedBytes, totalBytes }) => [removedSegments, removedBytes, usedBytes, totalBytes]),
    ).toEqual([
      [4, 2 * LARGE, LARGE, null],
      [0, 0, LARGE + 2, LARGE],
    ]);
    expect(days.spans).toMatchObject([
      { removedSegments: 4, removedFor: { age: 2, storage: 2, free: 0 }, usedBytes: LARGE + 1, freeBytes: 6 },
    ]);
  });

  test('an export gets an id, is changed, shared and removed with its links', async () => {
    const rows = new ExportRows(database);
    const shares = new Shares({ database, clock });
    const wish = { channels: [1, 2], from: LARGE, to: LARGE + 1, by: 'anna', cut: 'exact', createdAt: 7, sizeBytes: LARGE } as const;
    const id = await rows.add(wish, (all) => expect(all).toEqual([]));
    const begins = [await rows.begin(id), await rows.begin(id + 1)];
    await rows.change(id, { state: 'done', finishedAt: LARGE, sizeBytes: LARGE + 1 });
    const { share, token } = await shares.make({ exportId: id, note: 'police', by: 'anna', pinHash: null, keptForMs: 1_000 });
    await shares.viewed(share.id);

    expect(begins).toEqual([true, false]);
    expect(await rows.get(id)).toMatchObject({ ...wish, id, state: 'done', sizeBytes: LARGE + 1, sharedUntil: clock.now() + 1_000 });
    expect(await shares.ofToken(token)).toEqual({ ...share, views: 1, lastViewedAt: clock.now() });
    expect([await shares.tryPin(share.id), (await shares.get(share.id)).isLocked]).toEqual([{ isAllowed: true, isLast: false }, false]);
    await rows.remove(id);
    expect([await rows.all(), await shares.list()]).toEqual([[], []]);
  });

  test('sessions begin, end the oldest beyond five, and are found by their token', async () => {
    const sessions = new Sessions(database, clock);
    const tokens: string[] = [];
    for (let at = 0; at < 6; at++) {
      await clock.advance(1);
      tokens.push((await sessions.begin({ user: 'anna', address: '192.0.2.1', userAgent: null, replaces: null })).token);
    }

    const found = await Promise.all(tokens.map(async (token) => (await sessions.ofToken(token)) !== null));

    expect(found).toEqual([false, true, true, true, true, true]);
    expect((await sessions.ofUser('anna')).map(({ createdAt }) => createdAt)).toEqual([0, 1, 2, 3, 4].map((ago) => clock.now() - ago));
  });

  test('a password made at the first start is kept, and attempts are counted', async () => {
    const lines: string[] = [];
    const openUsers = (): Promise<Users> => Users.open({ database, users: [], clock, announce: (line) => lines.push(line) });
    await openUsers();
    const users = await openUsers();
    const limits = await LoginLimits.open({ kysely: database.kysely, key: 'k'.repeat(32), clock });
    for (let at = 0; at < 5; at++) await limits.count({ address: '192.0.2.1', account: 'admin', device: null });

    const again = await LoginLimits.open({ kysely: database.kysely, key: 'k'.repeat(32), clock });

    expect([users.has('admin'), lines.length]).toEqual([true, 1]);
    await expect(again.count({ address: '192.0.2.1', account: 'admin', device: null })).rejects.toThrow('Too many');
  });

  test('the schedule of the stream is one row, and its history keeps its order', async () => {
    const openJournal = (): Promise<Journal> => Journal.open({ database, log: silentLog(), clock, keys: 2 });
    const journal = await openJournal();
    for (const change of [{ key: 2, since: LARGE }, { isStopped: true }]) journal.plan(change);
    for (const at of [LARGE, LARGE + 1]) journal.note({ at, kind: 'failed', key: 1, reason: 'dns', text: 'failed' });
    await journal.written();

    const again = await openJournal();

    expect([again.schedule, again.lastError?.at]).toEqual([{ key: 2, since: LARGE, isStopped: true }, LARGE + 1]);
    expect((await again.history(5)).map(({ at }) => at)).toEqual([LARGE + 1, LARGE]);
  });
});
