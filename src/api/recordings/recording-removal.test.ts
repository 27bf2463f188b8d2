import { createHash } from 'node:crypto';
import { link, lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink, unlink } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiWorld, calmState } from '../../../test/fakes/api-world.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import { silentLog } from '../../lib/log.ts';
import { SegmentDeletion } from '../../segments/segments.ts';

const NAME = 'ch1/2026-11-22/101500+0100.mp4';

let world: ApiWorld;
let anna: Visitor;
beforeEach(async () => {
  world = await ApiWorld.open();
  anna = await world.signedIn();
  await world.addSegment(NAME);
  await world.addSegment('ch2/2026-11-22/101500+0100.mp4');
});
afterEach(() => world[Symbol.asyncDispose]());

/** Everything below the world’s folder, in one hash. */
async function treeHash(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const file = path.join(folder, name);
    const stats = await lstat(file);
    hash.update(`${name} ${stats.mode} ${stats.nlink} ${stats.ino}\n`);
    if (stats.isFile()) hash.update(await readFile(file));
    if (stats.isSymbolicLink()) hash.update(await readlink(file));
  }
  return hash.digest('hex');
}

const remove = (name: string) => anna.change('DELETE', `/api/recording?path=${encodeURIComponent(name)}`);

describe('deleting a recording', () => {
  test('removes file and row and remembers who did it', async () => {
    const { status, json } = await remove(NAME);

    expect({ status, json }).toEqual({ status: 200, json: { message: 'Deleted', path: NAME } });
    expect(await readdir(path.join(world.recordDir, 'ch1/2026-11-22'))).toEqual([]);
    expect(world.catalogue.segments.map((segment) => segment.path)).toEqual(['ch2/2026-11-22/101500+0100.mp4']);
    expect(world.catalogue.kept.filter(({ kind }) => kind === 'recording_deleted')).toEqual([
      expect.objectContaining({
        channel: 1,
        text: 'anna deleted Front door 2026-11-22 10-15-00.mp4',
        data: { user: 'anna', address: expect.any(String), path: NAME, file: 'Front door 2026-11-22 10-15-00.mp4' },
      }),
    ]);
    expect((await remove(NAME)).status).toBe(404);
  });

  test('understands a plus that was not encoded', async () => {
    expect((await anna.change('DELETE', `/api/recording?path=${NAME}`)).status).toBe(200);
  });

  test('forgets a row whose file is gone already', async () => {
    await unlink(path.join(world.recordDir, NAME));

    expect((await remove(NAME)).status).toBe(200);
    expect(world.catalogue.segments).toHaveLength(1);
  });

  test('takes along the MP4 that a conversion has just put beside the MKV', async () => {
    await world.addSegment('ch1/2026-11-22/111500+0100.mkv');
    await world.writeFile('ch1/2026-11-22/111500+0100.mp4', 'converted');

    expect((await remove('ch1/2026-11-22/111500+0100.mkv')).status).toBe(200);
    expect(await readdir(path.join(world.recordDir, 'ch1/2026-11-22'))).toEqual(['101500+0100.mp4']);
  });

  test('leaves another recording of the same moment alone', async () => {
    await world.addSegment('ch1/2026-11-22/101500+0100.mkv');

    expect((await remove('ch1/2026-11-22/101500+0100.mkv')).status).toBe(200);
    expect(await readdir(path.join(world.recordDir, 'ch1/2026-11-22'))).toEqual(['101500+0100.mp4']);
  });

  test('is refused for one being written and for one protected', async () => {
    await world.writeFile('ch1/2026-11-22/102500+0100.mkv', 'growing');
    world.catalogue.states = [{ ...calmState(1), runningPath: 'ch1/2026-11-22/102500+0100.mkv', runningStartedAt: 1 }];
    await world.addSegment('ch1/2026-11-22/111500+0100.mp4', 'x', { isProtected: true });
    const before = await treeHash(world.folder);

    const running = await remove('ch1/2026-11-22/102500+0100.mkv');
    const kept = await remove('ch1/2026-11-22/111500+0100.mp4');

    expect(running).toMatchObject({ status: 400, json: { type: 'urn:mini-nvr:recording-running' } });
    expect(kept).toMatchObject({ status: 400, json: { type: 'urn:mini-nvr:recording-protected' } });
    expect(await treeHash(world.folder)).toBe(before);
  });

  const hostile = [
    '../catalogue.db',
    '../recordings/ch1/2026-11-22/101500+0100.mp4',
    'ch1/../ch1/2026-11-22/101500+0100.mp4',
    'ch1/2026-11-22/../2026-11-22/101500+0100.mp4',
    './ch1/2026-11-22/101500+0100.mp4',
    'ch1//2026-11-22/101500+0100.mp4',
    '/ch1/2026-11-22/101500+0100.mp4',
    '//etc/passwd',
    '/etc/passwd',
    '..\\ch1\\2026-11-22\\101500+0100.mp4',
    'ch1\\2026-11-22\\101500+0100.mp4',
    'ch1/2026-11-22/101500+0100.mp4\0',
    'ch1/2026-11-22/101500+0100.mp4\0.mkv',
    'ch1/2026-11-22/101500+0100.mp4\n',
    ' ch1/2026-11-22/101500+0100.mp4',
    'ch1/2026-11-22/101500+0100.mp4 ',
    'ch1/2026-11-22/101500+0100.MP4',
    'CH1/2026-11-22/101500+0100.mp4',
    'ch1/2026-11-22/101500+0100.mp4/',
    'ch1/2026-11-22/101500+0100.mp4/.',
    'ch1/2026-11-22',
    'ch1',
    '.',
    '..',
    '%2e%2e/catalogue.db',
    '..%2fcatalogue.db',
    '%252e%252e%252fcatalogue.db',
    'ch1/2026-11-22/１０１５００+0100.mp4',
    'ch1/2026-11-22／101500+0100.mp4',
    '․․/catalogue.db',
    'file:///etc/passwd',
    '~/x.mp4',
    '$(reboot).mp4',
    '`reboot`.mp4',
    "' OR 1=1 --",
    'ch1/2026-11-22/101500+0100.mp4?x',
    'ch1/2026-11-22/101500+0100.mp4#x',
    'ch1/2026-11-22/*.mp4',
    'ch01/2026-11-22/101500+0100.mp4',
    'ch1/2026-02-30/101500+0100.mp4',
    `${'a'.repeat(5_000)}.mp4`,
    'catalogue.db',
    'secret.txt',
    'ch1/2026-11-22/secret.txt',
    '__proto__',
    'constructor',
    'toString',
  ];

  test('changes nothing for a path that is none of ours', async () => {
    await world.writeFile('ch1/2026-11-22/secret.txt', 'x');
    const before = await treeHash(world.folder);

    for (const name of hostile) {
      const plain = `/api/recording?path=${encodeURI(name).replaceAll('#', '%23')}`;
      expect([400, 404], name).toContain((await remove(name)).status);
      expect([400, 404], name).toContain((await anna.change('DELETE', plain)).status);
      expect(await treeHash(world.folder), name).toBe(before);
    }

    expect(world.catalogue.segments).toHaveLength(2);
  });

  test.each(['', '?path', '?path=', `?path=${NAME}&path=${NAME}`, `?path[]=${NAME}`, `?path[0]=${NAME}`, '?__proto__=x', '?path.x=1'])(
    'changes nothing for the query %j',
    async (query) => {
      const before = await treeHash(world.folder);

      expect((await anna.change('DELETE', `/api/recording${query}`)).status).toBe(400);
      expect(await treeHash(world.folder)).toBe(before);
    },
  );

  test('never follows links, nor touches folders or files with a second name', async () => {
    const at = (name: string): string => path.join(world.recordDir, name);
    const outside = path.join(world.folder, 'outside');
    await mkdir(outside);
    const names = [
      'ch1/2026-11-22/111500+0100.mp4',
      'ch1/2026-11-22/121500+0100.mp4',
      'ch1/2026-11-22/131500+0100.mp4',
      'ch2/2026-11-23/111500+0100.mp4',
    ] as const;
    for (const name of names) await world.addSegment(name);
    const [linked, folder, hard, below] = names;
    await rename(at(linked), path.join(outside, 'file.mp4'));
    await symlink(path.join(outside, 'file.mp4'), at(linked));
    await unlink(at(folder));
    await mkdir(at(folder));
    await link(at(hard), path.join(outside, 'second.mp4'));
    await rename(at('ch2/2026-11-23'), path.join(outside, 'day'));
    await symlink(path.join(outside, 'day'), at('ch2/2026-11-23'));
    const before = await treeHash(world.folder);

    for (const name of [linked, folder, hard, below]) expect((await remove(name)).status, name).toBe(400);

    expect(await treeHash(world.folder)).toBe(before);
    expect(world.catalogue.segments).toHaveLength(6);
    expect(world.catalogue.segments.some(({ isDeleting }) => isDeleting)).toBe(false);
  });

  test('never reaches outside although a folder is swapped for a link again and again', async () => {
    const day = path.join(world.recordDir, 'ch1/2026-11-22');
    const outside = path.join(world.folder, 'outside');
    await mkdir(outside);
    const segment = await world.addSegment(NAME);
    const shelf = world.catalogue;
    await using deletion = new SegmentDeletion({ shelf, root: world.recordDir, demandDisk: () => Promise.resolve(), log: silentLog() });
    let isOver = false;
    const swapping = (async () => {
      while (!isOver) {
        await rename(day, `${day}.away`);
        await symlink(outside, day);
        await unlink(day);
        await rename(`${day}.away`, day);
      }
    })();

    for (let round = 0; round < 300; round++) {
      await world.writeFile('../outside/101500+0100.mp4', 'precious');
      world.catalogue.segments = [{ ...segment, isDeleting: false }];
      await deletion.delete([segment], AbortSignal.any([]));
      expect(await readFile(path.join(outside, '101500+0100.mp4'), 'utf8')).toBe('precious');
    }

    isOver = true;
    await swapping;
    await rm(outside, { recursive: true });
  });
});
