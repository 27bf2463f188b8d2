import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { LiveAnswer } from '#shared/live.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const WANTS = JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033,mp4a.40.2,opus' });

interface Watching {
  readonly socket: WebSocket;
  readonly said: Record<string, unknown>[];
  /** ms from opening the socket to the first binary frame, which is the init segment. */
  readonly firstBytes: Promise<number>;
  readonly ended: Promise<{ code: number; reason: string }>;
}

/** Watches by MSE, as a tile does. */
function watch(nvr: Nvr, channel: number): Watching {
  const begun = performance.now();
  const socket = nvr.socket(`/api/channel/${channel}/live`);
  const said: Record<string, unknown>[] = [];
  const { promise: firstBytes, resolve } = Promise.withResolvers<number>();
  socket.on('message', (data, isBinary) => {
    if (isBinary) resolve(performance.now() - begun);
    else said.push(JSON.parse(String(data)));
  });
  socket.on('error', () => undefined);
  socket.once('open', () => socket.send(WANTS));
  const ended = new Promise<{ code: number; reason: string }>((done) =>
    socket.once('close', (code, reason) => done({ code, reason: String(reason) })),
  );
  return { socket, said, firstBytes, ended };
}

live('live view through the whole product', () => {
  test('three viewers and a recording cost the camera one connection, and signing out ends them', async () => {
    await using cameras = await Cameras.start({ cameras: '1:h264-aac', user: 'admin', password: 'p@ss:/#%&' });
    const login = `admin:${encodeURIComponent('p@ss:/#%&')}@`;
    const urlOf = (camera: number): string => cameras.url(camera).replace('rtsp://', `rtsp://${login}`);
    await using nvr = await Nvr.start({ env: cameraEnv(1, urlOf) });
    await nvr.signIn();
    await nvr.until(async () => (await nvr.json<LiveAnswer>('/api/live')).channels[1]?.status === 'LIVE', 30_000, 'the camera records');

    const viewers = [watch(nvr, 1), watch(nvr, 1), watch(nvr, 1)];
    const times = await Promise.all(viewers.map(({ firstBytes }) => firstBytes));
    const picture = await nvr.fetch('/api/channel/1/snapshot.jpg');

    console.log(`first media bytes after ${times.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    expect(viewers[0]?.said[0]).toMatchObject({ type: 'mse', value: expect.stringMatching(/^video\/mp4; codecs="avc1/) });
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await picture.arrayBuffer()).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect((await cameras.counts(1)).streams.main.connectionsPeak).toBe(1);

    const begun = performance.now();
    expect((await nvr.fetch('/api/logout', { method: 'POST' })).status).toBe(200);
    const ends = await Promise.all(viewers.map(({ ended }) => ended));

    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([4401]));
    expect(nvr.output.join('\n')).not.toContain('p@ss');
  });

  test('viewers do not hammer a camera that refuses the password', async () => {
    await using cameras = await Cameras.start({ cameras: '1:h264-aac', user: 'admin', password: 'right' });
    const urlOf = (camera: number): string => cameras.url(camera).replace('rtsp://', 'rtsp://admin:wrong@');
    await using nvr = await Nvr.start({ env: { ...cameraEnv(1, urlOf), CAMERA_1_RECORD: 'false' } });
    await nvr.signIn();
    const first = await watch(nvr, 1).ended;
    const before = (await cameras.counts(1)).authFailures;

    const ends = await Promise.all(Array.from({ length: 20 }, () => watch(nvr, 1).ended));
    const { status } = await nvr.fetch('/api/channel/1/snapshot.jpg');
    await new Promise((done) => setTimeout(done, 3_000));

    expect(first).toEqual({ code: 4403, reason: 'auth_failed' });
    expect(new Set(ends.map(({ reason }) => reason))).toEqual(new Set(['auth_failed']));
    expect(status).toBe(503);
    const failures = (await cameras.counts(1)).authFailures;
    console.log(`refused ${before} times for the first viewer, ${failures - before} more for twenty others`);
    expect(failures).toBe(before);
    expect(before).toBeLessThanOrEqual(4);
  });

  test('a stranger gets neither a socket nor a picture', async () => {
    await using cameras = await Cameras.start({ cameras: '1:h264-aac' });
    await using nvr = await Nvr.start({ env: cameraEnv(1, (camera) => cameras.url(camera)) });

    const socket = nvr.socket('/api/channel/1/live');
    const [, reply] = await once(socket, 'unexpected-response');
    socket.on('error', () => undefined).terminate();

    expect(reply.statusCode).toBe(401);
    expect((await nvr.fetch('/api/channel/1/snapshot.jpg')).status).toBe(401);
  });
});
