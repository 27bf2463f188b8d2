import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { Cameras, checkConservation } from '../fakes/cameras.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const LIBRARY = globSync('/usr/lib/*/faketime/libfaketime.so.1')[0];
const withFakeTime = LIBRARY && existsSync('/usr/bin/faketime') ? describe.concurrent : describe.skip; // apt-get install faketime
const RECORD_FOR_MS = 22_000;

/** Records one camera while server and ffmpeg believe that it is `start`; the camera's own time is not moved. */
async function recordFrom(start: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'clock-'));
  const offset = `${Date.parse(start) - Date.now() > 0 ? '+' : ''}${((Date.parse(start) - Date.now()) / 1000).toFixed(3)}s`;
  const faked = [`LD_PRELOAD=${LIBRARY}`, `FAKETIME=${offset}`, 'FAKETIME_DONT_FAKE_MONOTONIC=1'];
  const ffmpeg = path.join(folder, 'ffmpeg-then'); // children get a trimmed environment, so the wrapper brings the clock along
  writeFileSync(ffmpeg, `#!/bin/sh\nexec env ${faked.join(' ')} ffmpeg "$@"\n`);
  chmodSync(ffmpeg, 0o755);
  const sendLog = path.join(folder, 'sent.jsonl');
  await using cameras = await Cameras.start({ cameras: '1:h264-aac', sendLog, more: ['--gop', '1'] });
  const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10', FFMPEG_BIN: ffmpeg };
  await using nvr = await (await Nvr.start({ folder, env, wrapper: ['/usr/bin/env', ...faked] })).signIn();
  await new Promise((done) => setTimeout(done, RECORD_FOR_MS));
  const [from, to] = [-60_000, 120_000].map((shift) => new Date(Date.parse(start) + shift).toISOString());
  const { channels } = await nvr.json<TimelineAnswer>(`/api/timeline?from=${from}&to=${to}&channel=1`);
  await nvr.end();
  const files = globSync(path.join(folder, 'recordings/ch1/*/*')).sort();
  const [stream] = await checkConservation(sendLog, files);
  const names = files.map((file) => path.relative(path.join(folder, 'recordings'), file).replace(/\.\w+$/, ''));
  rmSync(folder, { recursive: true, force: true });
  return { stream, names, recordings: channels[0]?.recordings ?? [] };
}

withFakeTime('when the clock does what clocks do', () => {
  test('midnight leaves no gap, and each day has its files', async ({ expect }) => {
    const { stream, names, recordings } = await recordFrom('2026-11-22T23:59:48+01:00');

    expect(stream).toMatchObject({ conserved: true });
    expect(names.some((name) => name.startsWith('ch1/2026-11-22/2359'))).toBe(true);
    expect(names.some((name) => name.startsWith('ch1/2026-11-23/0000'))).toBe(true);
    expect(recordings).toHaveLength(1);
  });

  test('in the doubled hour no file overwrites another, and time runs on', async ({ expect }) => {
    const { stream, names, recordings } = await recordFrom('2026-10-25T02:59:48+02:00');

    expect(stream).toMatchObject({ conserved: true });
    expect(names.some((name) => name.startsWith('ch1/2026-10-25/0259') && name.endsWith('+0200'))).toBe(true);
    expect(names.some((name) => name.startsWith('ch1/2026-10-25/0200') && name.endsWith('+0100'))).toBe(true);
    expect(recordings).toHaveLength(1);
  });
});

test('faketime is installed where the tests set up their own machine', () => {
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;

  expect(mayInstall ? LIBRARY : 'not ours to say').toBeTruthy();
});
