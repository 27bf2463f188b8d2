import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PictureCache } from './picture-cache.ts';

let folder: string;
const picture = (bytes: number): Buffer => Buffer.alloc(bytes, 1);

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'pictures-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('what was not asked for longest goes when the limit is reached', async () => {
  const cache = await PictureCache.open(folder, 100);
  for (const name of ['a', 'b', 'c']) await cache.put(name, picture(30));
  await cache.get('a');

  await cache.put('d', picture(30));

  expect((await readdir(folder)).sort()).toEqual(['a.jpg', 'c.jpg', 'd.jpg']);
  expect([await cache.get('b'), (await cache.get('a'))?.length, cache.totalBytes]).toEqual([undefined, 30, 90]);
});

test('the next process takes over what is there, within its own limit, and removes what was half written', async () => {
  const first = await PictureCache.open(folder, 100);
  await first.put('a', picture(60));
  await first.put('b', picture(30));
  await writeFile(path.join(folder, 'c.jpg.tmp'), 'half');

  const second = await PictureCache.open(folder, 50);

  expect([await readdir(folder), second.totalBytes]).toEqual([['b.jpg'], 30]);
});

test('a picture somebody removed by hand is as if it had never been there, and a disk that refuses is no error', async () => {
  const cache = await PictureCache.open(folder, 100);
  await cache.put('a', picture(10));
  await rm(folder, { recursive: true });

  await cache.put('b', picture(10));

  expect([await cache.get('a'), await cache.get('b'), cache.totalBytes]).toEqual([undefined, undefined, 0]);
});
