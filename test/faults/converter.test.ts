import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Converter, isLeftover } from '../../src/converter/converter.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { readHybrid } from '../../src/mp4/mp4.ts';
import { live } from '../fakes/live.ts';
import { MemoryShelf } from '../fakes/memory-shelf.ts';
import { SmallDisk, withMounts } from '../fakes/mount.ts';

const PROCESS = path.join(import.meta.dirname, '../fakes/conversion-process.ts');
const FRAMES = 400;
const NAMES = ['101520+0100', '101510+0100', '101500+0100'];
const DAY = 'ch1/2026-11-22';

let folder: string;
let source: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'converter-faults-'));
  source = path.join(folder, 'source.mkv');
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=20,noise=alls=10:allf=t'];
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '2M', '-g', '40'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...picture, '-t', String(FRAMES / 20), ...encode, source]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** A program that runs these lines of shell, with the arguments it was given. */
function shell(name: string, ...lines: readonly string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return file;
}

live('a conversion that is killed', () => {
  let root: string;
  beforeEach(record);

  /** New recordings, none converted. */
  function record(): void {
    root = mkdtempSync(path.join(folder, 'recordings-'));
    mkdirSync(path.join(root, DAY), { recursive: true });
    for (const name of NAMES) copyFileSync(source, path.join(root, DAY, `${name}.mkv`));
    writeFileSync(path.join(root, 'rows.json'), JSON.stringify(NAMES.map((name) => `${DAY}/${name}.mkv`)));
  }

  interface Programs {
    readonly ffprobe?: string;
    readonly ffmpeg?: string;
    readonly step?: string;
  }

  function begin({ ffprobe = 'ffprobe', ffmpeg = 'ffmpeg', step = '' }: Programs = {}): ChildProcess {
    return spawn(process.execPath, [PROCESS, root, ffprobe, ffmpeg, step], { stdio: ['ignore', 'pipe', 'inherit'] });
  }

  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  }

  /** Whatever happened, each row's file is there, and whole. */
  async function expectNothingLost(): Promise<void> {
    const rows = JSON.parse(readFileSync(path.join(root, 'rows.json'), 'utf8')) as string[];
    const original = sha256(source);
    for (const row of rows) {
      const file = path.join(root, row);
      if (row.endsWith('.mkv')) expect(sha256(file)).toBe(original);
      else expect((await readHybrid(file)).tracks[0]?.samples).toBe(FRAMES);
    }
  }

  /** What reconciling does before anything else at a start. */
  function tidy(): string[] {
    const rows = JSON.parse(readFileSync(path.join(root, 'rows.json'), 'utf8')) as string[];
    const leftovers = globSync(`${DAY}/{.*,*}`, { cwd: root }).filter((file) => isLeftover(path.basename(file)));
    const finished = rows.filter((row) => row.endsWith('.mp4')).map((row) => row.replace('.mp4', '.mkv'));
    for (const file of [...leftovers, ...finished]) rmSync(path.join(root, file), { force: true });
    return leftovers;
  }

  /** The next start finishes everything. */
  async function expectRecovery(): Promise<void> {
    tidy();
    const child = begin();
    if (!child.stdout) throw new Error('it has no output');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    await killed(child);
    expect(line).toBe('all are converted');
    expect(globSync(`${DAY}/{.*,*}`, { cwd: root }).sort()).toEqual(NAMES.map((name) => `${DAY}/${name}.mp4`).sort());
    await expectNothingLost();
  }

  test('while it probes', async () => {
    const child = begin({ ffprobe: shell('slow-ffprobe', `touch ${root}/at`, 'exec sleep 60') });
    await until(() => existsSync(`${root}/at`));

    await killed(child);

    await expectNothingLost();
    await expectRecovery();
  });

  test('while ffmpeg writes', async () => {
    const child = begin({ ffmpeg: shell('slow-ffmpeg', `ffmpeg "$@" | head -c 600000; touch ${root}/at`, 'exec sleep 60') });
    await until(() => existsSync(`${root}/at`));

    await killed(child);

    await expectNothingLost();
    expect(
      globSync(`${DAY}/.*`, { cwd: root })
        .map((file) => path.basename(file))
        .every(isLeftover),
    ).toBe(true);
    expect(globSync(`${DAY}/.*`, { cwd: root })).not.toEqual([]);
    await expectRecovery();
  });

  test('between the MP4 and the catalogue', async () => {
    const child = begin({ step: 'told-not' });
    await once(child, 'exit');

    await expectNothingLost();
    expect(globSync(`${DAY}/*.mp4`, { cwd: root })).not.toEqual([]);
    await expectRecovery();
  });

  test('between the catalogue and the removal of the MKV', async () => {
    const child = begin({ step: 'told' });
    await once(child, 'exit');

    await expectNothingLost();
    expect(globSync(`${DAY}/*.mkv`, { cwd: root })).toHaveLength(NAMES.length);
    await expectRecovery();
  });

  test('at twenty moments of its life', async () => {
    const startedAt = performance.now();
    await expectRecovery(); // undisturbed, to learn how long it takes
    const wholeMs = performance.now() - startedAt;
    const seen = { leftovers: 0, halfDone: 0 };

    for (let round = 1; round <= 20; round++) {
      record();
      const child = begin();
      await new Promise((resolve) => setTimeout(resolve, (wholeMs * round) / 20));
      await killed(child);
      await expectNothingLost();
      const converted = (JSON.parse(readFileSync(path.join(root, 'rows.json'), 'utf8')) as string[]).filter((row) =>
        row.endsWith('.mp4'),
      ).length;
      if (converted > 0 && converted < NAMES.length) seen.halfDone++;
      if (globSync(`${DAY}/.*`, { cwd: root }).length > 0) seen.leftovers++;
      await expectRecovery();
      rmSync(root, { recursive: true });
    }

    expect(seen.leftovers + seen.halfDone).toBeGreaterThan(1); // it was killed at its work, not before and after
  });

  test('leaves no ffmpeg behind', async () => {
    const child = begin({ ffmpeg: shell('stubborn-ffmpeg', `echo $$ > ${root}/at`, 'exec sleep 60') });
    await until(() => existsSync(`${root}/at`) && statSync(`${root}/at`).size > 1);

    await killed(child);

    const pid = Number(readFileSync(`${root}/at`, 'utf8'));
    await until(() => !existsSync(`/proc/${pid}`) || /State:\s+Z/.test(readFileSync(`/proc/${pid}/status`, 'utf8')));
  });
});

withMounts('a disk without room for the MP4', () => {
  test('keeps the MKV, says why, leaves nothing; with room again it is converted', async () => {
    const { size } = statSync(source);
    using disk = new SmallDisk(`size=${Math.round(size * 1.5)}`);
    copyFileSync(source, path.join(disk.root, '101500+0100.mkv'));
    const original = sha256(source);
    const convert = async (): Promise<MemoryShelf> => {
      const shelf = new MemoryShelf('101500+0100.mkv');
      const programs = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
      const video = { codec: 'copy', crf: 23, preset: 'veryfast' } as const;
      await using _ = Converter.start({ root: disk.root, shelf, programs, video, clock: systemClock, log: silentLog() });
      await shelf.until(1);
      return shelf;
    };

    const full = await convert();
    const kept = globSync('{.*,*}', { cwd: disk.root });
    const { stdout: free } = await promisify(execFile)('df', ['--output=avail', '-B1', disk.root]);
    expect(sha256(path.join(disk.root, '101500+0100.mkv'))).toBe(original);
    execFileSync('mount', ['-o', `remount,size=${size * 3}`, disk.root]);
    const roomy = await convert();

    expect(full.failures).toEqual([{ id: 1, reason: 'the disk is full: no MP4 can be written', isUnreadable: false }]);
    expect(kept).toEqual(['101500+0100.mkv']);
    expect(Number(free.split('\n')[1])).toBeGreaterThan(size * 0.4);
    expect(roomy.failures).toEqual([]);
    expect((await readHybrid(path.join(disk.root, '101500+0100.mp4'))).tracks[0]?.samples).toBe(FRAMES);
  });
});

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 20));
}
