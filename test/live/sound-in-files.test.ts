import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Converter, probeRecording } from '../../src/converter/converter.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type HybridFile, readHybrid } from '../../src/mp4/mp4.ts';
import { live } from '../fakes/live.ts';
import { MemoryShelf } from '../fakes/memory-shelf.ts';

/** Of the pictures of every recording here. */
const VIDEO_MS = 4000;
/** A frame of 8 kHz AAC lasts 128 ms; a picture and the sound of its moment stay nearer than this. */
const TOGETHER_MS = 100;
const anySignal = new AbortController().signal;

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sound-in-files-'));
  mkdirSync(path.join(root, 'ch1'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** What is odd about the sound of a recording. */
interface Oddity {
  /** Seconds of sound before the first picture; negative: so much later. */
  readonly before?: number;
  readonly seconds?: number;
  /** ffmpeg's expression of a packet's time. */
  readonly times?: string;
}

/** An MKV with 4 s of pictures and such sound. */
function recorded(name: string, codec: 'aac' | 'pcm_alaw', { before = 0, seconds = 4, times }: Oddity): string {
  const late = (offset: number): string[] => (offset > 0 ? ['-itsoffset', String(offset)] : []);
  const pictures = [...late(before), '-f', 'lavfi', '-i', `testsrc=size=320x180:rate=10:duration=${VIDEO_MS / 1000}`];
  const sound = [...late(-before), '-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=8000:duration=${seconds}`];
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '10', '-c:a', codec, '-ac', '1'];
  const odd = times ? ['-bsf:a', `setts=ts='${times}'`] : [];
  const file = `ch1/${name}-${codec}.mkv`;
  const format = ['-max_interleave_delta', '1', '-f', 'matroska', '-y', path.join(root, file)];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...pictures, ...sound, ...encode, ...odd, ...format]);
  return file;
}

async function converted(mkv: string): Promise<HybridFile> {
  const shelf = new MemoryShelf(mkv);
  const programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
  await using _ = Converter.start({
    ...{ root, shelf, programs, video: { codec: 'copy', crf: 23, preset: 'veryfast' }, clock: systemClock, log: silentLog() },
  });
  await shelf.until(1);
  expect(shelf.failures).toEqual([]);
  return await readHybrid(path.join(root, mkv.replace(/mkv$/, 'mp4')));
}

/** When sound is heard, in ms from the first picture on; without packets that players are told to leave out. */
function heardIn(file: string): number[] {
  const args = ['-v', 'error', '-show_entries', 'packet=codec_type,pts_time,flags', '-of', 'csv=p=0', file];
  const packets = execFileSync('ffprobe', args, { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.split(','));
  const timesOf = (type: string): number[] =>
    packets.flatMap(([kind, time, flags]) => (kind === type && !flags?.includes('D') ? [Number(time) * 1000] : []));
  const first = Math.min(...timesOf('video'));
  return timesOf('audio').map((time) => Math.round(time - first));
}

const ODDITIES: Readonly<Record<string, Oddity>> = {
  'runs on': { seconds: 7 },
  'begins 1.5 s before': { before: 1.5, seconds: 7 },
  'begins 2 s late': { before: -2, seconds: 2 },
  'is set forward by an hour': { seconds: 4, times: 'if(gt(PTS*TB,2),PTS+3600/TB,PTS)' },
  'is set forward by an hour and back': { seconds: 4, times: 'if(between(PTS*TB,1,2),PTS+3600/TB,PTS)' },
  'is fast by 5 %': { seconds: 4, times: 'PTS*1.05' },
};

live('sound', () => {
  describe.each(Object.entries(ODDITIES))('a recording whose sound %s', (name, oddity) => {
    test.each(['aac', 'pcm_alaw'] as const)('is as long as its pictures, before and after conversion (%s)', async (codec) => {
      const mkv = recorded(name.replaceAll(/\W/g, '-'), codec, oddity);
      const before = await probeRecording('ffprobe', path.join(root, mkv), anySignal);
      const source = heardIn(path.join(root, mkv)).filter((at) => at >= 0 && at < VIDEO_MS);

      const file = await converted(mkv);

      const mp4 = path.join(root, mkv.replace(/mkv$/, 'mp4'));
      const whole = Number(
        execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', mp4], { encoding: 'utf8' }),
      );
      const index = file.index.fragments.reduce((sum, { duration }) => sum + duration, 0) / file.index.timescale;
      expect({ before: before.durationMs, after: file.durationMs, index: index * 1000 }).toEqual({
        before: VIDEO_MS,
        after: VIDEO_MS,
        index: VIDEO_MS,
      });
      expect(Math.abs(whole * 1000 - VIDEO_MS)).toBeLessThanOrEqual(TOGETHER_MS);
      expect(file.tracks.find(({ kind }) => kind === 'video')?.samples).toBe(VIDEO_MS / 100);
      const heard = heardIn(mp4);
      expect(Math.min(...heard)).toBeLessThan((source[0] ?? 0) + TOGETHER_MS);
      expect(Math.min(...heard)).toBeGreaterThan((source[0] ?? 0) - TOGETHER_MS);
      expect(Math.max(...heard)).toBeLessThanOrEqual(VIDEO_MS);
    });
  });
});
