import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { CAMERA_PASSWORD, RecordedPair } from '../fakes/recorded-pair.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

live('when a program of ours is killed or hangs', () => {
  let pair: RecordedPair;
  beforeAll(async () => {
    pair = await RecordedPair.start();
  });
  afterAll(() => pair[Symbol.asyncDispose]());

  test.each(['SIGKILL', 'SIGSTOP'] as const)('go2rtc hit by %s is back, and both cameras are recorded', async (signal) => {
    process.kill(pidOf('go2rtc', pair.nvr.folder), signal);
    await pair.nvr.until(async () => (await pair.channel(1)).status !== 'LIVE', 20_000, 'the loss is noticed');

    const tookMs = await pair.bothRecord(20_000);

    expect(tookMs).toBeLessThan(15_000);
    await pair.nvr.until(async () => (await pair.nvr.fetch('/readyz')).status === 200, 5000, 'it is ready');
  });

  test.each(['SIGKILL', 'SIGSTOP'] as const)('an ffmpeg hit by %s is replaced, and what it wrote is kept', async (signal) => {
    await pause((15_000 - (Date.now() % 10_000)) % 10_000); // in the middle of a segment, which has something in it then
    const { file } = await pair.channel(2);
    expect(file).toMatch(/\.mkv$/);
    process.kill(pidOf('ffmpeg', `-y ${pair.nvr.recordDir}/ch2/`), signal); // the recorder’s, not a conversion’s
    await pair.nvr.until(async () => (await pair.channel(2)).file !== file, 25_000, 'a new segment is written');

    await pair.nvr.until(
      async () => globSync(path.join(pair.nvr.recordDir, `${file?.replace('.mkv', '')}.mp4`)).length === 1,
      20_000,
      'the old one is converted',
    );
  });

  test('a server killed with SIGKILL leaves no process behind, and goes on where it was', async () => {
    const runningFile = (await pair.channel(1)).file ?? '';
    const { folder } = pair.nvr;
    await pair.nvr.end('SIGKILL');
    await pause(1500);
    const orphans = processesWith(folder);
    await pair.startAgain();

    await pair.bothRecord(15_000);
    await pair.nvr.until(
      async () => globSync(path.join(pair.nvr.recordDir, runningFile.replace('.mkv', '.mp4'))).length === 1,
      30_000,
      'the cut segment is converted',
    );

    expect(orphans).toEqual([]);
    const from = new Date(Date.now() - 300_000).toISOString();
    const { channels } = await pair.nvr.json<TimelineAnswer>(`/api/timeline?from=${from}&to=${new Date().toISOString()}`);
    expect(channels[0]?.gaps.at(-1)?.reason).toBe('restart');
  });

  test('a second server on the same folders ends with exit code 75 and says why', async () => {
    const second = Nvr.start({ folder: pair.nvr.folder, env: pair.env });

    await expect(second).rejects.toThrow(/exit code 75[\s\S]*another Mini-NVR/i);
  });

  test('the camera’s password is in no argument, no answer and no line of output', async () => {
    const answers = await Promise.all(
      ['/api/live', '/api/config', '/api/storage', '/api/events'].map((place) => pair.nvr.fetch(place).then((answer) => answer.text())),
    );
    const args = processesWith(pair.nvr.folder).concat(processesWith('go2rtc'));

    const everything = [...answers, ...args, ...pair.nvr.output].join('\n');

    expect(everything).not.toContain(CAMERA_PASSWORD);
  });
});

/** Command lines of all processes that name this text. */
function processesWith(text: string): string[] {
  return globSync('/proc/[0-9]*/cmdline').flatMap((file) => {
    try {
      const line = readFileSync(file, 'utf8').replaceAll('\0', ' ');
      return line.includes(text) ? [`${file.split('/')[2]} ${line}`] : [];
    } catch {
      return []; // it has ended meanwhile
    }
  });
}

function pidOf(program: string, text: string): number {
  const line = processesWith(text).find((candidate) => candidate.split(' ')[1]?.endsWith(program));
  if (!line) throw new Error(`no ${program} with ${text}: ${execFileSync('ps', ['ax']).toString()}`);
  return Number(line.split(' ')[0]);
}
