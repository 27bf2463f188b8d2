import { createHash } from 'node:crypto';
import { access, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Export } from '#shared/exports.ts';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { addRecording } from '../../../test/fakes/recorded.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { readHybrid } from '../../mp4/mp4.ts';
import { Playback, type PlaybackOptions } from '../../playback/playback.ts';

const TEN = Date.UTC(2026, 10, 20, 10);
const GOPS = Array.from({ length: 30 }, () => 200);
const log = silentLog();

let world: ApiWorld;
let anna: Visitor;
let catalogue: Catalogue;
let playback: Playback;
let options: PlaybackOptions;
type Limits = PlaybackOptions['exports']['limits'];
let told: string[];

beforeEach(async () => {
  told = [];
  world = await ApiWorld.open({
    catalogue: async (database) => {
      catalogue = await Catalogue.open({ database, clock: systemClock, log });
      return catalogue;
    },
    playback: async ({ recordDir, dataDir, database }) => {
      const exports: PlaybackOptions['exports'] = {
        database,
        timeZone: 'UTC',
        onChange: () => undefined,
        note: ({ kind, data }) => told.push(`${'id' in data && data.id} ${kind}`),
      };
      options = {
        questions: catalogue.questions,
        root: recordDir,
        dataDir,
        ffmpeg: 'ffmpeg',
        transcodeLimit: 1,
        clock: systemClock,
        log,
        exports,
      };
      playback = await Playback.open(options);
      return playback;
    },
  });
  anna = await world.signedIn();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await playback[Symbol.asyncDispose]();
});

const recordMinute = (minute: number, more: object = {}): Promise<string> =>
  addRecording({ catalogue, root: world.recordDir, startedAt: TEN + minute * 60_000, gops: GOPS, ...more });
const span = (from: string, to: string, channels = [1]) => ({ channels, from: `2026-11-20T${from}Z`, to: `2026-11-20T${to}Z` });
const filesIn = async (id: number): Promise<string[]> => await readdir(path.join(world.folder, 'exports', String(id))).catch(() => []);

async function ended(id: number): Promise<Export> {
  for (;;) {
    const job: Export = (await anna.get(`/api/exports/${id}`)).json;
    if (job.state === 'done' || job.state === 'failed') return job;
    await new Promise((done) => setTimeout(done, 20));
  }
}

async function exported(wish: ReturnType<typeof span>): Promise<Export> {
  const { status, json } = await anna.change('POST', '/api/exports', wish);
  expect(status).toBe(202);
  return await ended(json.id);
}

test('a span over several files becomes one MP4 that holds all its pictures, from keyframe to keyframe', async () => {
  await recordMinute(0);
  await recordMinute(1);

  const job = await exported(span('10:00:31', '10:01:29'));

  expect(job).toMatchObject({ state: 'done', progress: 1, by: 'anna', problem: null });
  const [file] = job.files;
  expect(file).toMatchObject({ from: '2026-11-20T10:00:30.000Z', to: '2026-11-20T10:01:30.000Z', durationMs: 60_000, gaps: [] });
  const { isClosed, tracks, index } = await readHybrid(path.join(world.folder, 'exports', String(job.id), 'ch1.mp4'));
  expect([isClosed, tracks[0]?.samples, index.fragments.length]).toEqual([true, 60, 30]);
  expect(told).toEqual([`${job.id} export_ready`]);
});

test('it is downloaded in ranges, under a name for people, and is what its SHA-256 says', async () => {
  await recordMinute(0);
  const { files, manifestUrl, id } = await exported(span('10:00:00', '10:01:00'));
  const url = files[0]?.url ?? '';

  const whole = await anna.get(url);
  const part = await anna.get(url, { range: 'bytes=4-7' });
  const manifest = await anna.get(manifestUrl ?? '');

  expect(createHash('sha256').update(whole.bytes).digest('hex')).toBe(files[0]?.sha256);
  expect(whole.headers['content-disposition']).toContain('Front door 2026-11-20 11-00-00.mp4');
  expect([part.status, part.text]).toEqual([206, 'ftyp']);
  expect(manifest.json).toMatchObject({
    ...{ id, channels: [1], exportedBy: 'anna', channelsWithoutFile: [], clock: { utcOffset: { from: '+00:00', to: '+00:00' } } },
    files: [{ sha256: files[0]?.sha256, cut: 'keyframes' }],
  });
});

test('what is missing is left out and listed with its reason', async () => {
  await recordMinute(0);
  const broken = await recordMinute(1);
  await recordMinute(2);
  await recordMinute(4);
  await rm(path.join(world.recordDir, broken));

  const { files } = await exported(span('10:00:00', '10:05:00'));

  expect(files[0]?.durationMs).toBe(180_000);
  expect(files[0]?.gaps).toMatchObject([
    { from: '2026-11-20T10:01:00.000Z', to: '2026-11-20T10:02:00.000Z', reason: 'unreadable' },
    { from: '2026-11-20T10:03:00.000Z', to: '2026-11-20T10:04:00.000Z' },
  ]);
});

test('a change of codec begins another file, another camera too', async () => {
  await recordMinute(0);
  await recordMinute(1, { codec: 'hevc' });
  await recordMinute(1, { channel: 2 });

  const { files } = await exported(span('10:00:00', '10:02:00', [1, 2]));

  expect(files.map(({ name, durationMs }) => [name, durationMs])).toEqual([
    ['ch1.mp4', 60_000],
    ['ch1-part2.mp4', 60_000],
    ['ch2.mp4', 60_000],
  ]);
});

test('deleting an export deletes its files, and is noted once', async () => {
  await recordMinute(0);
  const { id, files } = await exported(span('10:00:00', '10:01:00'));

  const { status, json } = await anna.change('DELETE', `/api/exports/${id}`);

  expect([status, json, await filesIn(id)]).toEqual([200, { message: 'Deleted' }, []]);
  expect((await anna.get(files[0]?.url ?? '')).status).toBe(404);
  const events = await catalogue.questions.events({ limit: 10, kinds: ['export_requested', 'export_deleted'] });
  expect(events.map(({ kind, data }) => [kind, data.user])).toEqual([
    ['export_deleted', 'anna'],
    ['export_requested', 'anna'],
  ]);
});

test('what a process that ended had in hand begins again at the next start', async () => {
  await recordMinute(0);
  const row = { channels: '[1]', from_at: TEN, to_at: TEN + 60_000, created_by: 'anna', created_at: TEN };
  await world.database.kysely
    .insertInto('exports')
    .values({ ...row, state: 'running' })
    .execute();

  await using next = await Playback.open(options);

  const job = await ended(1);
  expect([job.state, job.files.length, next.exports.progressOf(await next.exports.get(1))]).toEqual(['done', 1, 1]);
});

test('old exports go, and the oldest when all together are too large; folders of none go at the start', async () => {
  await recordMinute(0);
  const first = await exported(span('10:00:00', '10:01:00'));
  const second = await exported(span('10:00:00', '10:01:00'));
  await writeFile(path.join(world.folder, 'exports', 'note.txt'), 'mine');
  await world.database.kysely.deleteFrom('exports').where('id', '=', 99).execute();
  const small = { ...options, exports: { ...options.exports, limits: { allBytes: first.sizeBytes * 1.5 } } };
  const short = { ...options, exports: { ...options.exports, limits: { keptForMs: -1 } } };

  await (await Playback.open(small))[Symbol.asyncDispose]();
  const kept = [await filesIn(first.id), (await filesIn(second.id)).length];
  await (await Playback.open(short))[Symbol.asyncDispose]();

  expect([...kept, await filesIn(second.id)]).toEqual([[], 2, []]);
  await access(path.join(world.folder, 'exports', 'note.txt'));
});

test.each([
  ['nothing recorded', span('08:00:00', '09:00:00'), 404, 'recording-unknown'],
  ['an end before the beginning', span('10:01:00', '10:00:00'), 400, 'input-invalid'],
  ['a channel that is not there', span('10:00:00', '10:01:00', [9]), 400, 'channel-unknown'],
  ['no channel', span('10:00:00', '10:01:00', []), 400, 'input-invalid'],
  ['more than a week', { channels: [1], from: '2026-11-01T00:00:00Z', to: '2026-11-20T10:00:00Z' }, 400, 'input-invalid'],
])('refuses %s', async (_, wish, status, code) => {
  await recordMinute(0);

  const answer = await anna.change('POST', '/api/exports', wish);

  expect([answer.status, answer.json.type]).toEqual([status, `urn:mini-nvr:${code}`]);
});

test('refuses what is too large, and too much of one user', async () => {
  await recordMinute(0);
  const wish = { channels: [1], from: TEN, to: TEN + 60_000, by: 'anna', cut: 'keyframes' } as const;
  const limited = (set: Limits): Promise<Playback> => Playback.open({ ...options, exports: { ...options.exports, limits: set } });
  await using small = await limited({ bytes: 1000 });
  await using few = await limited({ perUser: 0 });
  await using full = await limited({ freeBytes: 1e18 });

  await expect(small.exports.request(wish)).rejects.toThrow('This would be 0.0 GB');
  await expect(full.exports.request(wish)).rejects.toThrow('DATA_DIR has no more than');
  await expect(few.exports.request(wish)).rejects.toThrow('exports that are not finished');
});

test('of many wishes at once a user has as many as one after the other', async () => {
  await recordMinute(0);
  const idle = await Playback.open(options);
  await idle[Symbol.asyncDispose](); // takes wishes still, and begins none of them
  const wish = { channels: [1], from: TEN, to: TEN + 60_000, by: 'anna', cut: 'keyframes' } as const;

  const asked = await Promise.allSettled(Array.from({ length: 200 }, () => idle.exports.request(wish)));

  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  expect(asked.at(-1)).toMatchObject({ reason: { code: 'too-many-exports' } });
});

test('all that are not finished need their room together, and each again when it begins', async () => {
  await recordMinute(0);
  await world.database.kysely.updateTable('segments').set({ size_bytes: 20e9 }).execute();
  const { bavail, bsize } = await statfs(world.folder);
  const limited = (room: number) =>
    Playback.open({ ...options, exports: { ...options.exports, limits: { freeBytes: bavail * bsize - room } } });
  const idle = await limited(30e9);
  await idle[Symbol.asyncDispose]();
  const wish = { channels: [1], from: TEN, to: TEN + 60_000, cut: 'keyframes' } as const;

  const first = await idle.exports.request({ ...wish, by: 'anna' });
  const second = idle.exports.request({ ...wish, by: 'bert' });
  await expect(second).rejects.toMatchObject({
    code: 'export-too-large',
    message: expect.stringContaining('for exports that are not finished'),
  });
  await using _ = await limited(10e9);

  expect(await ended(first.id)).toMatchObject({ state: 'failed', problem: expect.stringContaining('not enough room'), sizeBytes: 0 });
});

test.each([
  ['seven years', 'from=2019-11-20T10:00:00Z&to=2026-11-20T10:00:00Z'],
  ['a channel again and again', `from=2026-11-20T10:00:00Z&to=2026-11-20T11:00:00Z${'&channel=1'.repeat(1_400)}`],
])('tells no size for %s', async (_, query) => {
  const { status, json } = await anna.get(`/api/exports/estimate?${query}`);

  expect([status, json.type]).toEqual([400, 'urn:mini-nvr:input-invalid']);
});

test.each(['ch1.mp4', 'manifest.json', '..%2f..%2fcatalogue.db', 'ch2.mp4'])(
  'gives no file %s of an export that has none',
  async (name) => {
    expect((await anna.get(`/api/exports/1/${name}`)).status).toBeGreaterThanOrEqual(400);
  },
);

test('what cannot be cut exactly without doubt is cut at keyframes, and says so', async () => {
  await recordMinute(0); // its pictures are invented: no decoder knows them

  const { files, cut } = await exported({ ...span('10:00:11', '10:00:15'), cut: 'exact' } as ReturnType<typeof span>);

  expect([cut, files[0]?.cut]).toEqual(['exact', 'keyframes']);
  expect(files[0]).toMatchObject({ from: '2026-11-20T10:00:10.000Z', to: '2026-11-20T10:00:16.000Z' });
  expect(await filesIn(1)).toEqual(['ch1.mp4', 'manifest.json']);
});

test('the size is told before, for the cameras that are asked for', async () => {
  await recordMinute(0);
  await recordMinute(0, { channel: 2 });
  const ask = async (query: string) => await anna.get(`/api/exports/estimate?from=2026-11-20T10:00:00Z&to=2026-11-20T10:00:30Z${query}`);

  const [one, both, twice] = [await ask('&channel=1'), await ask('&channel=1&channel=2'), await ask('&channel=1&channel=1')];

  expect(one.json.sizeBytes).toBeGreaterThan(5_000);
  expect(twice.json.sizeBytes).toBe(one.json.sizeBytes);
  expect(Math.abs(both.json.sizeBytes - 2 * one.json.sizeBytes)).toBeLessThan(10);
  expect((await anna.get('/api/exports/estimate?from=2026-11-21T10:00:00Z&to=2026-11-21T10:00:30Z')).status).toBe(404);
});
