import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LiveAnswer } from '#shared/live.ts';
import { findGo2rtc } from '../../src/hub/hub.ts';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const RUN = path.join(import.meta.dirname, '../../deploy/go2rtc/run.sh');

live('a go2rtc in a container of its own', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'external-hub-'));
  const config = path.join(home, 'hub', 'go2rtc.yaml');
  let cameras: Cameras;
  let runner: ChildProcess;
  let nvr: Nvr;

  /** As docker-compose.yml does it: our configuration in a folder both see, and run.sh beside it. */
  beforeAll(async () => {
    const [api = 0, rtsp = 0, webrtc = 0] = await freePorts(3);
    cameras = await Cameras.start({ cameras: '1:h264-aac' });
    runner = spawn('sh', [RUN, config], { env: { ...process.env, GO2RTC: await findGo2rtc(null) }, stdio: 'ignore' });
    const env = {
      ...cameraEnv(1, (camera) => cameras.url(camera)),
      GO2RTC_URL: `http://127.0.0.1:${api}`,
      GO2RTC_API_PORT: String(api),
      GO2RTC_RTSP_PORT: String(rtsp),
      GO2RTC_WEBRTC_PORT: String(webrtc),
      GO2RTC_CONFIG_DIR: path.dirname(config),
      SEGMENT_DURATION: '10',
    };
    nvr = await (await Nvr.start({ env, folder: home })).signIn();
    await recorded(30_000);
  });
  afterAll(async () => {
    await nvr?.[Symbol.asyncDispose]();
    runner?.kill('SIGTERM');
    if (runner?.exitCode === null) await once(runner, 'exit');
    await cameras?.[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });

  const camera = async (): Promise<LiveAnswer['channels'][string]> => {
    const state = (await nvr.json<LiveAnswer>('/api/live')).channels[1];
    if (!state) throw new Error('there is no channel 1');
    return state;
  };
  const recorded = (withinMs: number): Promise<number> =>
    nvr.until(async () => (await camera()).status === 'LIVE', withinMs, 'the camera is recorded');
  const go2rtcPids = (): string => execFileSync('pgrep', ['-f', '--', `-config ${config}`], { encoding: 'utf8' }).trim();

  test('gets its configuration where it was told, for nobody else to read, and the camera one connection', async () => {
    expect([existsSync(path.join(home, 'data', 'go2rtc.yaml')), statSync(config).mode & 0o777]).toEqual([false, 0o600]);
    expect((await cameras.counts(1)).streams.main).toMatchObject({ connections: 1, connectionsPeak: 1 });
  });

  test('tells at once of a camera that goes away', async () => {
    await cameras.fault(1, 'drop', { seconds: 60 });

    const noticedMs = await nvr.until(async () => (await camera()).status !== 'LIVE', 15_000, 'the loss is noticed');
    await nvr.until(async () => (await camera()).reason === 'unreachable', 10_000, 'the reason is shown');
    await cameras.heal();
    const backMs = await recorded(20_000);

    console.log(`loss noticed after ${noticedMs.toFixed(0)} ms, recorded again ${backMs.toFixed(0)} ms after the camera was back`);
    expect(noticedMs).toBeLessThan(6_000); // the frame counter alone takes 8 s
  });

  test('is started again with a configuration that changed, and recording goes on', async () => {
    const before = go2rtcPids();

    appendFileSync(config, '# changed\n');

    await nvr.until(async () => go2rtcPids() !== before, 15_000, 'another go2rtc runs');
    await nvr.until(async () => (await cameras.counts(1)).streams.main.connections === 1, 20_000, 'it reads the camera');
    await recorded(20_000);
  });
});
