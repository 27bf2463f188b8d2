import { rm, truncate } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { addRecording } from '../../../test/fakes/recorded.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { Playback } from '../../playback/playback.ts';

const TEN = Date.UTC(2026, 10, 20, 10);
const GOPS = Array.from({ length: 30 }, () => 200);

let world: ApiWorld;
let anna: Visitor;
let catalogue: Catalogue;
let playback: Playback;

beforeEach(async () => {
  const log = silentLog();
  world = await ApiWorld.open({
    catalogue: async (database) => {
      catalogue = await Catalogue.open({ database, clock: systemClock, log });
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
        clock: systemClock,
        log,
        exports,
      });
      return playback;
    },
  });
  anna = await world.signedIn();
});
afterEach(async () => {
  await world[Symbol.asyncDispose]();
  await playback[Symbol.asyncDispose]();
});

/** Minutes of an hour, as recordings of one minute each. */
async function record(...minutes: readonly number[]): Promise<string[]> {
  const paths: string[] = [];
  for (const minute of minutes)
    paths.push(await addRecording({ catalogue, root: world.recordDir, startedAt: TEN + minute * 60_000, gops: GOPS }));
  return paths;
}

const windowOf = (from: string, to: string): string => `/api/channel/1/playlist.m3u8?from=2026-11-20T${from}Z&to=2026-11-20T${to}Z`;
const linesOf = (text: string, pattern: RegExp): string[] => text.split('\n').filter((line) => pattern.test(line));

describe('GET /api/channel/{ch}/playlist.m3u8', () => {
  test('names the keyframes of the span, from the one before its beginning', async () => {
    await record(0, 1, 2);

    const { text, status, headers } = await anna.get(windowOf('10:00:51', '10:01:09'));

    expect([status, headers['content-type']]).toEqual([200, 'application/vnd.apple.mpegurl']);
    expect(linesOf(text, /DATE-TIME/)).toEqual([
      '#EXT-X-PROGRAM-DATE-TIME:2026-11-20T10:00:50.000Z',
      '#EXT-X-PROGRAM-DATE-TIME:2026-11-20T10:01:00.000Z',
    ]);
    expect(linesOf(text, /^#EXTINF/)).toEqual(Array.from({ length: 10 }, () => '#EXTINF:2.000000,'));
    expect(linesOf(text, /DISCONTINUITY/)).toHaveLength(1);
    expect(linesOf(text, /MAP/)).toHaveLength(1);
  });

  test('what it names is there: an init segment, and bytes that begin with a fragment', async () => {
    await record(0);
    const { text } = await anna.get(windowOf('10:00:00', '10:01:00'));
    const [, init = ''] = /MAP:URI="([^"]+)"/.exec(text) ?? [];
    const [, bytes = '', offset = '', url = ''] = /BYTERANGE:(\d+)@(\d+)\n(.+)/.exec(text) ?? [];

    const map = await anna.get(init);
    const part = await anna.get(url, { range: `bytes=${offset}-${Number(offset) + Number(bytes) - 1}` });

    expect([map.status, map.bytes.toString('latin1', 4, 8), map.headers['cache-control']]).toEqual([
      200,
      'ftyp',
      'private, max-age=31536000, immutable',
    ]);
    expect([part.status, part.bytes.length, part.bytes.toString('latin1', 4, 8)]).toEqual([206, Number(bytes), 'moof']);
  });

  test('a settled past may be kept, and is not sent twice', async () => {
    await record(0);

    const { headers } = await anna.get(windowOf('10:00:00', '10:01:00'));
    const again = await anna.get(windowOf('10:00:00', '10:01:00'), { 'if-none-match': String(headers.etag) });

    expect(headers['cache-control']).toBe('private, max-age=86400, immutable');
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('a window that reaches into the present grows, and is asked for anew each time', async () => {
    await addRecording({ catalogue, root: world.recordDir, startedAt: Date.now() - 65_000, gops: GOPS });
    const from = new Date(Date.now() - 60_000).toISOString();

    for (const to of ['', `&to=${new Date(Date.now() + 60_000).toISOString()}`]) {
      const { text, headers } = await anna.get(`/api/channel/1/playlist.m3u8?from=${from}${to}`);

      expect(headers['cache-control']).toBe('private, no-cache');
      expect(linesOf(text, /ENDLIST|TYPE/)).toEqual(['#EXT-X-PLAYLIST-TYPE:EVENT']);
    }
  });

  test('comes compressed to those who understand it', async () => {
    await record(0, 1);

    const plain = await anna.get(windowOf('10:00:00', '10:02:00'));
    const small = await anna.get(windowOf('10:00:00', '10:02:00'), { 'accept-encoding': 'gzip, br' });
    const refused = await anna.get(windowOf('10:00:00', '10:02:00'), { 'accept-encoding': 'gzip;q=0' });

    expect(small.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(small.bytes).toString()).toBe(plain.text);
    expect(refused.headers['content-encoding']).toBeUndefined();
  });

  test('a missing file costs its own seconds, a cut one what is cut', async () => {
    const [, second = '', third = ''] = await record(0, 1, 2, 3);
    await rm(path.join(world.recordDir, second));
    await truncate(path.join(world.recordDir, third), 4096 + 20_000);

    const { text, headers } = await anna.get(windowOf('10:00:00', '10:04:00'));

    const entries = linesOf(text, /^\/recordings/).length;
    expect(linesOf(text, /DATE-TIME/).map((line) => line.slice(36, 41))).toEqual(['10:00', '10:02', '10:03']);
    expect(entries).toBeGreaterThan(60);
    expect(entries).toBeLessThan(90);
    expect(headers['cache-control']).toBe('private, no-cache');
  });

  test('a change of codec brings its own init segment', async () => {
    await record(0);
    await addRecording({ catalogue, root: world.recordDir, startedAt: TEN + 60_000, gops: GOPS, codec: 'hevc' });

    const { text } = await anna.get(windowOf('10:00:00', '10:02:00'));

    expect(new Set(linesOf(text, /MAP/)).size).toBe(2);
  });

  test.each([
    ['nothing recorded', windowOf('08:00:00', '09:00:00'), 404],
    ['no such channel', '/api/channel/7/playlist.m3u8?from=2026-11-20T10:00:00Z', 400],
    ['no beginning', '/api/channel/1/playlist.m3u8', 400],
    ['an end before the beginning', windowOf('10:00:00', '09:00:00'), 400],
    ['more than a day', '/api/channel/1/playlist.m3u8?from=2026-11-20T10:00:00Z&to=2026-11-21T10:00:01Z', 400],
    ['an init segment nobody has', `/api/playback/init/${'0'.repeat(64)}.mp4`, 404],
    ['an init segment by another name', '/api/playback/init/..%2f..%2fcatalogue.mp4', 400],
    ['a copy nobody made', `/recordings/ch1/2026-11-20/100000+0000.mp4?copy=${'A'.repeat(22)}`, 404],
    ['a copy by a path', '/recordings/ch1/2026-11-20/100000+0000.mp4?copy=..%2f..%2fcatalogue.db', 400],
  ])('refuses %s', async (_, url, status) => {
    expect((await anna.get(url)).status).toBe(status);
  });
});

describe('GET /api/timeline with activity', () => {
  const day = '/api/timeline?from=2026-11-20T10:00:00Z&to=2026-11-20T10:40:00Z&channel=1';

  test('tells when pictures changed more than usual, and nothing of times without a recording', async () => {
    const walk = GOPS.map((bytes, at) => (at < 5 ? bytes * 8 : bytes));
    for (let minute = 0; minute < 30; minute++)
      await addRecording({ catalogue, root: world.recordDir, startedAt: TEN + minute * 60_000, gops: minute === 20 ? walk : GOPS });

    const { channels } = (await anna.get(`${day}&activity=1`)).json;
    const { stepMs, levels } = channels[0].activity;

    expect([stepMs, levels.length]).toEqual([10_000, 240]);
    expect(levels.flatMap((level: number, at: number) => (level > 0 ? [at] : []))).toEqual([120]);
    expect(levels.slice(180)).toEqual(Array.from({ length: 60 }, () => null));
  });

  test('is given only to who asks for it, of two days at most', async () => {
    expect((await anna.get(day)).json.channels[0].activity).toBeUndefined();
    expect((await anna.get(`/api/timeline?from=2026-11-20T10:00:00Z&to=2026-11-22T10:00:01Z&activity=1`)).status).toBe(400);
    expect(
      (await anna.get(`/api/timeline?from=2026-11-20T10:00:00Z&to=2026-11-22T10:00:00Z&activity=1`)).json.channels[0].activity.stepMs,
    ).toBe(120_000);
  });
});
