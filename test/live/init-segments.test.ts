import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Converter } from '../../src/converter/converter.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Followers } from '../../src/playback/copies/followers.ts';
import { live } from '../fakes/live.ts';
import { MemoryShelf } from '../fakes/memory-shelf.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'init-segments-'));
  mkdirSync(path.join(root, 'ch1'));
});
afterAll(() => rmSync(root, { recursive: true }));

interface Sound {
  readonly codec: string;
  readonly rate: number;
  readonly channels: number;
}

/** An MKV with 3 s of pictures and such sound. */
function recorded({ codec, rate, channels }: Sound): string {
  const file = `ch1/${codec}-${rate}-${channels}.mkv`;
  const pictures = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=10:duration=3'];
  const sound = ['-f', 'lavfi', '-i', `sine=frequency=300:sample_rate=${rate}:duration=3`];
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '10', '-c:a', codec, '-ac', `${channels}`];
  execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...pictures, ...sound, ...encode, '-f', 'matroska', '-y', path.join(root, file)]);
  return file;
}

/** The init segment of the MP4 that becomes of it. */
async function initOfMp4(mkv: string): Promise<string> {
  const shelf = new MemoryShelf(mkv);
  shelf.onConverted = () => Promise.resolve(false); // the MKV is still wanted
  const programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
  const video = { codec: 'copy', crf: 23, preset: 'veryfast' } as const;
  await using _ = Converter.start({ root, shelf, programs, video, clock: systemClock, log: silentLog() });
  await shelf.until(1);
  expect(shelf.failures).toEqual([]);
  return nameOf(shelf.conversions[0]?.init);
}

/** The init segment of the copy that people watch while it is being written, from its beginning or from later on. */
async function initOfCopy(mkv: string, fromMs: number): Promise<string> {
  const folder = path.join(root, 'playback');
  await using followers = await Followers.open({ ffmpeg: 'ffmpeg', root, folder, clock: systemClock, log: silentLog() });
  const copy = await followers.of(mkv, { isGrowing: true, fromMs });
  await copy?.reaches(fromMs + 500, 60_000);
  return nameOf(copy?.init);
}

function nameOf(init: Uint8Array | undefined): string {
  return init ? createHash('sha256').update(init).digest('hex') : 'none';
}

live('what is watched while it is recorded', () => {
  describe.each<Sound>([
    { codec: 'aac', rate: 8000, channels: 1 },
    { codec: 'pcm_alaw', rate: 8000, channels: 1 },
    { codec: 'pcm_mulaw', rate: 8000, channels: 2 },
    { codec: 'pcm_alaw', rate: 16_000, channels: 1 },
    { codec: 'pcm_s16le', rate: 16_000, channels: 2 },
    { codec: 'libopus', rate: 48_000, channels: 2 },
  ])('with sound of $codec, $rate Hz, $channels channels', (sound) => {
    test('has the init segment of the finished MP4, so that no player begins anew', async () => {
      const mkv = recorded(sound);

      const [finished, copy, fromLater] = [await initOfMp4(mkv), await initOfCopy(mkv, 0), await initOfCopy(mkv, 1500)];

      expect(finished).not.toBe('none');
      expect({ copy, fromLater }).toEqual({ copy: finished, fromLater: finished });
    });
  });
});
