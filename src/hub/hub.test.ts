import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePorts } from '../../test/fakes/free-port.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { hubLogReader } from './go2rtc/hub-log.ts';
import { demandVersion } from './go2rtc/version.ts';
import { Hub, type HubOptions } from './hub.ts';

const TOY = path.join(import.meta.dirname, '../../test/fakes/toy-go2rtc.mjs');
let folder: string;
let home: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'hub-'));
  home = process.env.HOME;
});
afterEach(() => {
  process.env.HOME = home;
  rmSync(folder, { recursive: true });
});

/** The real hub around a program that answers like go2rtc; its manner goes through HOME, which children inherit. */
async function startHub(manner: string, more: Partial<HubOptions> = {}) {
  process.env.HOME = path.join(folder, `toy-${manner}`);
  mkdirSync(process.env.HOME, { recursive: true });
  const [api = 0, rtsp = 0, webrtc = 0] = await freePorts(3);
  const ups: number[] = [];
  const downs: (string | null)[] = [];
  const hub = await Hub.start({
    channels: () => [{ channel: 1, url: 'rtsp://u:secret@192.0.2.1/s', subUrl: null }],
    ports: { api, rtsp, webrtc },
    relay: { host: '127.0.0.1', user: null, password: null },
    candidates: [],
    elsewhere: null,
    binary: TOY,
    folder,
    clock: systemClock,
    log: silentLog(),
    onUp: () => ups.push(performance.now()),
    note: ({ kind, data }) => void (kind === 'hub_down' && downs.push(data.said)),
    ...more,
  });
  return { hub, ups, downs };
}

describe('the hub', () => {
  test('writes its configuration for nobody else to read and is up when the API answers', async () => {
    const { hub } = await startHub('well');
    await using _ = hub;

    expect(hub.status()).toEqual({ isUp: true, version: '1.9.14', reason: null });
    expect(statSync(path.join(folder, 'go2rtc.yaml')).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, 'go2rtc-password')).mode & 0o777).toBe(0o600);
    expect(readFileSync(path.join(folder, 'go2rtc.yaml'), 'utf8')).toContain('secret');
  });

  test('starts a go2rtc that died again within 2 s', async () => {
    const { hub, ups } = await startHub('mortal');
    await using _ = hub;

    await vi.waitFor(() => expect(ups.length).toBeGreaterThan(1), 5000);

    expect((ups[1] ?? 0) - (ups[0] ?? 0)).toBeLessThan(2300); // it lived for 300 ms
  });

  test('ends a go2rtc that hangs within 15 s', async () => {
    const { hub, downs } = await startHub('hang');
    await using _ = hub;

    await vi.waitFor(() => expect(downs).toContain('go2rtc hangs: it does not answer any more'), { timeout: 15_000 });
  }, 20_000);

  test('refuses a go2rtc without the guards', async () => {
    await expect(startHub('old')).rejects.toThrow('go2rtc 1.9.4 is too old: Mini-NVR needs 1.9.12 or newer');
  });

  test('names the variable of a port that is taken', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;

    const started = startHub('well', { ports: { api: port, rtsp: 0, webrtc: 0 } });

    await expect(started).rejects.toThrow(`GO2RTC_API_PORT=${port}: another program holds this port`);
    server.close();
  });

  test('knows only the names of its channels', async () => {
    const { hub } = await startHub('well');
    await using _ = hub;

    expect([hub.streamName(1, 'main'), hub.streamName(1, 'sub'), hub.streamName(2, 'main')]).toEqual([
      expect.stringMatching(/^cam1_[0-9a-f]{32}$/),
      null,
      null,
    ]);
    expect(() => hub.relayUrl(2, 'main')).toThrow('Channel 2 has no main stream');
  });
});

test.each(['1.9.12', '1.9.14-cui.46+dev.c9ff909', 'v1.10.0', '2.0.0'])('version %s is new enough', (version) => {
  expect(() => demandVersion(version)).not.toThrow();
});

test.each(['1.9.11', '1.8.20', '0.9.99', 'dev'])('version %s is too old', (version) => {
  expect(() => demandVersion(version)).toThrow('too old');
});

test('a connection that breaks is noticed in go2rtc’s log, by its masked URL', () => {
  const lost: number[] = [];
  const channels = new Map([
    ['rtsp://u:p@192.0.2.1/stream1', 1],
    ['rtsp://u:p@192.0.2.1/stream2', 2],
  ]);
  const read = hubLogReader({ channels: () => channels, log: silentLog(), onLost: (channel) => lost.push(channel) });

  read('{"level":"debug","time":1,"message":"[streams] retry=0 to url=rtsp://***@192.0.2.1/stream2#backchannel=0#timeout=12"}');
  read('{"level":"debug","time":2,"message":"[streams] retry=1 to url=rtsp://***@192.0.2.1/stream2#backchannel=0#timeout=12"}');
  read('no JSON at all');

  expect(lost).toEqual([2]);
});
