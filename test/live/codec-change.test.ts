import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveAnswer } from '#shared/live.ts';
import type { RecordingEntry, RecordingsAnswer } from '#shared/recordings.ts';
import { gstVideo, SOUNDS } from '../cameras/pipelines.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { hasGstreamer, OddCamera } from '../fakes/odd-cameras.ts';

const RECORD_FOR_MS = 12_000;

/** What ffprobe tells of a file: its codec, where its first picture is, and whether it is a keyframe. */
function firstPictureOf(file: string): { codec: string; at: number; flags: string } {
  const entries = ['-show_entries', 'stream=codec_name:packet=pts_time,flags', '-read_intervals', '%+#1', '-of', 'json'];
  const { streams, packets } = JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', '-select_streams', 'v', ...entries, file], { encoding: 'utf8' }),
  );
  return { codec: streams[0].codec_name, at: Number(packets[0].pts_time), flags: packets[0].flags };
}

/** What ffmpeg complains of when it decodes a file. */
function complaintsOf(file: string): string {
  return spawnSync('ffmpeg', ['-v', 'error', '-nostdin', '-i', file, '-map', '0:v', '-f', 'null', '-'], { encoding: 'utf8' }).stderr;
}

(hasGstreamer() ? live : live.skip)('a camera that is set from H.264 to H.265', () => {
  let camera: OddCamera;
  let nvr: Nvr;
  let files: readonly RecordingEntry[];
  const channel = async () => (await nvr.json<LiveAnswer>('/api/live')).channels[1];

  beforeAll(async () => {
    camera = await OddCamera.gstreamer('tcp', { '/x': `${gstVideo.h264()} ${SOUNDS.pcma}` });
    nvr = await (await Nvr.start({ env: { CAMERA_1_URL: camera.url(), NUM_CHANNELS: '1', SEGMENT_DURATION: '10' } })).signIn();
    await nvr.until(async () => (await channel())?.phase === 'recording', 30_000, 'it is recorded');
    await new Promise((done) => setTimeout(done, RECORD_FOR_MS));
    await camera[Symbol.asyncDispose]();
    await nvr.until(async () => (await channel())?.phase === 'waiting', 30_000, 'it is away');
    camera = await OddCamera.gstreamer('tcp', { '/x': `${gstVideo.h265()} ${SOUNDS.pcma}` }, camera.port);
    await nvr.until(async () => (await channel())?.videoCodec?.match(/hevc|h265/i) !== null, 30_000, 'it is recorded again');
    await nvr.until(async () => (await finished()).filter(({ name }) => codecOf(name) === 'hevc').length > 1, 60_000, 'two files of H.265');
    files = await finished();
  }, 240_000);
  afterAll(async () => {
    await nvr?.[Symbol.asyncDispose]();
    await camera?.[Symbol.asyncDispose]();
  });

  const codecOf = (name: string): string => firstPictureOf(path.join(nvr.recordDir, name)).codec;
  const finished = async (): Promise<RecordingEntry[]> => {
    const { dates } = await nvr.json<{ dates: string[] }>('/api/dates?channel=1');
    const days = await Promise.all(dates.toReversed().map((date) => nvr.json<RecordingsAnswer>(`/api/channel/1/recordings?date=${date}`)));
    return days.flatMap(({ recordings }) => recordings.filter(({ name }) => name.endsWith('.mp4')));
  };

  test('has files of the one, then of the other, each of which begins with its first picture', () => {
    const codecs = files.map(({ name }) => codecOf(name));

    expect(new Set(codecs)).toEqual(new Set(['h264', 'hevc']));
    expect(codecs.join()).toMatch(/^(h264,?)+(hevc,?)+$/);
    for (const { name } of files) {
      const file = path.join(nvr.recordDir, name);
      const { at, flags } = firstPictureOf(file);
      expect([name, at, flags[0], complaintsOf(file)]).toEqual([name, 0, 'K', '']);
    }
  });

  test('has a gap between them, and files of one codec touch each other', () => {
    const spans = files.map(({ name, datetime, duration }) => ({ codec: codecOf(name), from: Date.parse(datetime), seconds: duration }));
    for (const [index, { codec, from }] of spans.entries()) {
      const before = spans[index - 1];
      if (!before) continue;
      const pauseMs = from - before.from - before.seconds * 1000;
      if (codec === before.codec) expect(Math.abs(pauseMs)).toBeLessThan(1_000);
      else expect(pauseMs).toBeGreaterThan(0);
    }
  });

  test('plays from the one into the other: each codec has its own beginning in the playlist', async () => {
    const from = encodeURIComponent(files[0]?.datetime ?? '');
    const answer = await nvr.fetch(`/api/channel/1/playlist.m3u8?from=${from}&to=${encodeURIComponent(new Date().toISOString())}`);
    const playlist = await answer.text();

    expect(new Set(playlist.match(/#EXT-X-MAP:URI="[^"]+"/g)).size).toBeGreaterThanOrEqual(2);
    expect(playlist).toContain('#EXT-X-DISCONTINUITY');
  });
});
