/**
 * All that the product needs of go2rtc, tried on whichever binary is given, so that another version or build can be judged:
 *   GO2RTC_BIN=/path/to/go2rtc npx vitest run --project live test/live/hub-contract.test.ts
 * What a build does differently is to be mended here first: a line in a table, or a test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TroubleReason } from '#shared/channel.ts';
import { Go2rtcClient } from '../../src/hub/go2rtc/go2rtc-client.ts';
import { go2rtcConfig, sourceOf } from '../../src/hub/go2rtc/go2rtc-config.ts';
import { hubLogReader } from '../../src/hub/go2rtc/hub-log.ts';
import { demandVersion } from '../../src/hub/go2rtc/version.ts';
import { findGo2rtc, reasonOf } from '../../src/hub/hub.ts';
import { knock } from '../../src/hub/knock.ts';
import { StreamNames } from '../../src/hub/stream-names.ts';
import { streamUnavailable } from '../../src/hub/stream-reason.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';

/** Ends the names of the streams. */
const KEY = 'contract';
const cam = (channel: number): string => new StreamNames(KEY).camera(channel, 'main');
const LOGIN = { user: 'mini-nvr', password: 'of the contract' };
const CAMERA_LOGIN = { user: 'admin', password: 'p@ss:/#%&' };
const login = (password: string): string => `admin:${encodeURIComponent(password)}@`;

/** Paths that answer to our password; anything else must not. */
const OPEN_PATHS = ['/api', '/api/streams', '/api/frame.jpeg?src=cam1_contract'];
/** What would tell passwords, end the hub or run something: not even with the password. */
const CLOSED_PATHS = [
  '/',
  '/api/config',
  '/api/exit',
  '/api/restart',
  '/api/log',
  '/api/stack',
  '/api/ffmpeg',
  '/api/exec',
  '/api/schemes',
];
/** Sources that run programs or fetch what they are told. */
const DANGEROUS_SOURCES = ['exec:touch /tmp/owned', 'echo:echo rtsp://127.0.0.1/', 'ffmpeg:cam1#video=copy', 'expr:1'];
/** A stream of each kind of trouble, and what we must read from the hub's words about it. */
const TROUBLES: readonly (readonly [stream: string, reason: TroubleReason])[] = [
  [cam(3), 'auth_failed'],
  [cam(4), 'refused'],
  [cam(5), 'camera_error'],
  [cam(6), 'unreachable'],
];

/** What a browser offers that wants to see H.264 and hear Opus; nobody answers its candidates. */
const OFFER = [
  ...['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0'],
  ...['m=video 9 UDP/TLS/RTP/SAVPF 102', 'c=IN IP4 0.0.0.0', 'a=rtcp-mux', 'a=mid:0', 'a=recvonly'],
  ...['a=ice-ufrag:abcd', 'a=ice-pwd:abcdefghijklmnopqrstuvwx', 'a=ice-options:trickle', 'a=setup:actpass'],
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, () => 'AB').join(':')}`,
  ...['a=rtpmap:102 H264/90000', 'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f', ''],
].join('\r\n');

live('what the product needs of go2rtc', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-contract-'));
  const lines: string[] = [];
  let cameras: Cameras;
  let go2rtc: ChildProcess;
  let client: Go2rtcClient;
  let base: URL;
  let relay: string;
  let urls: Map<string, number>;
  let urlOf: (camera: number) => string;

  beforeAll(async () => {
    const [apiPort = 0, rtspPort = 0, webrtcPort = 0, viewPort = 0, nobody = 0] = await freePorts(5);
    cameras = await Cameras.start({ cameras: '1:h264-aac,2:hevc-aac,3:h264-silent,7:h264-silent', ...CAMERA_LOGIN });
    urlOf = (number) => camera(number);
    const camera = (number: number, password = CAMERA_LOGIN.password): string =>
      cameras.url(number).replace('rtsp://', `rtsp://${login(password)}`);
    const sources = [
      ...[camera(1), camera(2), camera(3, 'wrong'), `rtsp://127.0.0.1:${nobody}/x`, camera(1).replace('stream1', 'nothing')],
      'rtsp://no-such-host.invalid/x',
    ];
    urls = new Map(sources.map((url, index) => [url, index + 1]));
    const channels = sources.map((url, index) => ({ channel: index + 1, url, subUrl: null }));
    const config = path.join(folder, 'go2rtc.yaml');
    writeFileSync(config, go2rtcConfig({ channels, apiPort, rtspPort, viewPort, webrtcPort, key: KEY, candidates: [], ...LOGIN }));
    go2rtc = spawn(await findGo2rtc(process.env.GO2RTC_BIN ?? null), ['-config', config], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [go2rtc.stdout, go2rtc.stderr]) if (stream) createInterface(stream).on('line', (line) => lines.push(line));
    base = new URL(`http://127.0.0.1:${apiPort}`);
    relay = `rtsp://127.0.0.1:${rtspPort}`;
    client = new Go2rtcClient({ base, ...LOGIN });
    while ((await client.info().catch(() => undefined))?.configPath !== config) {
      if (go2rtc.exitCode !== null) throw new Error(`go2rtc ended: ${lines.join('\n')}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  });
  afterAll(async () => {
    go2rtc?.kill('SIGKILL');
    if (go2rtc?.exitCode === null && go2rtc.signalCode === null) await once(go2rtc, 'exit');
    await cameras?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = (place: string, init: RequestInit = {}): Promise<Response> =>
    fetch(new URL(place, base), {
      signal: AbortSignal.timeout(20_000),
      ...init,
      headers: { authorization: `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}` },
    });
  const factsOf = async (stream: string) => (await client.streams(() => `127.0.0.1:${cameras.rtspPort}`)).get(stream);

  /** Reads a stream as the recorder does, and tells how many bytes of pictures came. */
  function read(stream: string): Disposable & { readonly bytes: () => number } {
    const args = ['-v', 'error', '-rtsp_transport', 'tcp', '-i', `${relay}/${stream}`, '-map', '0:v:0', '-c', 'copy', '-f', 'mpegts', '-'];
    const ffmpeg = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let bytes = 0;
    ffmpeg.stdout.on('data', (data: Buffer) => {
      bytes += data.length;
    });
    return { bytes: () => bytes, [Symbol.dispose]: () => ffmpeg.kill('SIGKILL') };
  }

  test('its version is one that has the guards our configuration relies on', async () => {
    const { version } = await client.info();
    console.log(`go2rtc ${version}`);

    expect(() => demandVersion(version)).not.toThrow();
  });

  test.each(OPEN_PATHS)('%s answers to our password only, on loopback too', async (place) => {
    const [stranger, us] = [await fetch(new URL(place, base)), await ask(place)];

    expect([stranger.status, us.status]).toEqual([401, 200]);
  });

  test.each(CLOSED_PATHS)('%s is closed even with the password', async (place) => {
    for (const method of ['GET', 'POST']) expect((await ask(place, { method })).status, method).toBeGreaterThanOrEqual(400);
    expect((await client.info()).version).not.toBe('');
  });

  test.each(DANGEROUS_SOURCES)('a source "%s" is none: its module is off', async (source) => {
    await ask(`/api/streams?name=bad&src=${encodeURIComponent(source)}`, { method: 'PUT' });
    const picture = await ask('/api/frame.jpeg?src=bad');
    await picture.arrayBuffer();
    await ask('/api/streams?src=bad', { method: 'DELETE' });

    expect(picture.ok && picture.headers.get('content-length') !== '0').toBe(false);
  });

  test('recorder, viewers and snapshots share one connection to the camera', async () => {
    using reader = read(cam(1));
    using other = read(cam(1));
    using held = await knock(client.socket(cam(1)), new AbortController().signal);
    const picture = await client.frame(cam(1));
    await expect.poll(() => Math.min(reader.bytes(), other.bytes()), { timeout: 20_000 }).toBeGreaterThan(100_000);

    expect(held.codecs).toMatch(/avc1/);
    expect(picture.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect((await cameras.counts(1)).streams.main).toMatchObject({ connections: 1, connectionsPeak: 1 });
  });

  test('its streams tell codecs, bytes that grow, and who reads', async () => {
    using _reader = read(cam(1));
    await expect.poll(async () => (await factsOf(cam(1)))?.videoBytes ?? 0, { timeout: 20_000 }).toBeGreaterThan(0);
    const first = await factsOf(cam(1));

    await expect.poll(async () => (await factsOf(cam(1)))?.videoBytes ?? 0, { timeout: 20_000 }).toBeGreaterThan(first?.videoBytes ?? 0);
    expect(first).toMatchObject({ hasProducer: true, videoCodec: 'h264', audioCodec: 'aac' });
    expect(first?.consumers).toBeGreaterThan(0);
    expect(await factsOf(cam(4))).toMatchObject({ hasProducer: false, videoBytes: 0 });
  });

  test('a stream is made, read from elsewhere and forgotten at run time: no other loses its camera, and its file is left alone', async () => {
    const NEW = cam(9);
    const file = (): string => readFileSync(path.join(folder, 'go2rtc.yaml'), 'utf8');
    using other = read(cam(1));
    await expect.poll(() => other.bytes(), { timeout: 20_000 }).toBeGreaterThan(0);
    const [before, { connectionsEver }] = [file(), await cameras.counts(1)];
    const codecRead = async (camera: number): Promise<string | null | undefined> => {
      await client.setSource(NEW, sourceOf(urlOf(camera)));
      using reader = read(NEW);
      await expect.poll(() => reader.bytes(), { timeout: 20_000 }).toBeGreaterThan(0);
      expect(await client.readersOf(NEW)).toBe(1);
      return (await factsOf(NEW))?.videoCodec;
    };
    const unread = (): Promise<void> => expect.poll(() => client.readersOf(NEW), { timeout: 10_000 }).toBe(0);

    expect(await codecRead(2)).toBe('hevc');
    await unread();
    expect(await codecRead(7)).toBe('h264');
    await unread();
    expect(file()).toBe(before);

    await client.forget(NEW);

    const [bytes, camera] = [other.bytes(), await cameras.counts(1)];
    await expect.poll(() => other.bytes(), { timeout: 20_000 }).toBeGreaterThan(bytes);
    expect([(await ask(`/api/streams?src=${NEW}`)).status, camera.connectionsEver]).toEqual([404, connectionsEver]);
    await expect(client.setSource(NEW, 'http://127.0.0.1/mjpeg')).rejects.toThrow('source not supported');
  });

  test('MSE: the socket answers with the codecs and then sends pictures', async () => {
    const socket = client.socket(cam(1));
    const said: string[] = [];
    const pictures: Buffer[] = [];
    socket.on('message', (data: Buffer, isBinary) => (isBinary ? pictures.push(data) : said.push(String(data))));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033,mp4a.40.2' }));

    await expect.poll(() => pictures.length, { timeout: 20_000 }).toBeGreaterThan(1);
    socket.terminate();

    expect(said.map((text) => JSON.parse(text))).toMatchObject([
      { type: 'mse', value: expect.stringMatching(/^video\/mp4; codecs="avc1/) },
    ]);
    expect(pictures.slice(0, 2).map((bytes) => bytes.subarray(4, 8).toString())).toEqual(['ftyp', 'moof']);
  });

  test('WebRTC: an offer is answered on the socket and by WHEP', async () => {
    const socket = client.socket(cam(1));
    await once(socket, 'open');
    const answered = new Promise<string>((done) => {
      socket.on('message', (data) => {
        const { type, value } = JSON.parse(String(data)) as { type: string; value: string };
        if (type === 'webrtc/answer') done(value);
        if (type === 'error') done(`error: ${value}`);
      });
    });
    socket.send(JSON.stringify({ type: 'webrtc/offer', value: OFFER }));

    const answers = [await answered, await client.whep(cam(1), OFFER)];
    socket.terminate();

    for (const answer of answers) {
      expect(answer).toMatch(/^v=0/);
      expect(answer).toMatch(/m=video [1-9]/);
      expect(answer).toContain('a=sendonly');
    }
  });

  test('an offer that the stream’s codec does not fit is refused in words that we know', async () => {
    const words = await client.whep(cam(2), OFFER).then(
      () => 'accepted',
      (error: Error) => error.message,
    );

    expect([words, reasonOf(words).reason]).toEqual([words, 'codec_unsupported']);
  });

  test.each(TROUBLES)('%s is told as %s', async (stream, reason) => {
    await expect(knock(client.socket(stream), new AbortController().signal).catch(streamUnavailable)).rejects.toMatchObject({ reason });
  });

  test('a camera that goes and comes: its log tells at once, readers stay and see pictures again', async () => {
    using reader = read(cam(1));
    await expect.poll(() => reader.bytes(), { timeout: 20_000 }).toBeGreaterThan(100_000);
    const lost: number[] = [];
    const readLine = hubLogReader({ channels: () => urls, log: silentLog(), onLost: (channel) => lost.push(channel) });
    const from = lines.length;
    let at = from;
    const lostNow = (): number[] => {
      for (; at < lines.length; at++) readLine(lines[at] ?? '');
      return lost;
    };

    await cameras.fault(1, 'drop', { seconds: 2 });
    await expect.poll(lostNow, { timeout: 10_000 }).toContain(1);
    const before = reader.bytes();

    await expect.poll(() => reader.bytes(), { timeout: 30_000 }).toBeGreaterThan(before + 100_000);
    expect((await cameras.counts(1)).streams.main.connectionsPeak).toBe(1);
    expect(lines.slice(from).join('\n')).not.toContain('p@ss');
    expect(lines.slice(from).join('\n')).not.toContain(encodeURIComponent(CAMERA_LOGIN.password));
  });
});
