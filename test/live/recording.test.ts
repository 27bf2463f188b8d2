import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveAnswer } from '#shared/live.ts';
import type { RecordingsAnswer } from '#shared/recordings.ts';
import { Cameras, type Conservation, checkConservation } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const RECORD_FOR_MS = 60_000;
const FRAMES_A_SECOND = 20;

async function recordFor(cameras: string, count: number, ms: number, whileRunning?: (nvr: Nvr) => Promise<void>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'live-'));
  const sendLog = path.join(folder, 'sent.jsonl');
  await using simulator = await Cameras.start({ cameras, sendLog, user: 'admin', password: 'p@ss:/#%&$+ ü' });
  const login = `${encodeURIComponent('admin')}:${encodeURIComponent('p@ss:/#%&$+ ü')}@`;
  const urlOf = (camera: number): string => simulator.url(camera).replace('rtsp://', `rtsp://${login}`);
  const nvr = await (await Nvr.start({ folder, env: { ...cameraEnv(count, urlOf), SEGMENT_DURATION: '10' } })).signIn();
  try {
    await nvr.until(async () => (await statusesOf(nvr)).every((status) => status === 'LIVE'), 30_000, 'all cameras record');
    await new Promise((done) => setTimeout(done, ms));
    await whileRunning?.(nvr);
    const counts = await Promise.all(Array.from({ length: count }, (_, index) => simulator.counts(index + 1)));
    const { code, tookMs } = await nvr.end();
    return { folder, sendLog, counts, code, tookMs };
  } finally {
    await nvr.end('SIGKILL');
  }
}

async function statusesOf(nvr: Nvr): Promise<string[]> {
  const { channels } = await nvr.json<LiveAnswer>('/api/live');
  return Object.values(channels).map(({ status }) => status);
}

function segmentsIn(folder: string, extension: string): string[] {
  return globSync(path.join(folder, `recordings/ch*/*/*.${extension}`)).sort();
}

function expectAllFramesOnce(streams: readonly Conservation[], cameras: number, seconds: number): void {
  expect(streams.map(({ camera, conserved }) => `${camera} ${conserved}`)).toEqual(
    Array.from({ length: cameras }, (_, index) => `${index + 1} true`),
  );
  for (const { frames } of streams) expect(frames).toBeGreaterThan(seconds * FRAMES_A_SECOND * 0.95);
}

live('five kinds of cameras, recorded in 10-s segments', () => {
  let run: Awaited<ReturnType<typeof recordFor>>;

  beforeAll(async () => {
    run = await recordFor('1:h264-aac,2:h264-pcma,3:h264-silent,4:h264-bframes,5:hevc-aac', 5, RECORD_FOR_MS, async (nvr) => {
      await nvr.until(
        async () => segmentsIn(nvr.folder, 'mp4').length > 5 * 3,
        60_000,
        'segments are converted while the recording goes on',
      );
    });
  });
  afterAll(() => rmSync(run.folder, { recursive: true, force: true }));

  test('every frame sent is in exactly one file, converted or not', async () => {
    const files = [...segmentsIn(run.folder, 'mkv'), ...segmentsIn(run.folder, 'mp4')];

    expectAllFramesOnce(await checkConservation(run.sendLog, files), 5, RECORD_FOR_MS / 1000);
  });

  test('each camera sees one connection, whatever is done with its stream', () => {
    expect(run.counts.map(({ streams }) => streams.main.connectionsPeak)).toEqual([1, 1, 1, 1, 1]);
  });

  test('closing takes less than 10 s and says that all is well', () => {
    expect(run.code).toBe(0);
    expect(run.tookMs).toBeLessThan(10_000);
  });

  test('the next start converts what was left and still has every frame', async () => {
    await using nvr = await (
      await Nvr.start({ folder: run.folder, env: { NUM_CHANNELS: '5', DVR_IP: '127.0.0.1', DVR_PORT: '9', CAMERA_1_RECORD: 'false' } })
    ).signIn();
    await nvr.until(async () => segmentsIn(run.folder, 'mkv').length === 0, 60_000, 'all segments are converted');

    expectAllFramesOnce(await checkConservation(run.sendLog, segmentsIn(run.folder, 'mp4')), 5, RECORD_FOR_MS / 1000);
    const { dates } = await nvr.json<{ dates: string[] }>('/api/dates?channel=1');
    const listed = await Promise.all(dates.map((date) => nvr.json<RecordingsAnswer>(`/api/channel/1/recordings?date=${date}`)));
    expect(listed.flatMap(({ recordings }) => recordings)).toHaveLength(
      segmentsIn(run.folder, 'mp4').filter((file) => file.includes('/ch1/')).length,
    );
  });
});

live('sixteen cameras on this machine', () => {
  test('lose no frame in 60 s', async () => {
    const kinds = Array.from({ length: 16 }, (_, index) => `${index + 1}:h264-aac`).join();
    const run = await recordFor(kinds, 16, RECORD_FOR_MS);
    const files = [...segmentsIn(run.folder, 'mkv'), ...segmentsIn(run.folder, 'mp4')];

    expectAllFramesOnce(await checkConservation(run.sendLog, files), 16, RECORD_FOR_MS / 1000);

    rmSync(run.folder, { recursive: true, force: true });
  });
});
