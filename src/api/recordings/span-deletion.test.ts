import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { formatSegmentName } from '../../lib/files/segment-name.ts';
import { silentLog } from '../../lib/log.ts';

const TEN = Date.parse('2026-11-22T10:00:00Z');
const MINUTE = 60_000;
const at = (minutes: number): string => new Date(TEN + minutes * MINUTE).toISOString();

/** Two cameras, each with four recordings of ten minutes from ten o'clock on; that of the first at 10:40 is being written. */
async function openWorld() {
  const clock = new FakeClock(TEN + 45 * MINUTE);
  const rooms = new AsyncDisposableStack();
  let opened: Catalogue | undefined;
  const notices: string[] = [];
  const world = rooms.use(
    await ApiWorld.open({
      clock,
      catalogue: async (database) => {
        const onNotice = (notice: { topic: string; date?: string }): void => void notices.push(`${notice.topic} ${notice.date ?? ''}`);
        opened = rooms.use(await Catalogue.open({ database, clock, log: silentLog(), onNotice }));
        return opened;
      },
    }),
  );
  const catalogue = opened as unknown as Catalogue;
  const record = async (channel: number, minutes: number): Promise<string> => {
    const startedAt = TEN + minutes * MINUTE;
    const file = `${formatSegmentName(channel, startedAt, 'UTC')}.mp4`;
    await world.writeFile(file, 'video');
    await catalogue.segmentClosed({
      channel,
      path: file,
      startedAt,
      endedAt: startedAt + 10 * MINUTE,
      durationMs: 600_000,
      sizeBytes: 100,
    });
    return file;
  };
  const files: string[] = [];
  for (const channel of [1, 2]) for (const minutes of [0, 10, 20, 30]) files.push(await record(channel, minutes));
  await catalogue.segmentOpened({ channel: 1, path: 'ch1/2026-11-22/104000+0000.mkv', startedAt: TEN + 40 * MINUTE });
  await world.writeFile('ch1/2026-11-22/104000+0000.mkv', 'growing');
  const anna = await world.signedIn();
  const left = (): boolean[] => files.map((file) => existsSync(path.join(world.recordDir, file)));
  const remove = (query: string) => anna.change('DELETE', `/api/recordings?${query}`);
  return { world, catalogue, anna, files, left, remove, notices, [Symbol.asyncDispose]: () => rooms.disposeAsync() };
}

const spanOf = (from: number, to: number, more = ''): string => `from=${at(from)}&to=${at(to)}&channel=1&channel=2${more}`;

test('the recordings of a span of two cameras go in one act, whole, and it is noted who wanted it', async () => {
  await using opened = await openWorld();
  const { catalogue, left, remove, notices } = opened;
  notices.length = 0;

  const { status, json } = await remove(spanOf(15, 25));

  expect({ status, json }).toMatchObject({
    status: 200,
    json: {
      ...{ deleted: 4, protected: 0, bytes: 400, left: 0 },
      channels: [
        { channel: 1, deleted: 2, from: at(10), to: at(30) },
        { channel: 2, deleted: 2, from: at(10), to: at(30) },
      ],
    },
  });
  expect(left()).toEqual([true, false, false, true, true, false, false, true]);
  const [event] = await catalogue.questions.events({ limit: 1, kinds: ['recording_deleted'] });
  expect(event).toMatchObject({ channel: null, data: { user: 'anna', channels: '1,2', deleted: 4, bytes: 400, from: at(15), to: at(25) } });
  expect(event?.text).toMatch(/^anna deleted 4 recordings of Front door, Garden/);
  expect(new Set(notices)).toEqual(new Set(['recording 2026-11-22', 'storage ', 'event ']));
  const [history] = await catalogue.questions.timeline(TEN, TEN + 40 * MINUTE, [1]);
  expect(history?.gaps).toEqual([{ from: TEN + 10 * MINUTE, to: TEN + 30 * MINUTE, reason: 'deleted' }]);
});

test('what would go is told before, and nothing changes', async () => {
  await using opened = await openWorld();

  const { json } = await opened.remove(spanOf(15, 45, '&dryRun=true'));

  expect(json).toMatchObject({ deleted: 6, protected: 0, bytes: 600, channels: [{ leavesRunning: true }, { leavesRunning: false }] });
  expect(opened.left()).not.toContain(false);
  expect((await opened.catalogue.questions.usage()).channels).toMatchObject([{ segments: 4 }, { segments: 4 }]);
});

test('a file that is touched by less than a second stays, and so does what is being written', async () => {
  await using opened = await openWorld();

  const touched = await opened.remove(`from=${at(10)}&to=2026-11-22T10:20:00.400Z&channel=1`);
  const running = await opened.remove(`from=${at(41)}&to=${at(44)}&channel=1`);

  expect([touched.json.deleted, running.json.deleted]).toEqual([1, 0]);
  expect(opened.left()).toEqual([true, false, true, true, true, true, true, true]);
  expect(existsSync(path.join(opened.world.recordDir, 'ch1/2026-11-22/104000+0000.mkv'))).toBe(true);
});

test('what is protected stays; asked for, one’s own protections end where it is deleted, and nowhere else', async () => {
  await using opened = await openWorld();
  const { catalogue, remove, left } = opened;
  const span = { from: TEN + 5 * MINUTE, to: TEN + 35 * MINUTE, note: 'why' };
  await catalogue.protect({ channel: 1, ...span, by: 'anna' });
  await catalogue.protect({ channel: 2, ...span, by: 'bert' });

  const kept = await remove(spanOf(11, 19));
  const mine = await remove(spanOf(11, 19, '&protected=true'));

  expect(kept.json).toMatchObject({ deleted: 0, protected: 2, channels: [{ keptBy: ['anna'] }, { keptBy: ['bert'] }] });
  expect(mine.json).toMatchObject({ deleted: 1, protected: 1, channels: [{ endsProtections: 1, keptBy: [] }, { keptBy: ['bert'] }] });
  expect(left()).toEqual([true, false, true, true, true, true, true, true]);
  const protections = (await catalogue.questions.protections()).map(({ channel, from, to, by, note }) => [
    channel,
    at((from - TEN) / MINUTE),
    to - from,
    by,
    note,
  ]);
  expect(protections.toSorted()).toEqual(
    [
      [1, at(20), 15 * MINUTE, 'anna', 'why'],
      [1, at(5), 5 * MINUTE, 'anna', 'why'],
      [2, at(5), 30 * MINUTE, 'bert', 'why'],
    ].toSorted(),
  );
});

test('nothing is deleted, nor forgotten, while another disk lies in the place of ours', async () => {
  await using opened = await openWorld();
  const { world, anna, files, remove, left, catalogue } = opened;
  await rename(world.recordDir, `${world.recordDir}.away`);
  await mkdir(world.recordDir);

  const span = await remove(spanOf(0, 40));
  const one = await anna.change('DELETE', `/api/recording?path=${encodeURIComponent(files[0] ?? '')}`);
  await rm(world.recordDir, { recursive: true });
  await rename(`${world.recordDir}.away`, world.recordDir);

  for (const { status, json } of [span, one]) expect([status, json.type]).toEqual([503, 'urn:mini-nvr:volume-unusable']);
  expect(left()).not.toContain(false);
  expect((await catalogue.questions.usage()).channels).toMatchObject([{ segments: 4 }, { segments: 4 }]);
});

test.each([
  ['no camera', `from=${at(0)}&to=${at(40)}`],
  ['an unknown camera', `from=${at(0)}&to=${at(40)}&channel=99`],
  ['a misspelt dryRun', spanOf(0, 40, '&dryrun=true')],
  ['another word for true', spanOf(0, 40, '&dryRun=yes')],
  ['a span that goes back', `from=${at(40)}&to=${at(0)}&channel=1`],
  ['a span of years', `from=2020-01-01T00:00:00Z&to=${at(0)}&channel=1`],
])('%s is refused, and nothing changes', async (_, query) => {
  await using opened = await openWorld();

  expect((await opened.remove(query)).status).toBe(400);
  expect(opened.left()).not.toContain(false);
});
