import { link, mkdir, readdir, rename, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiWorld, calmState } from '../../../test/fakes/api-world.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';

const NAME = 'ch1/2026-11-22/101500+0100.mp4';
const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));

let world: ApiWorld;
let anna: Visitor;
beforeAll(async () => {
  world = await ApiWorld.open();
  anna = await world.signedIn();
  await world.addSegment(NAME, BYTES);
});
afterAll(() => world[Symbol.asyncDispose]());

describe('the file of a recording', () => {
  test('is sent whole, with type, length and ETag, and not for shared caches', async () => {
    const { status, headers, bytes } = await anna.get(`/recordings/${NAME}`);

    expect(status).toBe(200);
    expect(bytes.equals(BYTES)).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': '100000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-cache',
    });
    expect(headers.etag).toBeTruthy();
    expect(headers['content-disposition']).toBeUndefined();
    expect((await anna.get(`/recordings/${NAME}`, { 'if-none-match': headers.etag ?? '' })).status).toBe(304);
    expect((await anna.get(`/recordings/${NAME.replace('+', '%2B')}`)).status).toBe(200);
  });

  test('answers HEAD without a body', async () => {
    const { status, headers, bytes } = await anna.ask(`/recordings/${NAME}`, { method: 'HEAD' });

    expect({ status, length: headers['content-length'], bytes: bytes.length }).toEqual({ status: 200, length: '100000', bytes: 0 });
  });

  test.each([
    ['bytes=0-99', 206, 'bytes 0-99/100000'],
    ['bytes=99990-', 206, 'bytes 99990-99999/100000'],
    ['bytes=-10', 206, 'bytes 99990-99999/100000'],
    ['bytes=0-0', 206, 'bytes 0-0/100000'],
    ['bytes=99999-99999999999999999999', 206, 'bytes 99999-99999/100000'],
    ['bytes=100000-', 416, 'bytes */100000'],
    ['bytes=-0', 416, 'bytes */100000'],
    ['bytes=99999999999999999999-', 416, 'bytes */100000'],
    ['bytes=5-4', 416, 'bytes */100000'],
    ['bytes=x-y', 416, 'bytes */100000'],
    ['bytes=0-1,5-6', 416, undefined],
    ['bytes=0-1,0-1,0-1', 416, undefined],
    ['lines=0-1', 200, undefined],
  ])('in the range %s answers %d', async (range, expected, contentRange) => {
    const { status, headers, bytes, json } = await anna.get(`/recordings/${NAME}`, { range });

    expect(status).toBe(expected);
    expect(headers['content-range']).toBe(contentRange);
    if (status === 416) expect(json).toMatchObject({ status: 416, title: 'Range Not Satisfiable' });
    if (status !== 206) return;
    const [, from = 0, to = 0] = /(\d+)-(\d+)/.exec(contentRange ?? '')?.map(Number) ?? [];
    expect(bytes.equals(BYTES.subarray(from, to + 1))).toBe(true);
  });

  test('is sent whole where the file has changed since the first range', async () => {
    const { headers } = await anna.get(`/recordings/${NAME}`);

    expect((await anna.get(`/recordings/${NAME}`, { range: 'bytes=0-1', 'if-range': headers.etag ?? '' })).status).toBe(206);
    expect((await anna.get(`/recordings/${NAME}`, { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200);
  });

  test('has a name for people as a download', async () => {
    await world.addSegment('ch2/2026-11-22/101500+0100.mkv', 'x');

    const mp4 = await anna.get(`/recordings/${NAME}?download=1`);
    const mkv = await anna.get('/recordings/ch2/2026-11-22/101500+0100.mkv?download=1');

    expect(mp4.headers['content-disposition']).toBe('attachment; filename="Front door 2026-11-22 10-15-00.mp4"');
    expect(mkv.headers['content-disposition']).toBe('attachment; filename="Garden - back 2026-11-22 10-15-00.mkv"');
    expect(mkv.headers['content-type']).toBe('video/x-matroska');
  });

  test('is also the one being written', async () => {
    const name = 'ch2/2026-11-22/102500+0100.mkv';
    await world.writeFile(name, 'growing');
    world.catalogue.states = [{ ...calmState(2), runningPath: name, runningStartedAt: 1 }];

    expect((await anna.get(`/recordings/${name}`)).text).toBe('growing');
  });

  test('of an MKV that became an MP4 is found there', async () => {
    const { status, headers } = await anna.get(`/recordings/${NAME.replace('mp4', 'mkv')}?download=1`);

    expect({ status, location: headers.location }).toEqual({ status: 307, location: `/recordings/${NAME}?download=1` });
  });

  test('is sent to its end although it is deleted meanwhile', async () => {
    await world.addSegment('ch1/2026-11-22/111500+0100.mp4', Buffer.alloc(20_000_000, 7));
    const begun = await fetch(`${world.url}/recordings/ch1/2026-11-22/111500+0100.mp4`, { headers: { cookie: anna.cookieHeader } });
    await unlink(path.join(world.recordDir, 'ch1/2026-11-22/111500+0100.mp4'));

    const bytes = await begun.arrayBuffer();

    expect(bytes.byteLength).toBe(20_000_000);
  });

  test('is not found under any other address', async () => {
    await world.writeFile('ch1/2026-11-22/secret.txt', 'not for you');
    const wrong = [
      '/recordings/',
      '/recordings/ch1',
      '/recordings/ch1/',
      '/recordings/ch1/2026-11-22/',
      '/recordings/ch1/2026-11-22/unknown.mp4',
      '/recordings/ch1/2026-11-22/101500+0100.mp4/',
      '/recordings//ch1/2026-11-22/101500+0100.mp4',
      '/recordings/./ch1/2026-11-22/101500+0100.mp4',
      '/recordings/ch1/../ch1/2026-11-22/101500+0100.mp4',
      '/recordings/../catalogue.db',
      '/recordings/..%2fcatalogue.db',
      '/recordings/%2e%2e/catalogue.db',
      '/recordings/%252e%252e/catalogue.db',
      '/recordings/..%5ccatalogue.db',
      '/recordings/%2fetc%2fpasswd',
      '/recordings/ch1/2026-11-22/101500+0100.mp4%00',
      '/recordings/ch1/2026-11-22/101500+0100.txt',
      '/recordings/ch1%2f2026-11-22%2fsecret.txt',
      '/recordings/CH1/2026-11-22/101500+0100.mp4',
      `/recordings/${'a'.repeat(5_000)}.mp4`,
      '/recordings/ch1/2026-11-22/１０１５００+0100.mp4',
    ];

    for (const url of wrong) {
      const { status, text } = await anna.get(encodeURI(url).replaceAll('%25', '%'));
      expect([400, 404], url).toContain(status);
      expect(text).not.toMatch(/not for you|root:/);
    }
  });

  test('is not sent through links, nor when it is a folder or gone', async () => {
    const outside = path.join(world.folder, 'outside');
    await mkdir(path.join(outside, '2026-11-22'), { recursive: true });
    await world.addSegment('ch1/2026-11-22/111500+0100.mp4');
    await rename(path.join(world.recordDir, 'ch1/2026-11-22/111500+0100.mp4'), path.join(outside, '2026-11-22/111500+0100.mp4'));
    await symlink(path.join(outside, '2026-11-22/111500+0100.mp4'), path.join(world.recordDir, 'ch1/2026-11-22/111500+0100.mp4'));
    await world.addSegment('ch2/2026-11-22/111500+0100.mp4');
    await rename(path.join(world.recordDir, 'ch2'), path.join(outside, 'ch2'));
    await symlink(path.join(outside, 'ch2'), path.join(world.recordDir, 'ch2'));
    await world.addSegment('ch1/2026-11-22/121500+0100.mp4');
    await unlink(path.join(world.recordDir, 'ch1/2026-11-22/121500+0100.mp4'));
    await mkdir(path.join(world.recordDir, 'ch1/2026-11-22/121500+0100.mp4'));
    await world.addSegment('ch1/2026-11-22/131500+0100.mp4');
    await unlink(path.join(world.recordDir, 'ch1/2026-11-22/131500+0100.mp4'));

    for (const name of [
      'ch1/2026-11-22/111500+0100.mp4',
      'ch2/2026-11-22/111500+0100.mp4',
      'ch1/2026-11-22/121500+0100.mp4',
      'ch1/2026-11-22/131500+0100.mp4',
    ]) {
      expect((await anna.get(`/recordings/${name}`)).status, name).toBe(404);
    }
  });

  test('of whoever keeps a second name of it in a backup is still sent', async () => {
    await link(path.join(world.recordDir, NAME), path.join(world.folder, 'backup.mp4'));

    expect((await anna.get(`/recordings/${NAME}`)).status).toBe(200);
  });

  test('leaves no file open', async () => {
    const before = (await readdir('/proc/self/fd')).length;

    for (let index = 0; index < 30; index++) await anna.get(`/recordings/${NAME}`, { range: `bytes=${index}-${index}` });
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect((await readdir('/proc/self/fd')).length).toBeLessThan(before + 5);
  });
});
