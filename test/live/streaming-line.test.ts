import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { StreamingPhase } from '#shared/youtube.ts';
import { Database } from '../../src/database/database.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Streamer, type StreamingStatus } from '../../src/streamer/streamer.ts';
import { Cameras, checkConservation } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { hasRtmpServer, RtmpServer } from '../fakes/rtmp-server.ts';
import { SlowLine } from '../fakes/slow-line.ts';

const KEYS = ['first', 'second'] as const;
const STREAM_KBPS = 2200;
const streaming = hasRtmpServer || process.env.LIVE === '1' ? live : describe.skip;
const limits = { slowSeconds: 1, mostSeconds: 2, calmMs: 2000, hungAfterMs: 3000 };

function framesIn(file: string): { video: number; audio: number } {
  const asked = ['-v', 'error', '-count_packets', '-show_entries', 'stream=codec_name,nb_read_packets', '-of', 'csv=p=0', file];
  const { stdout } = spawnSync('ffprobe', asked, { encoding: 'utf8' });
  const of = (codec: string): number => Number(new RegExp(`${codec},(\\d+)`).exec(stdout)?.[1] ?? 0);
  return { video: of('h264'), audio: of('aac') };
}

function complaintsOf(file: string): string {
  return spawnSync('ffmpeg', ['-v', 'error', '-i', file, '-fps_mode', 'passthrough', '-f', 'null', '-'], { encoding: 'utf8' }).stderr;
}

function sentFrames(sendLog: string): { counter: number; keyframe: boolean }[] {
  const lines = readFileSync(sendLog, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as { counter: number; keyframe: boolean });
}

/** Asks a streamer until it says what is wanted. @returns ms it took */
async function until(question: () => boolean, what: string): Promise<number> {
  const begun = performance.now();
  await vi.waitFor(() => expect(question(), what).toBe(true), { timeout: 30_000, interval: 50 });
  return performance.now() - begun;
}

streaming('the streamer, over a line of ours to a real RTMP server, with a camera whose sound is G.711', () => {
  const rooms = new AsyncDisposableStack();
  let ingest: RtmpServer;
  let line: SlowLine;
  let streamer: Streamer;
  const sendLog = (): string => path.join(ingest.folder, 'sent.jsonl');
  const state = (): StreamingStatus => streamer.status();
  const untilPhase = (phase: StreamingPhase) => until(() => state().phase === phase, `the stream is ${phase}`);

  beforeAll(async () => {
    ingest = rooms.use(await RtmpServer.start());
    line = rooms.use(await SlowLine.start(ingest.port));
    const cameras = rooms.use(await Cameras.start({ cameras: '1:h264-pcma', sendLog: sendLog() }));
    const database = rooms.use(await Database.open({ url: 'sqlite::memory:', folder: '/nowhere', log: silentLog() }));
    streamer = rooms.use(
      await Streamer.start({
        enabled: true,
        keys: KEYS,
        url: `rtmp://127.0.0.1:${line.port}/live`,
        channel: 1,
        rotationMs: 3_600_000,
        overlapMs: 2000,
        limits,
        ffmpeg: 'ffmpeg',
        source: () => cameras.url(1),
        knock: async () => ({ codecs: 'avc1.64001F,pcma', [Symbol.dispose]: () => undefined }),
        awayText: () => 'Camera offline',
        database,
        clock: systemClock,
        log: silentLog(),
      }),
    );
    await untilPhase('live');
  });
  afterAll(() => rooms.disposeAsync());

  test('a key that does not come up leaves the current one alone', async () => {
    const [before] = state().sessions;
    ingest.refused.add(KEYS[1]);
    streamer.rotate();
    await until(() => state().phase === 'live', 'the rotation has ended');

    const [failed] = await streamer.history(1);
    expect(failed).toMatchObject({ kind: 'rotation_failed', key: 2, reason: 'key_refused' });
    expect(state()).toMatchObject({ key: 1, sessions: [{ key: 1, since: before?.since }] });
    expect((state().nextRotationAt ?? Infinity) - Date.now()).toBeLessThan(10_100); // it is tried again soon

    ingest.refused.clear();
    streamer.rotate();
    await until(() => state().phase === 'live', 'the rotation has ended');
    expect(state()).toMatchObject({ key: 2, sessions: [{ key: 2 }] });
  });

  test('an upload that is too slow costs whole groups of pictures, no memory, and no session', async () => {
    const [before] = state().sessions;
    line.kbps = 0.4 * STREAM_KBPS;
    await until(() => state().reason === 'upload_slow', 'it is noticed');
    let mostBytes = 0;
    await until(() => {
      mostBytes = Math.max(mostBytes, state().sessions[0]?.waitingBytes ?? 0);
      return state().droppedFrames > 40;
    }, 'pictures are left out');
    expect(state()).toMatchObject({ phase: 'degraded', sessions: [{ since: before?.since }] });

    line.kbps = Infinity;
    await untilPhase('live');
    const dropped = state().droppedFrames;
    await until(() => state().bitrateOutBps > 0.8 * STREAM_KBPS * 1000, 'everything is sent again');

    expect(mostBytes).toBeLessThan((3 * limits.mostSeconds * STREAM_KBPS * 1000) / 8);
    expect(state()).toMatchObject({ droppedFrames: dropped, sessions: [{ since: before?.since }] });
    await expect.poll(async () => (await streamer.history(2)).map(({ kind }) => kind)).toEqual(['slow_over', 'slow']);
  });

  test('a server that hangs is given up, and streamed to again as soon as it goes on', async () => {
    ingest.freeze();
    const noticedMs = await until(() => state().reason === 'hung', 'it is noticed');
    ingest.thaw();
    await untilPhase('live');

    expect(noticedMs).toBeLessThan(12_000);
  });

  test('what is missing is whole groups of pictures, and all the rest can be decoded, sound and all', async () => {
    await streamer.stop();
    await ingest.end();
    const files = ingest.recordings();
    const keyframes = new Set(sentFrames(sendLog()).flatMap(({ counter, keyframe }) => (keyframe ? [counter] : [])));
    const [kept] = await checkConservation(sendLog(), files);
    const [slowed = ''] = ingest.recordings(KEYS[1]);

    expect(kept?.lost.reduce((sum, { frames }) => sum + frames, 0)).toBeGreaterThan(40);
    expect(kept?.lost.filter(({ to }) => !keyframes.has(to + 1))).toEqual([]);
    expect(framesIn(slowed).video).toBeGreaterThan(100);
    expect(framesIn(slowed).audio).toBeGreaterThan(200);
    expect(files.map(complaintsOf).filter((words) => words !== '')).toEqual([]);
  });
});
