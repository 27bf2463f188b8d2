import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ChannelLive, LiveAnswer } from '#shared/live.ts';
import type { TimelineAnswer } from '#shared/timeline.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

live('when something breaks', () => {
  let cameras: Cameras;
  let nvr: Nvr;
  const env = (): Record<string, string> => ({
    ...cameraEnv(2, (camera) => cameras.url(camera).replace('rtsp://', 'rtsp://admin:s3cret-of-the-camera@')),
    SEGMENT_DURATION: '10',
  });

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-silent', user: 'admin', password: 's3cret-of-the-camera' });
    nvr = await (await Nvr.start({ env: env() })).signIn();
    await bothRecord(30_000);
  });
  afterAll(async () => {
    await nvr[Symbol.asyncDispose]();
    await cameras[Symbol.asyncDispose]();
  });
  afterEach(() => cameras.heal());

  async function channel(number: number): Promise<ChannelLive> {
    const { channels } = await nvr.json<LiveAnswer>('/api/live');
    const found = channels[number];
    if (!found) throw new Error(`there is no channel ${number}`);
    return found;
  }

  async function bothRecord(withinMs: number): Promise<number> {
    return nvr.until(
      async () => (await channel(1)).status === 'LIVE' && (await channel(2)).status === 'LIVE',
      withinMs,
      'both cameras record',
    );
  }

  /** When the first frame after a moment was recorded, in ms after it. */
  async function recordedAgainAfter(number: number, moment: number): Promise<number> {
    const from = new Date(moment - 60_000).toISOString();
    const to = new Date(Date.now() + 1000).toISOString();
    const { channels } = await nvr.json<TimelineAnswer>(`/api/timeline?from=${from}&to=${to}&channel=${number}`);
    const starts = (channels[0]?.recordings ?? []).map((run) => Date.parse(run.from)).filter((start) => start >= moment - 500);
    return Math.min(...starts) - moment;
  }

  test('a camera away for 10 s is named as such, and recorded again within 5 s', async () => {
    await cameras.fault(1, 'drop', { seconds: 10 });
    const back = Date.now() + 10_000;
    const noticedMs = await nvr.until(async () => (await channel(1)).reason === 'unreachable', 10_000, 'the reason is shown');
    await pause(back - Date.now());
    await nvr.until(async () => (await channel(1)).status === 'LIVE', 10_000, 'camera 1 records again');

    expect(noticedMs).toBeLessThan(5000);
    expect(await recordedAgainAfter(1, back)).toBeLessThan(5000);
    expect((await channel(2)).status).toBe('LIVE');
  });

  test('a frozen stream is noticed within 15 s and recorded again within 5 s', async () => {
    await cameras.fault(1, 'freeze', { seconds: 20 });
    const back = Date.now() + 20_000;
    const noticedMs = await nvr.until(async () => (await channel(1)).reason === 'no_video', 18_000, 'the reason is shown');
    await pause(back - Date.now());
    await nvr.until(async () => (await channel(1)).status === 'LIVE', 10_000, 'camera 1 records again');

    expect(noticedMs).toBeLessThan(15_000);
    expect(await recordedAgainAfter(1, back)).toBeLessThan(5000);
  });

  test('a stream with sound but no pictures counts as none', async () => {
    await cameras.fault(1, 'mute-video', {});
    const noticedMs = await nvr.until(async () => (await channel(1)).reason === 'no_video', 20_000, 'the reason is shown');

    await cameras.heal(1);
    await nvr.until(async () => (await channel(1)).status === 'LIVE', 15_000, 'camera 1 records again');

    expect(noticedMs).toBeLessThan(15_000);
  });

  test('a wrong password is named, is not tried in a hurry, and the right one is noticed within 20 s', async () => {
    const before = (await cameras.counts(1)).authFailures;
    await cameras.fault(1, 'wrong-password');
    await cameras.fault(1, 'drop');
    await nvr.until(async () => (await channel(1)).reason === 'auth_failed', 10_000, 'the reason is shown');
    await pause(15_000);
    const attempts = (await cameras.counts(1)).authFailures - before;

    await cameras.heal(1);
    const backMs = await nvr.until(async () => (await channel(1)).status === 'LIVE', 25_000, 'camera 1 records again');

    expect(attempts).toBeLessThanOrEqual(4);
    expect(backMs).toBeLessThan(20_000);
  });

  test.each(['SIGKILL', 'SIGSTOP'] as const)('go2rtc hit by %s is back, and both cameras are recorded', async (signal) => {
    process.kill(pidOf('go2rtc', nvr.folder), signal);
    await nvr.until(async () => (await channel(1)).status !== 'LIVE', 20_000, 'the loss is noticed');

    const tookMs = await bothRecord(20_000);

    expect(tookMs).toBeLessThan(15_000);
    expect(await nvr.fetch('/readyz').then(({ status }) => status)).toBe(200);
  });

  // retried: right after the hub was restarted, the killed first segment is sometimes not found converted; the cause is not known yet
  test.each(['SIGKILL', 'SIGSTOP'] as const)('an ffmpeg hit by %s is replaced, and what it wrote is kept', { retry: 2 }, async (signal) => {
    await pause((15_000 - (Date.now() % 10_000)) % 10_000); // in the middle of a segment, which has something in it then
    const { file } = await channel(2);
    process.kill(pidOf('ffmpeg', `-y ${nvr.recordDir}/ch2/`), signal); // the recorder’s, not a conversion’s
    await nvr.until(async () => (await channel(2)).file !== file, 25_000, 'a new segment is written');

    await nvr.until(
      async () => globSync(path.join(nvr.recordDir, `${file?.replace('.mkv', '')}.mp4`)).length === 1,
      20_000,
      'the old one is converted',
    );
  });

  test('a server killed with SIGKILL leaves no process behind, and goes on where it was', async () => {
    const runningFile = (await channel(1)).file ?? '';
    const { folder } = nvr;
    await nvr.end('SIGKILL');
    await pause(1500);
    const orphans = processesWith(folder);
    nvr = await (await Nvr.start({ folder, env: env() })).signIn();

    await bothRecord(15_000);
    await nvr.until(
      async () => globSync(path.join(nvr.recordDir, runningFile.replace('.mkv', '.mp4'))).length === 1,
      30_000,
      'the cut segment is converted',
    );

    expect(orphans).toEqual([]);
    const from = new Date(Date.now() - 300_000).toISOString();
    const { channels } = await nvr.json<TimelineAnswer>(`/api/timeline?from=${from}&to=${new Date().toISOString()}`);
    expect(channels[0]?.gaps.at(-1)?.reason).toBe('restart');
    rmSync(path.join(folder, 'nothing'), { force: true });
  });

  test('a second server on the same folders ends with exit code 75 and says why', async () => {
    const second = Nvr.start({ folder: nvr.folder, env: env() });

    await expect(second).rejects.toThrow(/exit code 75[\s\S]*another Mini-NVR/i);
  });

  test('the camera’s password is in no argument, no answer and no line of output', async () => {
    const answers = await Promise.all(
      ['/api/live', '/api/config', '/api/storage', '/api/events'].map((place) => nvr.fetch(place).then((answer) => answer.text())),
    );
    const args = processesWith(nvr.folder).concat(processesWith('go2rtc'));

    const everything = [...answers, ...args, ...nvr.output].join('\n');

    expect(everything).not.toContain('s3cret-of-the-camera');
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
