import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { LiveAnswer } from '#shared/live.ts';
import type { ChannelConfig } from '../../src/config/config.ts';
import { loadConfig, supervisorOf } from '../../src/config/config.ts';
import { type House, openHouse } from '../../src/house.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { Redactor } from '../../src/lib/redact.ts';
import { Cameras, checkConservation } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { live } from '../fakes/live.ts';
import { cameraEnv } from '../fakes/nvr.ts';
import { Visitor } from '../fakes/visitor.ts';

const RECORDED_WITHIN_MS = 5_000;
/** About two seconds of a camera. */
const PICTURES_BYTES = 300_000;

/** In this process, because no route changes cameras yet. */
live('a camera that is added, changed and removed while two others record', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'channels-'));
  const sendLog = path.join(folder, 'sent.jsonl');
  let cameras: Cameras;
  let house: House;
  let visitor: Visitor;

  beforeAll(async () => {
    cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-aac,3:h264-aac,4:h264-silent', sendLog });
    const env = { ...(await ownPlaces(folder)), ...cameraEnv(2, (camera) => cameras.url(camera)), SEGMENT_DURATION: '10' };
    const loaded = loadConfig({ env, envFile: null, readSecretFile: () => '', systemTimeZone: 'Europe/Berlin' });
    const surroundings = { log: silentLog(), clock: systemClock, redactor: new Redactor(), announce: () => undefined };
    house = await openHouse(loaded.config, { ...surroundings, supervisor: supervisorOf({}), settings: loaded.settings });
    visitor = new Visitor(house.url.replace('localhost', '127.0.0.1'));
    await visitor.login('anna', 'correct horse 7');
    await until(async () => (await recorded(1)) && (await recorded(2)), 30_000);
  });
  afterAll(async () => {
    await house?.[Symbol.asyncDispose]();
    await cameras?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const settingsOf = (camera: number): ChannelConfig => ({
    ...{ channel: 3, name: 'Gate', url: cameras.url(camera), subUrl: null, record: true, secrets: [] },
  });
  const until = (question: () => Promise<boolean>, withinMs: number): Promise<void> =>
    vi.waitFor(async () => expect(await question()).toBe(true), { timeout: withinMs, interval: 100 });
  const stateOf = async (channel: number): Promise<LiveAnswer['channels'][string] | undefined> =>
    ((await visitor.get('/api/live')).json as LiveAnswer).channels[channel];
  const recorded = async (channel: number): Promise<boolean> => (await stateOf(channel))?.status === 'LIVE';
  const connections = async (camera: number): Promise<number> => (await cameras.counts(camera)).streams.main.connections;
  const filesOf = (channel: number): string[] => globSync(path.join(folder, `recordings/ch${channel}/*/*`)).sort();
  const go2rtcYaml = (): string => readFileSync(path.join(folder, 'data/go2rtc.yaml'), 'utf8');

  test('one that is added is recorded within 5 s, and open pages are told', async () => {
    await using page = await eventStream(house.url, visitor.cookieHeader);

    await house.channels.set(settingsOf(3));

    await until(() => recorded(3), RECORDED_WITHIN_MS);
    await until(async () => page.heard().includes('event: channels'), 5000);
    expect((await visitor.get('/api/config')).json.channels.at(-1)).toMatchObject({ channel: 3, name: 'Gate' });
    expect(go2rtcYaml()).toContain(cameras.url(3));
  });

  test('another address is read instead of the one before, in a file of its own, and live views begin anew', async () => {
    const socket = await viewer(house.url, visitor.cookieHeader);
    const ended = once(socket, 'close');

    const before = filesOf(3).length;
    await house.channels.set(settingsOf(4));

    await ended;
    await until(() => recorded(3), RECORDED_WITHIN_MS);
    await until(async () => (await connections(3)) === 0 && (await connections(4)) === 1, 5000);
    await until(async () => filesOf(3).length > before && statSync(filesOf(3).at(-1) ?? '').size > PICTURES_BYTES, 10_000);
    expect(go2rtcYaml()).not.toContain(cameras.url(3));
  });

  test('what changes nothing touches nothing, and a new name no recording', async () => {
    const before = await stateOf(3);
    await house.channels.set(settingsOf(4));
    await house.channels.set({ ...settingsOf(4), name: 'Garden' });

    expect((await stateOf(3))?.since).toBe(before?.since);
    expect((await cameras.counts(4)).streams.main.connectionsPeak).toBe(1);
  });

  test('one that is removed is let go, its last file is closed, and it is no channel any more', async () => {
    await house.channels.remove(3);

    await until(async () => (await connections(4)) === 0, 5000);
    expect(await stateOf(3)).toBeUndefined();
    expect((await visitor.get('/api/channel/3/snapshot.jpg')).status).toBe(400);
    const file = filesOf(3).at(-1) ?? '';
    const stays = await visitor.get(`/recordings/${path.relative(path.join(folder, 'recordings'), file)}`);
    expect([200, 307]).toContain(stays.status); // it may have been converted meanwhile
    expect(go2rtcYaml()).not.toContain(cameras.url(4));
  });

  test('the others keep their one connection and every frame; those of the new one are whole, too', async () => {
    const counts = await Promise.all([1, 2].map((camera) => cameras.counts(camera)));
    await house[Symbol.asyncDispose]();

    expect(counts.map(({ connectionsEver, streams }) => [connectionsEver, streams.main.connectionsPeak])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    const streams = await checkConservation(sendLog, [1, 2, 3].flatMap(filesOf));
    expect(streams.map(({ camera, conserved }) => `${camera} ${conserved}`)).toEqual(['1 true', '2 true', '3 true', '4 true']);
  });
});

async function ownPlaces(folder: string): Promise<Record<string, string>> {
  const [web, api, rtsp, webrtc] = (await freePorts(4)).map(String);
  return {
    ...{ WEB_PORT: web ?? '', GO2RTC_API_PORT: api ?? '', GO2RTC_RTSP_PORT: rtsp ?? '', GO2RTC_WEBRTC_PORT: webrtc ?? '' },
    ...{ RECORD_DIR: path.join(folder, 'recordings'), DATA_DIR: path.join(folder, 'data'), MIN_FREE_GB: '0' },
    ...{ SECRET_KEY: 'a secret key that only tests use', user1: 'anna', pass1: 'correct horse 7' },
  };
}

/** What an open page hears of GET /api/events. */
async function eventStream(url: string, cookie: string): Promise<AsyncDisposable & { heard(): string }> {
  const stop = new AbortController();
  const answer = await fetch(new URL('/api/events', url), { headers: { cookie, accept: 'text/event-stream' }, signal: stop.signal });
  let heard = '';
  const reading = (async () => {
    for await (const chunk of answer.body ?? []) heard += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  return {
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await reading;
    },
  };
}

/** Somebody who watches channel 3 by MSE. */
async function viewer(url: string, cookie: string): Promise<WebSocket> {
  const place = new URL('/api/channel/3/live', url);
  place.protocol = 'ws:';
  const socket = new WebSocket(place, { headers: { cookie, origin: new URL(url).origin } });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033,mp4a.40.2' }));
  await once(socket, 'message');
  return socket;
}
