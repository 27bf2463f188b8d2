import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS } from '#shared/durations.ts';
import type { Export } from '#shared/exports.ts';
import type { ShareMade } from '#shared/shares.ts';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { addRecording } from '../../../test/fakes/recorded.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { type Clock, systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { Playback } from '../../playback/playback.ts';

const TEN = Date.UTC(2026, 10, 20, 10);
const GOPS = Array.from({ length: 30 }, () => 200);
const log = silentLog();

/** Ours runs ahead at a word: everything else is as it is. */
let aheadMs = 0;
const clock: Clock = {
  now: () => systemClock.now() + aheadMs,
  monotonic: () => systemClock.monotonic() + aheadMs,
  sleep: (ms, signal) => systemClock.sleep(ms, signal),
};

let world: ApiWorld;
let anna: Visitor;
let catalogue: Catalogue;
let playback: Playback;

beforeEach(async () => {
  aheadMs = 0;
  world = await ApiWorld.open({
    clock,
    catalogue: async (database) => {
      catalogue = await Catalogue.open({ database, clock, log });
      return catalogue;
    },
    playback: async ({ recordDir, dataDir, database }) => {
      const exports = { database, timeZone: 'UTC', onChange: () => undefined, note: () => undefined };
      playback = await Playback.open({
        questions: catalogue.questions,
        root: recordDir,
        dataDir,
        ffmpeg: 'ffmpeg',
        transcodeLimit: 1,
        clock,
        log,
        exports,
      });
      return playback;
    },
  });
  anna = await world.signedIn();
  for (const channel of [1, 2]) await addRecording({ catalogue, root: world.recordDir, channel, startedAt: TEN, gops: GOPS });
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await playback[Symbol.asyncDispose]();
});

async function exported(channels: readonly number[] = [1]): Promise<Export> {
  const wish = { channels, from: '2026-11-20T10:00:10Z', to: '2026-11-20T10:00:20Z' };
  const { json } = await anna.change('POST', '/api/exports', wish);
  for (;;) {
    const job: Export = (await anna.get(`/api/exports/${json.id}`)).json;
    if (job.state === 'done') return job;
    await new Promise((done) => setTimeout(done, 10));
  }
}

async function shared(wish: object = {}): Promise<ShareMade> {
  const { id } = await exported();
  const { status, json } = await anna.change('POST', '/api/shares', { exportId: id, hours: 24, ...wish });
  expect(status).toBe(201);
  return json;
}

const tellPin = (visitor: Visitor, { path }: ShareMade, pin: string) => visitor.ask(`${path}/pin`, { method: 'POST', body: { pin } });

test('whoever has the link sees the clip without a session, and its views are counted', async () => {
  const made = await shared({ note: 'The <van> at the door' });
  const stranger = world.visitor();

  const page = await stranger.get(made.path);
  const part = await stranger.get(`${made.path}/ch1.mp4`, { range: 'bytes=4-7' });
  const download = await stranger.get(`${made.path}/ch1.mp4?download=1`);

  expect(made.path).toMatch(/^\/share\/[\w-]{22}$/);
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.text).toContain('The &#60;van&#62; at the door');
  expect([part.status, part.text, part.headers['content-type']]).toEqual([206, 'ftyp', 'video/mp4']);
  expect(download.headers['content-disposition']).toContain('Front door 2026-11-20');
  expect((await anna.get('/api/shares')).json.shares).toMatchObject([{ id: made.share.id, views: 1, hasPin: false, isLocked: false }]);
});

test('the page keeps to itself: no search engine, no referrer, no cache, no cookie, our content security policy', async () => {
  const made = await shared();
  const { headers, text } = await world.visitor().get(made.path);

  expect(headers).toMatchObject({
    'x-robots-tag': 'noindex, nofollow, noarchive',
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-store',
  });
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'/);
  expect(headers['set-cookie']).toBeUndefined();
  expect(text).not.toMatch(/https?:\/\/|<script>|style=| on\w+=/);
});

test('nothing else is reached with it: no other export, file, channel or route', async () => {
  const made = await shared();
  const other = await exported([1, 2]);
  const stranger = world.visitor();
  const places = [
    'manifest.json',
    'ch2.mp4',
    'ch1-part2.mp4',
    '..%2fch1.mp4',
    `..%2f..%2f${other.id}%2fch2.mp4`,
    '%2e%2e',
    'ch1.mp4%00',
    '',
  ];

  for (const place of places) expect((await stranger.get(`${made.path}/${place}`)).status, place).toBe(404);
  const token = made.path.slice('/share/'.length);
  const routes = [
    ...['/api/exports', '/api/shares', '/api/config', `/api/exports/${other.id}/ch2.mp4`],
    '/recordings/ch1/2026-11-20/100000+0000.mp4',
  ];
  for (const place of routes) {
    const cookie = `sid=${token}; share_pass=${token}`;
    expect((await stranger.get(place, { cookie, authorization: `Bearer ${token}` })).status, place).toBe(401);
  }
});

test('a link that was never made, one that expired, one revoked and one whose export is gone answer alike', async () => {
  const [expired, revoked, gone] = [await shared({ hours: 1 }), await shared(), await shared()];
  await anna.change('DELETE', `/api/shares/${revoked.share.id}`);
  await anna.change('DELETE', `/api/exports/${gone.share.exportId}`);
  aheadMs = HOUR_MS + 1;
  const stranger = world.visitor();

  const answers = [];
  for (const path of [expired.path, revoked.path, gone.path, `/share/${'A'.repeat(22)}`, '/share/x']) {
    const { status, text } = await stranger.get(path);
    const file = await stranger.get(`${path}/ch1.mp4`);
    const pin = await stranger.ask(`${path}/pin`, { method: 'POST', body: { pin: '1234' } });
    answers.push({ status, text, file: file.status, fileText: file.json.detail, pin: pin.status, pinText: pin.json.detail });
  }

  expect(answers[0]).toMatchObject({ status: 404, file: 404, pin: 404 });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test('who guesses links is held up, and others are not', async () => {
  const made = await shared();
  const guesser = world.visitor();
  const answers = [];
  for (let guess = 0; guess < 31; guess++) answers.push(await guesser.get(`/share/${`${guess}`.padStart(22, 'A')}`));

  expect(answers.slice(0, 30).every(({ status }) => status === 404)).toBe(true);
  expect([answers[30]?.status, Number(answers[30]?.headers['retry-after']) > 0]).toEqual([429, true]);
  expect((await world.visitor().get(made.path)).status).toBe(200);
});

test('with a PIN, page and files open after it was told, for this link only', async () => {
  const [made, other] = [await shared({ pin: '4711' }), await shared({ pin: '4711' })];
  const stranger = world.visitor();

  const before = [(await stranger.get(made.path)).text, (await stranger.get(`${made.path}/ch1.mp4`)).status];
  const wrong = await tellPin(stranger, made, '4712');
  const right = await tellPin(stranger, made, '4711');
  const after = [(await stranger.get(made.path)).text, (await stranger.get(`${made.path}/ch1.mp4`)).status];

  expect([before[0], before[1]]).toEqual([expect.stringContaining('pin-form'), 404]);
  expect(before[0]).not.toContain('Front door');
  expect([wrong.status, wrong.json.type]).toEqual([403, 'urn:mini-nvr:pin-wrong']);
  expect(right.headers['set-cookie']?.[0]).toMatch(
    new RegExp(`^share_pass=[^;]+; Max-Age=43200; Path=${made.path}; HttpOnly; SameSite=Lax$`),
  );
  expect([after[0], after[1]]).toEqual([expect.stringContaining('<video'), 200]);
  expect((await stranger.get(`${other.path}/ch1.mp4`)).status).toBe(404);
  aheadMs = 12 * HOUR_MS + 1;
  expect((await stranger.get(`${made.path}/ch1.mp4`)).status).toBe(404);
});

test('PINs cannot be tried out: five a minute, ten a day from one network, which keeps nobody else out', async () => {
  const made = await shared({ pin: '4711' });
  const guesser = world.visitor();
  const statuses: number[] = [];
  for (let minute = 0; minute < 3; minute++, aheadMs += 60_001)
    for (let guess = 0; guess < 6; guess++) statuses.push((await tellPin(guesser, made, '0000')).status);

  expect(statuses.slice(0, 6)).toEqual([403, 403, 403, 403, 403, 429]);
  expect(statuses.slice(12)).toEqual([429, 429, 429, 429, 429, 429]);
  expect((await tellPin(guesser, made, '4711')).status).toBe(429);
  expect((await tellPin(world.visitor(), made, '4711')).status).toBe(200);
}, 15_000);

test('a link whose PIN a hundred guesses missed is locked for newcomers, stays open where it was, and says so to its owner', async () => {
  const made = await shared({ pin: '4711' });
  const friend = world.visitor();
  await tellPin(friend, made, '4711');
  await world.database.kysely.updateTable('shares').set({ wrong_pins: 99 }).execute();
  const last = (await tellPin(world.visitor(), made, '0000')).status;

  expect([last, (await tellPin(world.visitor(), made, '4711')).status]).toEqual([403, 404]);
  expect((await world.visitor().get(made.path)).status).toBe(404);
  expect((await friend.get(`${made.path}/ch1.mp4`)).status).toBe(200);
  expect((await anna.get('/api/shares')).json.shares).toMatchObject([{ isLocked: true }]);
  expect((await anna.get('/api/events?kind=share_locked')).json.events).toHaveLength(1);
});

test('PINs guessed at the same moment are all counted', async () => {
  const made = await shared({ pin: '4711' });
  const guesser = world.visitor();

  const statuses = await Promise.all(Array.from({ length: 12 }, () => tellPin(guesser, made, '0000').then(({ status }) => status)));

  expect(statuses.filter((status) => status === 403)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(7);
});

test('what is being downloaded by a link ends when the link is revoked', async () => {
  const made = await shared();
  const { exportId } = made.share;
  await writeFile(path.join(world.folder, 'exports', `${exportId}`, 'ch1.mp4'), Buffer.alloc(48 * 2 ** 20));
  const { hostname, port } = new URL(world.url);
  const [answer] = await once(get({ hostname, port, path: `${made.path}/ch1.mp4`, agent: false }), 'response');
  const download = answer as IncomingMessage;
  download.on('error', () => undefined);

  await anna.change('DELETE', `/api/shares/${made.share.id}`);
  await new Promise((done) => setTimeout(done, 5_000));
  download.resume();
  if (!download.closed) await new Promise((done) => download.once('close', done));

  expect([download.statusCode, download.complete]).toEqual([200, false]);
}, 30_000);

test('PINs come from our own page only, as JSON, and Host rules hold', async () => {
  const made = await shared({ pin: '4711' });
  const ask = (headers: Record<string, string>) =>
    world.visitor().ask(`${made.path}/pin`, { method: 'POST', body: { pin: '4711' }, headers });

  expect((await ask({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await ask({ 'content-type': 'text/plain' })).status).toBe(415);
  expect((await world.visitor().get(made.path, { host: 'evil.example' })).status).toBe(421);
});

test('neither link nor PIN is in the database, the log or the events', async () => {
  const made = await shared({ pin: '471147' });
  const token = made.path.slice('/share/'.length);
  await tellPin(world.visitor(), made, '471147');
  const rows = await world.database.kysely.selectFrom('shares').selectAll().execute();
  const { text } = await anna.get('/api/events');

  for (const secret of [token, '471147']) {
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(world.logLines.join('')).not.toContain(secret);
    expect(text).not.toContain(secret);
  }
  expect(text).toContain('anna shared Front door');
});

test('an export is kept for as long as somebody may see it by link', async () => {
  const made = await shared({ hours: 24 * 30 });
  aheadMs = 8 * 24 * HOUR_MS;
  anna = await world.signedIn();

  const { exports } = (await anna.get('/api/exports')).json;

  expect(exports).toMatchObject([{ id: made.share.exportId, expiresAt: made.share.expiresAt }]);
  expect((await world.visitor().get(`${made.path}/ch1.mp4`)).status).toBe(200);
});

test.each([
  ['no such export', { exportId: 999, hours: 1 }, 404],
  ['a PIN of three digits', { exportId: 1, hours: 1, pin: '123' }, 400],
  ['a PIN with letters', { exportId: 1, hours: 1, pin: '12ab' }, 400],
  ['longer than 90 days', { exportId: 1, hours: 24 * 91 }, 400],
])('a link is refused: %s', async (_, wish, status) => {
  await exported();

  expect((await anna.change('POST', '/api/shares', wish)).status).toBe(status);
});
