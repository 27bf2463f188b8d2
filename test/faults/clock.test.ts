import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LiveAnswer } from '#shared/live.ts';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { Cameras, checkConservation } from '../fakes/cameras.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';
import { aheadAsIn, FAKETIME, ffmpegWith, writeOffset } from '../fakes/set-clock.ts';

const withFakeTime = FAKETIME ? describe.concurrent : describe.skip; // apt-get install faketime
const ZONE = 'Europe/Berlin';
/** The product starts so long before what it is to come through, however long that takes. */
const EARLY_MS = 20 * 60_000;
/** Once it records, its clock is set to so long before. A clock that is set begins a new recording, for which 5 s are allowed. */
const SHORTLY_MS = 30_000;
const PATIENCE_MS = 90_000;

/** Records one camera while the clocks of server and ffmpeg pass `moment`; the camera's own time is not moved. */
async function recordOver(moment: number) {
  const folder = mkdtempSync(path.join(tmpdir(), 'clock-'));
  const offset = path.join(folder, 'offset');
  writeOffset(offset, moment - EARLY_MS - Date.now());
  const clock = aheadAsIn(offset);
  const sendLog = path.join(folder, 'sent.jsonl');
  await using cameras = await Cameras.start({ cameras: '1:h264-aac', sendLog, more: ['--gop', '1'] });
  const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), ...clock, TZ: ZONE, SEGMENT_DURATION: '10' };
  await using nvr = await (await Nvr.start({ folder, env: { ...env, FFMPEG_BIN: ffmpegWith(clock, folder) } })).signIn();
  const files = (): string[] => globSync('ch1/*/*', { cwd: nvr.recordDir }).sort();
  const isRecorded = async (): Promise<boolean> => (await nvr.json<LiveAnswer>('/api/live')).channels[1]?.status === 'LIVE';
  await nvr.until(isRecorded, PATIENCE_MS, 'the camera is recorded');

  const setAt = Date.now();
  writeOffset(offset, moment - SHORTLY_MS - setAt);
  const hasPassed = async (): Promise<boolean> => files().some((file) => beginOf(file) >= moment);
  await nvr.until(hasPassed, PATIENCE_MS, 'a file begins afterwards');

  const [from, to] = [moment - SHORTLY_MS, moment + 60_000].map((time) => new Date(time).toISOString());
  const { channels } = await nvr.json<TimelineAnswer>(`/api/timeline?from=${from}&to=${to}&channel=1`);
  await nvr.end();
  const [stream] = await checkConservation(sendLog, globSync(path.join(nvr.recordDir, 'ch1/*/*')).sort());
  const missing = stream?.lost.filter(({ fromTime }) => Date.parse(fromTime) > setAt + SHORTLY_MS / 2); // not those of when the clock was set
  const names = files().map((file) => file.replace(/\.\w+$/, ''));
  rmSync(folder, { recursive: true, force: true });
  const isOver = (span: { from: string; to: string }): boolean => Date.parse(span.from) < moment && Date.parse(span.to) > moment;
  return {
    missing,
    duplicates: stream?.duplicates,
    names,
    over: channels[0]?.recordings.filter(isOver) ?? [],
    gaps: channels[0]?.gaps.filter(isOver) ?? [],
  };
}

/** When a file begins, as its name tells it. */
function beginOf(file: string): number {
  const [, date, hour, minute, second, zone] = /(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d)([-+]\d{4})/.exec(file) ?? [];
  return date ? Date.parse(`${date}T${hour}:${minute}:${second}${zone}`) : 0;
}

withFakeTime('when the clock does what clocks do', () => {
  test('midnight leaves no gap, and each day has its files', async ({ expect }) => {
    const { missing, duplicates, names, over, gaps } = await recordOver(Date.parse('2026-11-23T00:00:00+01:00'));

    expect([missing, duplicates]).toEqual([[], []]);
    expect(names.some((name) => name.startsWith('ch1/2026-11-22/2359'))).toBe(true);
    expect(names.some((name) => name.startsWith('ch1/2026-11-23/0000'))).toBe(true);
    expect([over.length, gaps]).toEqual([1, []]);
  });

  test('in the doubled hour no file overwrites another, and time runs on', async ({ expect }) => {
    const { missing, duplicates, names, over, gaps } = await recordOver(Date.parse('2026-10-25T02:00:00+01:00'));

    expect([missing, duplicates]).toEqual([[], []]);
    expect(names.some((name) => name.startsWith('ch1/2026-10-25/0259') && name.endsWith('+0200'))).toBe(true);
    expect(names.some((name) => name.startsWith('ch1/2026-10-25/0200') && name.endsWith('+0100'))).toBe(true);
    expect([over.length, gaps]).toEqual([1, []]);
  });
});

test('faketime is installed where the tests set up their own machine', () => {
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;

  expect(mayInstall ? FAKETIME : 'not ours to say').toBeTruthy();
});
