import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { LiveAnswer } from '#shared/live.ts';
import { Cameras } from '../fakes/cameras.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';

const MSE = JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033,mp4a.40.2' });

live('the hub between one camera and many viewers', () => {
  let cameras: Cameras;
  let nvr: Nvr;

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac' });
    nvr = await (await Nvr.start({ env: { ...cameraEnv(1, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10' } })).signIn();
    await nvr.until(async () => (await nvr.json<LiveAnswer>('/api/live')).channels[1]?.status === 'LIVE', 30_000, 'the camera is recorded');
  });
  afterAll(async () => {
    await nvr?.[Symbol.asyncDispose]();
    await cameras?.[Symbol.asyncDispose]();
  });

  /** Watches by MSE until so many bytes of video have come. */
  async function watch(bytes: number): Promise<WebSocket> {
    const socket = nvr.socket('/api/channel/1/live');
    await once(socket, 'open');
    socket.send(MSE);
    let seen = 0;
    while (seen < bytes) {
      const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
      if (isBinary) seen += data.length;
      else expect(JSON.parse(String(data))).toMatchObject({ type: 'mse' });
    }
    return socket;
  }

  test('a recording, two live views and a snapshot use one connection', async () => {
    const viewers = await Promise.all([watch(200_000), watch(200_000)]);
    const snapshot = await nvr.fetch('/api/channel/1/snapshot.jpg');
    const picture = Buffer.from(await snapshot.arrayBuffer());

    const { streams } = await cameras.counts(1);

    expect(snapshot.headers.get('content-type')).toBe('image/jpeg');
    expect(picture.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(streams.main).toMatchObject({ connections: 1, connectionsPeak: 1 });
    for (const viewer of viewers) viewer.close();
  });

  test('what the hub knows of the stream is shown', async () => {
    await nvr.until(async () => (await nvr.json<LiveAnswer>('/api/live')).channels[1]?.online === true, 15_000, 'the stream is online');

    const { channels } = await nvr.json<LiveAnswer>('/api/live');

    expect(channels[1]).toMatchObject({ videoCodec: 'h264', audioCodec: 'aac', status: 'LIVE', reason: null });
  });

  test('live views end when the camera goes, so that it is dialled anew for the recorder', async () => {
    const viewer = await watch(10_000);
    const closed = once(viewer, 'close');

    await cameras.fault(1, 'drop', { seconds: 25 });
    await closed;

    await nvr.until(
      async () => (await nvr.json<LiveAnswer>('/api/live')).channels[1]?.reason === 'unreachable',
      10_000,
      'the reason is shown',
    );
    const last = await nvr.fetch('/api/channel/1/snapshot.jpg'); // somebody asked for one above
    expect([last.status, last.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(Number(last.headers.get('age'))).toBeGreaterThan(0);
    expect((await nvr.fetch('/api/channel/1/snapshot.jpg?fresh=1')).status).toBe(503);
    await new Promise((done) => setTimeout(done, 20_000));
    await cameras.heal();
    await nvr.until(
      async () => (await nvr.json<LiveAnswer>('/api/live')).channels[1]?.status === 'LIVE',
      7000,
      'the camera is recorded again',
    );
  });
});
