/**
 * `node bench/conversion.ts [seconds] [count]`: what making an MP4 of an MKV costs, with a 1080p camera of 4 Mbit/s and sound;
 * CPU of ffprobe, ffmpeg and our own writing together, and what the file costs beside its pictures.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Converter } from '../src/converter/converter.ts';
import { systemClock } from '../src/lib/clock.ts';
import { silentLog } from '../src/lib/log.ts';
import { readHybrid } from '../src/mp4/mp4.ts';
import { MemoryShelf } from '../test/fakes/memory-shelf.ts';

const TICKS_A_SECOND = 100;

/** CPU seconds of this process, and of its children that have ended. */
function cpuSeconds(): { own: number; children: number } {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const sum = (first: number): number => ((fields[first] ?? 0) + (fields[first + 1] ?? 0)) / TICKS_A_SECOND;
  return { own: sum(11), children: sum(13) };
}

/** Measures and prints. */
async function benchConversion(seconds: number, count: number): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'bench-conversion-'));
  const source = path.join(root, 'source');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=1920x1080:rate=20,noise=alls=6:allf=t'];
  const sound = ['-f', 'lavfi', '-i', 'sine=sample_rate=16000'];
  const encode = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-b:v',
    '4M',
    '-maxrate',
    '4.2M',
    '-bufsize',
    '8M',
    '-g',
    '40',
    '-c:a',
    'aac',
    '-b:a',
    '32k',
  ];
  execFileSync('ffmpeg', [
    '-v',
    'error',
    ...picture,
    ...sound,
    '-t',
    String(seconds),
    '-pix_fmt',
    'yuv420p',
    ...encode,
    '-f',
    'matroska',
    source,
  ]);
  const names = Array.from({ length: count }, (_, at) => `${at}.mkv`);
  for (const name of names) copyFileSync(source, path.join(root, name));
  execFileSync('sync');

  const shelf = new MemoryShelf(...names);
  const programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
  const video = { codec: 'copy', crf: 23, preset: 'veryfast' } as const;
  const before = { ...cpuSeconds(), at: performance.now() };
  {
    await using _ = Converter.start({ root, shelf, programs, video, clock: systemClock, log: silentLog() });
    await shelf.until(count);
  }
  const after = { ...cpuSeconds(), at: performance.now() };
  const perMinute = (value: number): string => ((value * 60) / seconds / count).toFixed(3);
  const { index } = await readHybrid(path.join(root, '0.mp4'));
  const media = index.fragments.reduce((sum, { bytes }) => sum + bytes, 0);
  const say = (line: string): boolean => process.stdout.write(`${line}\n`);
  say(`${count} conversions of ${seconds} s, ${(statSync(source).size / 1e6).toFixed(1)} MB each; ${shelf.failures.length} failed`);
  say(`  CPU seconds per minute of video   ${perMinute(after.own - before.own + after.children - before.children)}`);
  say(`    ffprobe and ffmpeg              ${perMinute(after.children - before.children)}`);
  say(`    node                            ${perMinute(after.own - before.own)}`);
  say(`  ms from beginning to end, each    ${((after.at - before.at) / count).toFixed(0)}`);
  say(`  file bytes per fragment byte      ${(statSync(path.join(root, '0.mp4')).size / media).toFixed(4)}`);
  say(`  index bytes per GOP               ${((shelf.conversions[0]?.index.length ?? 0) / index.fragments.length).toFixed(1)}`);
  rmSync(root, { recursive: true });
}

await benchConversion(Number(process.argv[2] ?? 60), Number(process.argv[3] ?? 20));
