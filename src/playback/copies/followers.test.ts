import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { type FakeTrack, fakeContent, fakeFragment, fakeInit, sampleEntries } from '../../../test/fakes/fragmented-mp4.ts';
import { silentLog } from '../../lib/log.ts';
import { Followers } from './followers.ts';

const track: FakeTrack = { id: 1, kind: 'video', timescale: 1000, sampleEntry: sampleEntries.h264 };
const fragment = (at: number): Buffer =>
  fakeFragment([{ track, decodeTime: at * 2000, samples: [{ content: fakeContent('key', 500), duration: 2000 }] }]);

let folder: string;
let clock: FakeClock;
let followers: Followers;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'followers-'));
  clock = new FakeClock(Date.UTC(2026, 10, 22));
  await mkdir(path.join(folder, 'ch1'));
  await writeFile(path.join(folder, 'media'), Buffer.concat([fakeInit([track]), fragment(0), fragment(1)]));
  // stands for ffmpeg: gives what there is, and waits for more until it is told to end
  const toy = `#!/bin/sh\ncase "$*" in *broken*) echo 'Invalid data' >&2; exit 1;; esac\ncat ${folder}/media\ncase "$*" in *-follow*) exec sleep 600;; esac\n`;
  await writeFile(path.join(folder, 'ffmpeg'), toy);
  await chmod(path.join(folder, 'ffmpeg'), 0o755);
  for (const name of ['a.mkv', 'b.mkv', 'broken.mkv']) await writeFile(path.join(folder, 'ch1', name), 'V_MPEG4/ISO/AVC');
  const options = { ffmpeg: path.join(folder, 'ffmpeg'), root: folder, folder: path.join(folder, 'copies'), clock, log: silentLog() };
  followers = await Followers.open(options);
});
afterEach(async () => {
  await followers[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const copies = (): Promise<string[]> => readdir(path.join(folder, 'copies'));

/** Real time passes too: a child is at work. */
async function until(question: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; !(await question()); round++) {
    if (round > 500) throw new Error('it never comes true');
    await new Promise((done) => setTimeout(done, 10));
  }
}

test('one copy serves all who watch a file, and its bytes are found by its token', async () => {
  const growing = { isGrowing: true, fromMs: 0 };
  const first = await followers.of('ch1/a.mkv', growing);
  const second = await followers.of('ch1/a.mkv', growing);
  await until(() => first?.index.fragments.length === 2);

  expect(second).toBe(first);
  expect(followers.count).toBe(1);
  expect(await followers.fileOf(first?.token ?? '')).toBe(first?.file);
  expect((await followers.initSegment(first?.initSha256 ?? ''))?.length).toBeGreaterThan(100);
  expect([await followers.fileOf('x'.repeat(22)), await followers.initSegment('')]).toEqual([undefined, undefined]);
});

test('who wants to see what was before gets a copy of its own, who wants less does not', async () => {
  const late = await followers.of('ch1/a.mkv', { isGrowing: true, fromMs: 120_000 });
  const later = await followers.of('ch1/a.mkv', { isGrowing: true, fromMs: 180_000 });
  const early = await followers.of('ch1/a.mkv', { isGrowing: true, fromMs: 0 });

  expect(later).toBe(late);
  expect(early).not.toBe(late);
});

test('nothing runs, and nothing is left, when nobody has asked for 30 s', async () => {
  const follower = await followers.of('ch1/a.mkv', { isGrowing: true, fromMs: 0 });
  await until(() => follower?.index.fragments.length === 2);
  await clock.advance(20_000);
  await followers.fileOf(follower?.token ?? '');
  await clock.advance(20_000);
  expect(followers.count).toBe(1);

  for (let seconds = 0; seconds < 20; seconds += 5) await clock.advance(5_000);
  await until(async () => followers.count === 0 && (await copies()).length === 0);

  expect(follower?.isOver).toBe(true);
});

test('the copy of a closed file is over when all of it is copied', async () => {
  const follower = await followers.of('ch1/a.mkv', { isGrowing: false, fromMs: 0 });

  await until(() => follower?.isOver === true);

  expect([follower?.failure, follower?.index.fragments.length]).toEqual([undefined, 2]);
});

test('a file that was followed is over soon after it is closed', async () => {
  const follower = await followers.of('ch1/a.mkv', { isGrowing: true, fromMs: 0 });
  await until(() => follower?.index.fragments.length === 2);

  await followers.of('ch1/a.mkv', { isGrowing: false, fromMs: 0 });
  await clock.advance(1_500);

  await until(() => follower?.isOver === true);
  expect(follower?.index.fragments).toHaveLength(2);
});

test('a file that cannot be read is not tried again at once', async () => {
  const broken = await followers.of('ch1/broken.mkv', { isGrowing: false, fromMs: 0 });
  await until(() => broken?.isOver === true);
  followers.failed('ch1/broken.mkv');

  expect(broken?.failure?.message).toBe('Invalid data');
  expect(await followers.of('ch1/broken.mkv', { isGrowing: false, fromMs: 0 })).toBeUndefined();
});

test('there is an end to how many are copied at once, unless one is watched no more', async () => {
  for (let minute = 18; minute > 0; minute--) await followers.of('ch1/a.mkv', { isGrowing: true, fromMs: minute * 60_000 });

  await expect(followers.of('ch1/b.mkv', { isGrowing: true, fromMs: 0 })).rejects.toThrow('watched already');
  await clock.advance(11_000);
  await followers.of('ch1/b.mkv', { isGrowing: true, fromMs: 0 });

  expect(followers.count).toBe(18);
});
