import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readHybrid } from '../../src/mp4/mp4.ts';
import { activityLevels, changeOf } from '../../src/playback/activity.ts';
import { entriesOf } from '../../src/playback/entries.ts';
import { live } from '../fakes/live.ts';

const SECONDS = 400;
const STEP_MS = 10_000;
/** A detailed scene that stands still, with the noise of a camera's sensor. */
const SCENE = 'testsrc2=s=320x180:r=5:d=0.2,loop=-1:1,setpts=N/5/TB,noise=alls=3:allf=t';
const WALK = `${SCENE}[b];smptehdbars=s=30x70:r=5[f];[b][f]overlay=x='if(between(t,300,315),(t-300)*20,-100)':y=70`;
const QUALITY = ['-crf', '26'];
const CONSTANT = ['-b:v', '200k', '-maxrate', '200k', '-minrate', '200k', '-bufsize', '100k'];

live('activity of encoded footage', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'activity-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Steps of ten seconds in which something happened; what an encoder does in its first GOPs is left out. */
  async function active(filter: string, rate: readonly string[]): Promise<number[]> {
    const file = path.join(folder, 'clip.mp4');
    const encode = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '10', '-sc_threshold', '0', ...rate];
    const fragments = ['-movflags', '+frag_keyframe+empty_moov+default_base_moof'];
    await promisify(execFile)('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      filter,
      '-t',
      String(SECONDS),
      ...encode,
      ...fragments,
      file,
    ]);
    const changes: (number | null)[] = [];
    for (const { atMs, endMs, bytes, restBytes } of entriesOf((await readHybrid(file)).index)) {
      const step = Math.floor(atMs / STEP_MS);
      const change = changeOf({ at: atMs, durationMs: endMs - atMs, keyBytes: bytes - restBytes, restBytes });
      changes[step] = Math.max(change, changes[step] ?? Number.NEGATIVE_INFINITY);
    }
    return activityLevels(changes, STEP_MS).flatMap((level, at) => (level && at > 0 ? [at] : []));
  }

  test('a still scene with noise has none', async () => {
    expect(await active(SCENE, QUALITY)).toEqual([]);
  });

  test('a figure that walks by is seen, and nothing else', async () => {
    expect(await active(WALK, QUALITY)).toEqual([30, 31]);
  });

  test('a light that is switched on is seen', async () => {
    expect(await active(`${SCENE},eq=brightness='if(gt(t,302),0.3,0)':eval=frame`, QUALITY)).toContain(30);
  });

  test('with constant bitrate little is seen, and nothing is made up', async () => {
    expect((await active(WALK, CONSTANT)).filter((at) => at < 30 || at > 31)).toEqual([]);
  });
});
