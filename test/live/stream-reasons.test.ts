import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findGo2rtc, Hub } from '../../src/hub/hub.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { StreamUnavailable } from '../../src/lib/errors.ts';
import { silentLog } from '../../src/lib/log.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { GST_H264, hasGstreamer, OddCamera } from '../fakes/odd-cameras.ts';

const MATERIAL = { seconds: 20, fps: 10, gop: 20 };
const GST = 'videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=10/1';
const GST_MOUNTS = {
  '/mjpeg': `${GST} ! jpegenc ! rtpjpegpay name=pay0 pt=26`,
  '/vp8': `${GST} ! vp8enc deadline=1 keyframe-max-dist=20 ! rtpvp8pay name=pay0 pt=96`,
  '/theora': `${GST} ! theoraenc ! rtptheorapay name=pay0 pt=96`,
  '/mjpeg-aac': `${GST} ! jpegenc ! rtpjpegpay name=pay0 pt=26 audiotestsrc is-live=true ! avenc_aac ! aacparse ! rtpmp4gpay name=pay1 pt=97`,
  '/mpeg4-aac': `${GST} ! avenc_mpeg4 ! rtpmp4vpay name=pay0 pt=96 audiotestsrc is-live=true ! avenc_aac ! aacparse ! rtpmp4gpay name=pay1 pt=97`,
  '/sound': 'audiotestsrc is-live=true ! audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay name=pay0 pt=8',
};
const LOGIN = '//admin:secret@';
const ASKED_OFTEN = 'a login by SHA-256, asked often';

/** How each camera is odd, and what must be said of it: reason, and words that must be in the detail. */
const TROUBLES: Readonly<Record<string, readonly [quirks: Record<string, unknown>, login: string, reason: string, words: RegExp]>> = {
  'a wrong password': [{ auth: 'MD5' }, '//admin:wrong@', 'auth_failed', /user name or password/],
  'no password in the URL': [{ auth: 'MD5' }, '//', 'auth_failed', /its URL has none/],
  'a login by SHA-256': [{ auth: 'SHA-256' }, LOGIN, 'login_unsupported', /digest SHA-256/],
  '404 to DESCRIBE': [{ deny: { DESCRIBE: '404 Not Found' } }, '//', 'not_found', /no stream at this path/],
  '503 to DESCRIBE': [{ deny: { DESCRIBE: '503 Service Unavailable' } }, '//', 'camera_error', /503 Service Unavailable.*viewers/],
  '454 to DESCRIBE': [{ deny: { DESCRIBE: '454 Session Not Found' } }, '//', 'camera_error', /454 Session Not Found/],
  '500 to DESCRIBE': [{ deny: { DESCRIBE: '500 Internal Server Error' } }, '//', 'camera_error', /500 Internal Server Error/],
  '403 to DESCRIBE': [{ deny: { DESCRIBE: '403 Forbidden' } }, '//', 'camera_error', /403 Forbidden.*allowed/],
  'a DESCRIBE that is never answered but closed': [{ deny: { DESCRIBE: 'close' } }, '//', 'unreachable', /ends the connection/],
  '503 to SETUP': [{ deny: { SETUP: '503 Service Unavailable' } }, '//', 'camera_error', /503 Service Unavailable/],
  '461 to SETUP, by TCP and UDP': [{ deny: { SETUP: '461 Unsupported Transport' } }, '//', 'transport_refused', /over TCP \(461/],
  'a description without any track': [{ sdpVideo: [] }, '//', 'no_video', /neither video nor sound/],
};

live('what is said of a camera that gives no stream', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'reasons-'));
  const cameras = new Map<string, OddCamera>();
  const channels: { channel: number; url: string; subUrl: null }[] = [];
  const numbers = new Map<string, number>();
  let gst: OddCamera | undefined;
  let udp: OddCamera | undefined;
  let hub: Hub;

  const add = (name: string, url: string): void => {
    numbers.set(name, channels.length + 1);
    channels.push({ channel: channels.length + 1, url, subUrl: null });
  };
  const open = (name: string) => hub.knock(numbers.get(name) ?? 0, 'main', AbortSignal.timeout(20_000));

  beforeAll(async () => {
    for (const [name, [quirks, login]] of Object.entries(TROUBLES)) {
      const camera = await OddCamera.start(MATERIAL, quirks);
      cameras.set(name, camera);
      add(name, camera.url().replace('//', login));
    }
    const often = await OddCamera.start(MATERIAL, { auth: 'SHA-256' });
    cameras.set(ASKED_OFTEN, often);
    add(ASKED_OFTEN, often.url().replace('//', LOGIN));
    add('a name that nobody knows', 'rtsp://no-such-camera.invalid/x');
    add('a port that nobody listens on', 'rtsp://127.0.0.1:1/x');
    if (hasGstreamer()) {
      gst = await OddCamera.gstreamer('tcp', GST_MOUNTS);
      udp = await OddCamera.gstreamer('udp', { '/udp': GST_H264, '/tcp': GST_H264 });
      for (const place of Object.keys(GST_MOUNTS)) add(place, gst.url(place));
      add('/udp', udp.url('/udp'));
      add('/udp, but the owner says TCP', `${udp.url('/tcp')}#transport=tcp`);
    }
    const [api = 0, rtsp = 0, webrtc = 0] = await freePorts(3);
    hub = await Hub.start({
      channels: () => channels,
      ports: { api, rtsp, webrtc },
      relay: { host: '127.0.0.1', user: null, password: null },
      candidates: [],
      elsewhere: null,
      binary: await findGo2rtc(null),
      folder,
      clock: systemClock,
      log: silentLog(),
    });
  }, 60_000);
  afterAll(async () => {
    await hub?.[Symbol.asyncDispose]();
    for (const camera of [...cameras.values(), gst, udp]) await camera?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  test.each(Object.entries(TROUBLES).map(([name, [, , reason, words]]) => ({ name, reason, words })))(
    '$name is $reason',
    async ({ name, reason, words }) => {
      const error = await open(name).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(StreamUnavailable);
      expect(error).toMatchObject({ reason, message: expect.stringMatching(words) });
    },
  );

  test.each([
    ['a name that nobody knows', 'unreachable', /name is not known/],
    ['a port that nobody listens on', 'refused', /refuses the connection/],
  ])('%s is %s', async (name, reason, words) => {
    await expect(open(name)).rejects.toMatchObject({ reason, message: expect.stringMatching(words) });
  });

  test('a camera whose login the hub does not know is tried with the password once, and then only asked how it wants it', async () => {
    for (let time = 0; time < 3; time++) await expect(open(ASKED_OFTEN)).rejects.toMatchObject({ reason: 'login_unsupported' });

    // the hub without and with the password, and three questions without one
    await expect.poll(() => cameras.get(ASKED_OFTEN)?.lines.filter((line) => line.endsWith('401')).length).toBe(5);
  });

  describe.skipIf(!hasGstreamer())('with GStreamer’s cameras', () => {
    test.each(['/mjpeg', '/vp8', '/mjpeg-aac'])('%s, which browsers cannot have by MSE, is held all the same', async (place) => {
      using held = await open(place);

      expect(held).toBeDefined();
    });

    test('a codec that go2rtc does not carry is named', async () => {
      await expect(open('/theora')).rejects.toMatchObject({ reason: 'codec_unsupported', message: expect.stringContaining('THEORA') });
    });

    test('a codec that go2rtc does not carry is named, also where it carries the sound', async () => {
      await expect(open('/mpeg4-aac')).rejects.toMatchObject({ reason: 'codec_unsupported', message: expect.stringContaining('MP4V-ES') });
    });

    test('sound alone is no stream', async () => {
      await expect(open('/sound')).rejects.toMatchObject({ reason: 'no_video', message: expect.stringContaining('only sound') });
    });

    test('a camera that refuses TCP is read by UDP, now and after the next start', async () => {
      using held = await open('/udp');

      expect(held.codecs).toContain('avc1');
      expect(hub.isByUdp(numbers.get('/udp') ?? 0, 'main')).toBe(true);
      expect(readFileSync(path.join(folder, 'cameras-by-udp.json'), 'utf8')).toBe(
        JSON.stringify([`cam${numbers.get('/udp')}@127.0.0.1:${udp?.port}`]),
      );
      expect(readFileSync(path.join(folder, 'go2rtc.yaml'), 'utf8')).toContain('/udp#transport=udp#backchannel=0');
    });

    test('an owner who says TCP is told that the camera refuses it', async () => {
      await expect(open('/udp, but the owner says TCP')).rejects.toMatchObject({ reason: 'transport_refused' });
    });
  });
});
