import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Export } from '#shared/exports.ts';
import type { SpritesAnswer } from '#shared/playback.ts';
import { Cameras } from '../fakes/cameras.ts';
import { openBrowser } from '../fakes/hls-page.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const FRAMES_A_SECOND = 20;
const GOP_S = 2;
const run = promisify(execFile);
const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const windowFrom = (from: number, to?: number): string =>
  `/api/channel/1/playlist.m3u8?from=${iso(from)}${to === undefined ? '' : `&to=${iso(to)}`}`;
const secondsIn = (text: string): number =>
  [...text.matchAll(/^#EXTINF:([\d.]+)/gm)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);

/** Wall time at which a playlist ends. */
function endOf(text: string): number {
  const last = text.split('#EXT-X-PROGRAM-DATE-TIME:').at(-1) ?? '';
  return Date.parse(last.split('\n')[0] ?? '') + secondsIn(last) * 1000;
}

/** Pixels, as a JPEG's frame header says. */
function widthOf(jpeg: Buffer): number {
  const at = [0xc0, 0xc2].map((kind) => jpeg.indexOf(Buffer.from([0xff, kind]))).find((place) => place > 0) ?? 0;
  return jpeg.readUInt16BE(at + 7);
}

live('one camera, recorded in 10-s segments', () => {
  let cameras: Cameras;
  let nvr: Nvr;

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac' });
    nvr = await (await Nvr.start({ env: { ...cameraEnv(1, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10' } })).signIn();
    await nvr.until(async () => globSync('ch1/*/*.mp4', { cwd: nvr.recordDir }).length >= 2, 60_000, 'two segments are converted');
  });
  afterAll(async () => {
    await nvr[Symbol.asyncDispose]();
    await cameras[Symbol.asyncDispose]();
  });

  /** How many pictures ffmpeg decodes of a playlist, and what it complains of. */
  async function decode(place: string): Promise<{ frames: number; complaints: string }> {
    const input = ['-headers', `Cookie: ${nvr.cookies}\r\n`, '-i', new URL(place, nvr.url).href];
    const output = ['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'null', '-progress', 'pipe:1', '-'];
    const { stdout, stderr } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', ...input, ...output]);
    return { frames: Number(/.*frame=(\d+)/s.exec(stdout)?.[1]), complaints: stderr };
  }

  /** When the second finished file begins: the first whole one. */
  async function boundary(): Promise<number> {
    const { dates } = await nvr.json<{ dates: string[] }>('/api/dates?channel=1'); // two, where midnight has passed meanwhile
    const listOf = (day: string) => nvr.json<{ recordings: { datetime: string }[] }>(`/api/channel/1/recordings?date=${day}`);
    const days = await Promise.all(dates.toReversed().map(listOf));
    return Date.parse(days.flatMap(({ recordings }) => recordings)[2]?.datetime ?? '');
  }

  test.each([
    ['of a span within a file', -7_000, 0],
    // ffmpeg's own reader of playlists drops the GOP in which timestamps begin anew, discontinuity or not; browsers do not
    ['of a span over two files, but for one GOP', -3_000, 1],
  ])('ffmpeg decodes exactly the pictures %s', async (_, fromBoundaryMs, boundaries) => {
    const from = (await boundary()) + fromBoundaryMs;
    const to = from + 5_000;
    await new Promise((done) => setTimeout(done, Math.max(0, to + 1_000 - Date.now()))); // what is yet to come makes a playlist grow

    const text = await (await nvr.fetch(windowFrom(from, to))).text();
    const { frames, complaints } = await decode(windowFrom(from, to));

    const pictures = Math.round(secondsIn(text) * FRAMES_A_SECOND);
    expect(complaints).toBe('');
    expect(frames).toBe(pictures - boundaries * GOP_S * FRAMES_A_SECOND);
    expect(pictures).toBeGreaterThanOrEqual(5 * FRAMES_A_SECOND);
    expect(pictures).toBeLessThanOrEqual((5 + 2 * GOP_S) * FRAMES_A_SECOND);
  });

  test('hls.js in a browser plays on over a file boundary without a complaint and knows the time of day', async () => {
    const from = (await boundary()) - 6_000;
    await using browser = await openBrowser(nvr);
    const place = windowFrom(from, from + 14_000);

    const { firstMs, times, errors, playingDate, seekMs } = await browser.play(place, { fromS: 2, toS: 10, seekToS: 3.5 });

    console.log({ firstMs: Math.round(firstMs), seekMs: Math.round(seekMs), pictures: times.length });
    expect(errors).toEqual([]);
    expect(Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? 0)))).toBeLessThan(0.8); // pictures are decoded in software here
    expect(times.length).toBeGreaterThan(8 * FRAMES_A_SECOND * 0.5);
    expect(Math.abs(playingDate - (from + 10_000))).toBeLessThan(2_500);
    expect(firstMs).toBeLessThan(2_000);
  });

  test.each([
    ['a finished file', -5_000, 1_100],
    ['the file that is being written', null, 2_500],
  ])('a thumbnail of %s is the keyframe nearby, and says its time', async (_, fromBoundaryMs, withinMs) => {
    const at = fromBoundaryMs === null ? Date.now() - 5_000 : (await boundary()) + fromBoundaryMs;

    const answer = await nvr.fetch(`/api/channel/1/thumbnail.jpg?at=${iso(at)}`);
    const jpeg = Buffer.from(await answer.arrayBuffer());

    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(widthOf(jpeg)).toBe(320);
    expect(Math.abs(Date.parse(answer.headers.get('x-picture-time') ?? '') - at)).toBeLessThan(withinMs);
  });

  test('a sprite sheet shows the keyframes of ten minutes', async () => {
    const at = await boundary();

    const sheet = await nvr.json<SpritesAnswer>(`/api/channel/1/sprites?at=${iso(at)}`);
    const answer = await nvr.fetch(sheet.url);

    expect(sheet.tiles.length).toBeGreaterThanOrEqual(1);
    expect(widthOf(Buffer.from(await answer.arrayBuffer()))).toBe(sheet.columns * sheet.tileWidth);
  });

  test('a moment a few seconds ago plays, from the file that is being written', async () => {
    await new Promise((done) => setTimeout(done, 1_000));
    const begun = performance.now();
    const from = Date.now() - 20_000;
    const answer = await nvr.fetch(windowFrom(from));
    const tookMs = performance.now() - begun;
    const text = await answer.text();
    const behindMs = Date.now() - endOf(text);
    const to = endOf(text) - 500;

    const again = await (await nvr.fetch(windowFrom(from))).text();
    const { frames, complaints } = await decode(windowFrom(to - 8_000, to));

    console.log({ behindMs, tookMs });
    expect(secondsIn(again)).toBeGreaterThanOrEqual(secondsIn(text));
    expect(behindMs).toBeLessThan(4_500);
    expect(tookMs).toBeLessThan(3_000);
    expect(complaints).toBe('');
    expect(frames).toBeGreaterThanOrEqual(8 * FRAMES_A_SECOND);
  });

  test('an export, up to now, holds every picture once and plays without a complaint', async () => {
    const from = (await boundary()) - 4_000;
    const wish = { channels: [1], from: iso(from), to: iso(Date.now()) };
    const asked = await nvr.fetch('/api/exports', {
      method: 'POST',
      body: JSON.stringify(wish),
      headers: { 'content-type': 'application/json' },
    });
    const { id } = (await asked.json()) as Export;
    await nvr.until(async () => (await nvr.json<Export>(`/api/exports/${id}`)).state === 'done', 30_000, 'the export is done');

    const [file] = (await nvr.json<Export>(`/api/exports/${id}`)).files;
    const { frames, complaints } = await decode(file?.url ?? '');

    expect(asked.status).toBe(202);
    expect(complaints).toBe('');
    // whole GOPs, as many as fit into its span: sound may last a little longer than the pictures
    const spanMs = Date.parse(file?.to ?? '') - Date.parse(file?.from ?? '');
    expect(frames).toBe(Math.round(spanMs / 1000 / GOP_S) * GOP_S * FRAMES_A_SECOND);
    expect(file?.gaps).toEqual([]);
    expect(Date.parse(wish.to) - Date.parse(file?.to ?? '')).toBeLessThan(2_000);
    expect(Math.abs(spanMs - (file?.durationMs ?? 0))).toBeLessThan(200);
  });

  test('a playlist that is asked again and again only ever grows, over the closing and conversion of files, and never waits for a file that has just begun', async () => {
    const from = Date.now() - 8_000;
    const tookMs: number[] = [];
    let before: string[] = [];
    for (let round = 0; round < 12; round++) {
      const asked = performance.now();
      const lines = (await (await nvr.fetch(windowFrom(from))).text()).split('\n').filter((line) => line.startsWith('#EXTINF'));
      tookMs.push(performance.now() - asked);
      expect(lines.slice(0, before.length)).toEqual(before);
      before = lines;
      await new Promise((done) => setTimeout(done, 1_000));
    }

    expect(before.length).toBeGreaterThan(6);
    expect(Math.max(...tookMs)).toBeLessThan(3_000); // it took five seconds when it waited
  });
});
