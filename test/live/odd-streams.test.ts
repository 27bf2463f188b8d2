import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventsAnswer } from '#shared/events.ts';
import type { LiveAnswer } from '#shared/live.ts';
import { live } from '../fakes/live.ts';
import { Nvr } from '../fakes/nvr.ts';
import { GST_H264, hasGstreamer, OddCamera } from '../fakes/odd-cameras.ts';

const MJPEG =
  'videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=640,height=360,framerate=10/1 ! jpegenc ! rtpjpegpay name=pay0 pt=26';
const CHANNELS = { mjpeg: 1, udp: 2, h264: 3, never: 4 } as const;
type Name = keyof typeof CHANNELS;

(hasGstreamer() ? live : live.skip)('cameras with odd streams', () => {
  let mjpeg: OddCamera;
  let udp: OddCamera;
  let h264: OddCamera;
  let nvr: Nvr;

  beforeAll(async () => {
    mjpeg = await OddCamera.gstreamer('tcp', { '/mjpeg': MJPEG });
    udp = await OddCamera.gstreamer('udp', { '/udp': GST_H264 });
    h264 = await OddCamera.start({ seconds: 20, fps: 10, gop: 20 });
    const env = {
      CAMERA_1_URL: mjpeg.url('/mjpeg'),
      CAMERA_2_URL: udp.url('/udp'),
      CAMERA_3_URL: h264.url(),
      CAMERA_4_URL: 'rtsp://127.0.0.1:1/never',
      SEGMENT_DURATION: '10',
    };
    nvr = await (await Nvr.start({ env })).signIn();
  }, 60_000);
  afterAll(async () => {
    for (const thing of [nvr, mjpeg, udp, h264]) await thing?.[Symbol.asyncDispose]();
  });

  const stateOf = async (name: Name) => (await nvr.json<LiveAnswer>('/api/live')).channels[CHANNELS[name]];
  const recorded = (name: Name, withinMs: number) =>
    nvr.until(async () => (await stateOf(name))?.phase === 'recording', withinMs, `${name} is recorded`);
  /** What the recorder logged of a channel's pauses. */
  const pauses = (name: Name): string[] =>
    nvr.output.filter(
      (line) => line.includes('"recording interrupted; it is tried again"') && line.includes(`"channel":${CHANNELS[name]},`),
    );

  test('MJPEG, and H.264 by UDP alone, are recorded', async () => {
    await Promise.all([recorded('mjpeg', 30_000), recorded('udp', 30_000), recorded('h264', 30_000)]);

    expect(await stateOf('udp')).toMatchObject({ status: 'LIVE' });
  });

  test('and again after the cameras were away, of which the first word is the reason', async () => {
    for (const camera of [mjpeg, udp, h264]) await camera[Symbol.asyncDispose]();
    for (const name of ['mjpeg', 'udp', 'h264'] as const) {
      await nvr.until(async () => (await stateOf(name))?.reason === 'refused', 30_000, `${name} is away`);
    }
    const first = (['mjpeg', 'udp', 'h264'] as const).map((name) => /"reason":"(\w+)"/.exec(pauses(name).at(-1) ?? '')?.[1]);
    mjpeg = await OddCamera.gstreamer('tcp', { '/mjpeg': MJPEG }, mjpeg.port);
    udp = await OddCamera.gstreamer('udp', { '/udp': GST_H264 }, udp.port);
    h264 = await OddCamera.start({ seconds: 20, fps: 10, gop: 20 }, {}, h264.port);
    await Promise.all([recorded('mjpeg', 15_000), recorded('udp', 15_000), recorded('h264', 15_000)]);

    expect(first).toEqual(['refused', 'refused', 'refused']);
    expect(pauses('h264')).toHaveLength(1);
  });

  test('a camera that never worked is not lost', async () => {
    const told = async () => (await nvr.json<EventsAnswer>('/api/events?channel=4&limit=5')).events;
    await nvr.until(async () => (await told()).some(({ kind }) => kind === 'camera_lost'), 60_000, 'the camera has an event');

    expect((await told()).map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^Camera 4 has not been reached yet: The camera refuses the connection/),
    );
  });
});
