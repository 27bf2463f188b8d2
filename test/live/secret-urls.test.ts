import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LiveAnswer } from '#shared/live.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { OddCamera } from '../fakes/odd-cameras.ts';
import { processesWith } from '../fakes/processes.ts';

const MATERIAL = { seconds: 20, fps: 10, gop: 20 };
const SECRET = /hunter[0-9]/;
const PLACES = ['/api/config', '/api/live', '/api/health', '/api/settings', '/api/events?limit=50', '/api/alarms'];

live('a password in a camera’s path and query', () => {
  test('is nowhere to be seen, while the camera is recorded and when it is lost', async () => {
    const camera = await OddCamera.start(MATERIAL);
    const env = {
      CAMERA_1_URL: camera.url('/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream&password=hunter3'),
      CAMERA_2_URL: 'rtsp://127.0.0.1:1/live?user=admin&pwd=hunter4&auth=YWRtaW46aHVudGVyNQ==',
      CAMERA_3_URL: 'rtsp://admin:hunter6@127.0.0.1:1/live/admin/hunter6/ch0',
      LOG_LEVEL: 'debug',
    };
    await using nvr = await (await Nvr.start({ env })).signIn();
    const stateOf = async (channel: number) => (await nvr.json<LiveAnswer>('/api/live')).channels[channel];
    await nvr.until(async () => (await stateOf(1))?.phase === 'recording', 30_000, 'the camera is recorded');
    const processes = processesWith(nvr.folder).map(({ line }) => line); // go2rtc and the recorder, which have its folder in their arguments
    await camera[Symbol.asyncDispose]();
    const lostAfterMs = await nvr.until(async () => (await stateOf(1))?.reason === 'refused', 30_000, 'the camera is lost');

    const answers = await Promise.all(PLACES.map(async (place) => `${place}: ${await (await nvr.fetch(place)).text()}`));
    const metrics = await (await fetch(new URL('/metrics', nvr.url))).text();

    for (const text of [...answers, metrics, ...processes, ...nvr.output]) expect(text).not.toMatch(SECRET);
    expect(processes.length).toBeGreaterThanOrEqual(2);
    expect(nvr.output.join()).not.toContain('YWRtaW46aHVudGVyNQ');
    expect(lostAfterMs).toBeLessThan(5000); // go2rtc's own line about it was understood
  });

  test('is masked by npm run go2rtc-config', () => {
    const url = 'rtsp://192.0.2.9:554/user=admin_password=hunter2_channel=1_stream=0.sdp?real_stream&password=hunter3';
    const program = path.join(import.meta.dirname, '../../scripts/go2rtc-config.ts');
    const env = { PATH: process.env.PATH, CAMERA_1_URL: url, SECRET_KEY: 'a secret key that only tests use' };

    const text = execFileSync(process.execPath, [program], { env, encoding: 'utf8', cwd: import.meta.dirname });

    expect(text).toContain('rtsp://192.0.2.9:554/user=admin_password=***_channel=1_stream=0.sdp?real_stream&password=***');
    expect(text).not.toMatch(SECRET);
  });
});
