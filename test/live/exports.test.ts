import { execFile } from 'node:child_process';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Export } from '#shared/exports.ts';
import type { ShareMade } from '#shared/shares.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const FRAME_MS = 50;
const GOP_MS = 2_000;
const run = promisify(execFile);
const iso = (epochMs: number): string => new Date(epochMs).toISOString();

interface Packet {
  readonly pts: number;
  readonly md5: string;
}

/** Each packet of a file's pictures as it is encoded, with its time in ms. */
async function packetsOf(file: string): Promise<Packet[]> {
  const args = ['-v', 'error', '-copyts', '-i', file, '-map', '0:v:0', '-c', 'copy', '-f', 'framemd5', '-'];
  const { stdout } = await run('ffmpeg', args, { maxBuffer: 2 ** 24 });
  const [, num = '1', den = '1'] = /#tb 0: (\d+)\/(\d+)/.exec(stdout) ?? [];
  const rows = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return rows.map((row) => {
    const [, , pts = '', , , md5 = ''] = row.split(',').map((cell) => cell.trim());
    return { pts: (Number(pts) * 1000 * Number(num)) / Number(den), md5 };
  });
}

/** How many pictures are decoded, and what ffmpeg complains of. */
async function decode(input: readonly string[]): Promise<{ frames: number; complaints: string }> {
  const output = ['-map', '0:v:0', '-fps_mode', 'passthrough', '-f', 'null', '-progress', 'pipe:1', '-'];
  const { stdout, stderr } = await run('ffmpeg', ['-hide_banner', '-nostdin', '-v', 'error', ...input, ...output]);
  return { frames: Number(/.*frame=(\d+)/s.exec(stdout)?.[1]), complaints: stderr };
}

const SMALL = 320 * 180;

/** Each picture of a file, small and grey. */
async function picturesOf(file: string): Promise<Buffer[]> {
  const args = [
    '-v',
    'error',
    '-i',
    file,
    '-map',
    '0:v:0',
    '-fps_mode',
    'passthrough',
    '-vf',
    'scale=320:180,format=gray',
    '-f',
    'rawvideo',
    '-',
  ];
  const { stdout } = await run('ffmpeg', args, { maxBuffer: 2 ** 27, encoding: 'buffer' });
  return Array.from({ length: stdout.length / SMALL }, (_, at) => stdout.subarray(at * SMALL, (at + 1) * SMALL));
}

/** The place of the picture that looks most like this one, of those around. */
function nearest(picture: Buffer | undefined, all: readonly Buffer[], around: number): number {
  const first = Math.max(0, around - 3);
  const near = all.slice(first, around + 4);
  const differences = near.map((other) => other.reduce((sum, grey, at) => sum + Math.abs(grey - (picture?.[at] ?? 0)), 0));
  return first + differences.indexOf(Math.min(...differences));
}

live('two cameras, H.264 and H.265, recorded in 6-s segments', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'exports-live-'));
  let cameras: Cameras;
  let nvr: Nvr;
  let env: Record<string, string>;

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac,2:hevc-aac' });
    env = { ...cameraEnv(2, (camera) => cameras.url(camera)), SEGMENT_DURATION: '6', user2: 'bert', pass2: 'bert has a password' };
    nvr = await (await Nvr.start({ env, folder })).signIn();
    const isReady = async (): Promise<boolean> => [1, 2].every((channel) => segmentsOf(channel).length >= 3);
    await nvr.until(isReady, 90_000, 'three segments of each camera are converted');
  });
  afterAll(async () => {
    await nvr[Symbol.asyncDispose]();
    await cameras[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const segmentsOf = (channel: number): string[] => globSync(`ch${channel}/*/*.mp4`, { cwd: nvr.recordDir }).sort();

  /** When the second whole file of a channel begins. */
  async function boundary(channel: number): Promise<number> {
    const date = (await nvr.json<{ dates: string[] }>('/api/dates')).dates[0];
    const { recordings } = await nvr.json<{ recordings: { datetime: string; name: string }[] }>(
      `/api/channel/${channel}/recordings?date=${date}`,
    );
    const playlist = await (await nvr.fetch(`/api/channel/${channel}/playlist.m3u8?from=${recordings[2]?.datetime}`)).text();
    return Date.parse(/PROGRAM-DATE-TIME:(\S+)/.exec(playlist)?.[1] ?? '');
  }

  const post = (place: string, body: object): Promise<Response> =>
    nvr.fetch(place, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

  async function ended(id: number): Promise<Export> {
    await nvr.until(async () => (await nvr.json<Export>(`/api/exports/${id}`)).state === 'done', 60_000, `export ${id} is done`);
    return await nvr.json<Export>(`/api/exports/${id}`);
  }

  const fileOf = ({ id, files }: Export): string => path.join(folder, 'data/exports', `${id}`, files[0]?.name ?? '');

  async function exported(wish: object): Promise<Export> {
    const { id } = (await (await post('/api/exports', wish)).json()) as Export;
    return await ended(id);
  }

  test.each([1, 2])('an export of channel %i holds every packet of its span, as the camera sent it, and is decoded', async (channel) => {
    const middle = await boundary(channel);
    const job = await exported({ channels: [channel], from: iso(middle - 3_000), to: iso(middle + 3_000) });

    const taken = (await packetsOf(fileOf(job))).map(({ md5 }) => md5);
    const recorded = [];
    for (const file of segmentsOf(channel)) recorded.push(...(await packetsOf(path.join(nvr.recordDir, file))).map(({ md5 }) => md5));
    const { frames, complaints } = await decode(['-i', fileOf(job)]);

    const first = recorded.indexOf(taken[0] ?? '');
    expect(taken.length).toBeGreaterThanOrEqual(6_000 / FRAME_MS);
    expect(taken.length).toBeLessThanOrEqual((6_000 + 2 * GOP_MS) / FRAME_MS);
    expect(taken).toEqual(recorded.slice(first, first + taken.length));
    expect([frames, complaints, job.files[0]?.gaps]).toEqual([taken.length, '', []]);
  });

  test('cut exactly, it begins and ends at the asked pictures, and what lies between is untouched', async () => {
    const middle = await boundary(1);
    const span = { from: iso(middle - 3_230), to: iso(middle + 3_330) };
    const [whole, exact] = [await exported({ channels: [1], ...span }), await exported({ channels: [1], ...span, cut: 'exact' })];

    const [all, cut] = [await packetsOf(fileOf(whole)), await packetsOf(fileOf(exact))];
    const { frames, complaints } = await decode(['-i', fileOf(exact)]);
    // from the middle of the file on: a player that jumps must not need what stands at its beginning
    const jumped = await decode(['-ss', '3', '-i', fileOf(exact)]);

    const shown = await picturesOf(fileOf(exact));
    const before = await picturesOf(fileOf(whole));

    const [file] = exact.files;
    const skipped = Math.round((Date.parse(file?.from ?? '') - Date.parse(whole.files[0]?.from ?? '')) / FRAME_MS);
    expect(nearest(shown[0], before, skipped)).toBe(skipped);
    expect(nearest(shown.at(-1), before, skipped + shown.length - 1)).toBe(skipped + shown.length - 1);
    expect(file?.cut).toBe('exact');
    expect(Date.parse(file?.from ?? '') - Date.parse(span.from)).toBeGreaterThanOrEqual(0);
    expect(Date.parse(file?.from ?? '') - Date.parse(span.from)).toBeLessThanOrEqual(FRAME_MS);
    expect(Math.abs(Date.parse(file?.to ?? '') - Date.parse(span.to))).toBeLessThanOrEqual(FRAME_MS);
    expect(Math.abs(cut.length - (3_230 + 3_330) / FRAME_MS)).toBeLessThanOrEqual(1);
    expect([frames, complaints, jumped.complaints]).toEqual([cut.length, '', '']);
    const kept = new Set(all.map(({ md5 }) => md5));
    const untouched = cut.map(({ md5 }) => kept.has(md5));
    expect(untouched.slice(untouched.indexOf(true), untouched.lastIndexOf(true) + 1).every(Boolean)).toBe(true);
    expect(untouched.filter(Boolean).length).toBeGreaterThanOrEqual((6_500 - 2 * GOP_MS) / FRAME_MS);
    const steps = cut.slice(1).map(({ pts }, at) => pts - (cut[at]?.pts ?? 0));
    expect(Math.max(...steps)).toBeLessThan(2.5 * FRAME_MS);
    expect(Math.min(...steps)).toBeGreaterThan(0);
  });

  test('H.265 cannot be cut exactly: it is cut at keyframes, without loss, and says so', async () => {
    const middle = await boundary(2);

    const job = await exported({ channels: [2], from: iso(middle - 3_230), to: iso(middle - 1_000), cut: 'exact' });

    expect([job.cut, job.files[0]?.cut]).toEqual(['exact', 'keyframes']);
    expect((await decode(['-i', fileOf(job)])).complaints).toBe('');
  });

  test('for a browser without H.265 the same playlist is encoded as H.264, each picture at its own time, and nothing stays behind', async () => {
    const middle = await boundary(2);
    const place = `/api/channel/2/playlist.m3u8?from=${iso(middle - 5_000)}&to=${iso(middle + 3_000)}`;
    const [original, converted] = [await (await nvr.fetch(place)).text(), await (await nvr.fetch(`${place}&transcode=1`)).text()];
    const times = (text: string): string[] => text.match(/PROGRAM-DATE-TIME:\S+/g) ?? [];
    const seconds = (text: string): number => [...text.matchAll(/^#EXTINF:([\d.]+)/gm)].reduce((sum, [, each]) => sum + Number(each), 0);
    expect(times(converted)).toEqual(times(original));
    expect(seconds(converted)).toBeCloseTo(seconds(original), 4);

    const [part = ''] = converted.match(/^\/api\/channel\/2\/transcoded\.m4s.*$/m) ?? [];
    const [init = ''] = /(?<=MAP:URI=")[^"]+/.exec(converted) ?? [];
    const query = new URL(part, nvr.url).searchParams;
    const [offset, bytes] = [Number(query.get('offset')), Number(query.get('bytes'))];
    const sourceInit = Buffer.from(await (await nvr.fetch(`/api/playback/init/${query.get('init')}.mp4`)).arrayBuffer());
    const source = readFileSync(path.join(nvr.recordDir, query.get('of') ?? '')).subarray(offset, offset + bytes);
    writeFileSync(path.join(folder, 'original.mp4'), Buffer.concat([sourceInit, source]));
    const parts = [];
    for (const each of [init, part]) parts.push(Buffer.from(await (await nvr.fetch(each)).arrayBuffer()));
    writeFileSync(path.join(folder, 'converted.mp4'), Buffer.concat(parts));
    const [before, after] = [await packetsOf(path.join(folder, 'original.mp4')), await packetsOf(path.join(folder, 'converted.mp4'))];
    const { frames, complaints } = await decode(['-i', path.join(folder, 'converted.mp4')]);
    const { stdout } = await run('ffprobe', [
      '-v',
      'error',
      '-show_entries',
      'stream=codec_name,height',
      '-of',
      'csv=p=0',
      path.join(folder, 'converted.mp4'),
    ]);

    expect([frames, complaints]).toEqual([before.length, '']);
    expect(after.map(({ pts }, at) => Math.abs(pts - (before[at]?.pts ?? 0)) < 1).every(Boolean)).toBe(true);
    expect(stdout).toMatch(/^h264,(360|480|720)$/m);
    expect(readdirSync(path.join(folder, 'data/transcode'))).toEqual([]);

    const bert = new Visitor(nvr.url);
    await bert.signIn('bert', 'bert has a password');
    const refused = await bert.get(`${place}&transcode=1`);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);
    expect((await refused.json()) as object).toMatchObject({ type: 'urn:mini-nvr:too-busy' });
  });

  test('a reader who goes away ends the ffmpeg that works for him', async () => {
    const middle = await boundary(2);
    const text = await (
      await nvr.fetch(`/api/channel/2/playlist.m3u8?from=${iso(middle - 5_000)}&to=${iso(middle + 3_000)}&transcode=1`)
    ).text();
    const [part = ''] = text.match(/^\/api\/channel\/2\/transcoded\.m4s.*$/m) ?? [];
    const leave = new AbortController();
    const asked = nvr.fetch(part, { signal: leave.signal }).catch(() => undefined);
    await nvr.until(async () => transcodersOf(folder) > 0, 10_000, 'ffmpeg runs');

    leave.abort();
    await asked;

    await nvr.until(async () => transcodersOf(folder) === 0, 3_000, 'ffmpeg has ended');
  });

  test('an export that a killed server had in hand is made after its restart, and its link opens it', async () => {
    // what was recorded up to now is waited for: the server is killed meanwhile
    const asked = (await (
      await post('/api/exports', { channels: [1], from: iso(Date.now() - 20_000), to: iso(Date.now()) })
    ).json()) as Export;
    const { path: link } = (await (await post('/api/shares', { exportId: asked.id, hours: 1, note: 'The van' })).json()) as ShareMade;
    const early = await fetch(new URL(link, nvr.url));
    await nvr.end('SIGKILL');

    nvr = await (await Nvr.start({ env, folder })).signIn();
    const job = await ended(asked.id);
    const page = await fetch(new URL(link, nvr.url));
    const video = await fetch(new URL(`${link}/${job.files[0]?.name}`, nvr.url), { headers: { range: 'bytes=4-7' } });

    expect(await early.text()).toContain('being prepared');
    expect((await decode(['-i', fileOf(job)])).complaints).toBe('');
    expect([page.status, (await page.text()).includes('<video')]).toEqual([200, true]);
    expect([video.status, await video.text()]).toEqual([206, 'ftyp']);
    expect((await fetch(new URL(`/api/exports/${job.id}/${job.files[0]?.name}`, nvr.url))).status).toBe(401);
  });
});

/** A second visitor of the same product. */
class Visitor {
  readonly #url: string;
  #cookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async signIn(username: string, password: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(new URL('/api/login', this.#url), { method: 'POST', headers, body: JSON.stringify({ username, password }) });
    this.#cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  get(place: string): Promise<Response> {
    return fetch(new URL(place, this.#url), { headers: { cookie: this.#cookie } });
  }
}

/** How many ffmpeg encode for a browser: they read from the folder that is for it. */
function transcodersOf(folder: string): number {
  const lines = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return ''; // it has just ended
      }
    });
  return lines.filter((line) => line.includes(`file:${folder}/data/transcode/`)).length;
}
