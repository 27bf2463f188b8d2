import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import type { Nvr } from '../fakes/nvr.ts';
import { expect, recordings, test } from './product.ts';

/** What a page of another site came by, by what it tried. */
type Loot = Record<string, string>;

/** A page on another port and under another name of this machine, as an evil neighbour would serve it. */
async function foreignPage(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_request, reply) =>
    reply.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>'),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => void server.close(() => done())),
  };
}

interface Targets {
  readonly nvr: string;
  readonly recording: string;
  readonly hub: string;
  readonly others: readonly string[];
}

/** Runs in the page: everything that a page can try without being asked. */
async function plunder({ nvr, recording, hub, others }: Targets): Promise<Loot> {
  const loot: Loot = {};
  const within = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, new Promise<never>((_, fail) => setTimeout(() => fail(new Error('no answer')), 3_000))]);
  const attempt = async (name: string, work: () => Promise<string>): Promise<void> => {
    loot[name] = await within(work()).catch((error: unknown) => `refused: ${error}`.slice(0, 60));
  };
  const element = (tag: 'img' | 'script' | 'video', src: string): Promise<string> =>
    new Promise((done, fail) => {
      const made = document.createElement(tag);
      made.onerror = () => fail(new Error('not loaded'));
      made.onload = () => done('loaded');
      if (made instanceof HTMLVideoElement) made.onloadedmetadata = () => done(`a film of ${made.videoWidth}`);
      made.src = src;
      document.body.append(made);
    });
  const reads = [
    '/api/config',
    '/api/events',
    '/api/live',
    '/api/channel/1/playlist.m3u8?from=2026-01-01T00:00:00Z',
    recording,
    '/metrics',
  ];
  for (const path of reads) {
    await attempt(`fetch ${path}`, async () => (await fetch(nvr + path, { credentials: 'include' })).text());
    await attempt(`no-cors ${path}`, async () => (await fetch(nvr + path, { credentials: 'include', mode: 'no-cors' })).text());
  }
  await attempt('image', () => element('img', `${nvr}/api/channel/1/snapshot.jpg`));
  await attempt('script', () => element('script', `${nvr}/api/config`));
  await attempt('video', () => element('video', nvr + recording));
  for (const type of ['text/plain', 'application/json', 'application/x-www-form-urlencoded']) {
    const post = (path: string, body: string) => async (): Promise<string> =>
      (
        await fetch(nvr + path, {
          method: 'POST',
          credentials: 'include',
          mode: type === 'application/json' ? 'cors' : 'no-cors',
          headers: { 'content-type': type },
          body,
        })
      ).text();
    await attempt(`log out as ${type}`, post('/api/logout', '{}'));
    await attempt(
      `protect as ${type}`,
      post('/api/protections', '{"channel":1,"from":"2026-01-01T00:00:00Z","to":"2026-01-02T00:00:00Z"}'),
    );
    await attempt(`sign in as ${type}`, post('/api/login', '{"username":"mallory","password":"x"}'));
  }
  await attempt('delete', async () =>
    (
      await fetch(`${nvr}/api/recording?path=${recording.replace('/recordings/', '')}`, { method: 'DELETE', credentials: 'include' })
    ).text(),
  );
  const socket = (url: string): Promise<string> =>
    new Promise((done, fail) => {
      const made = new WebSocket(url);
      made.onopen = () => made.send('{"type":"mse","value":""}');
      made.onmessage = ({ data }) => done(`heard ${String(data).slice(0, 40)}`);
      made.onerror = () => fail(new Error('not opened'));
      made.onclose = () => fail(new Error('closed'));
    });
  await attempt('live socket', () => socket(`${nvr.replace('http', 'ws')}/api/channel/1/live`));
  await attempt('hub socket', () => socket(`${hub.replace('http', 'ws')}/api/ws?src=cam1`));
  for (const path of ['/api/streams', '/api/config', '/api', '/api/frame.jpeg?src=cam1']) {
    await attempt(`hub ${path}`, async () => (await fetch(hub + path)).text());
    await attempt(`hub no-cors ${path}`, async () => (await fetch(hub + path, { mode: 'no-cors' })).text());
  }
  await attempt('hub image', () => element('img', `${hub}/api/frame.jpeg?src=cam1`));
  await attempt('hub restart', async () => (await fetch(`${hub}/api/restart`, { method: 'POST', mode: 'no-cors', body: 'x' })).text());
  await attempt('hub exit', async () => (await fetch(`${hub}/api/exit`, { method: 'POST', mode: 'no-cors', body: 'x' })).text());
  for (const url of others)
    await attempt(`port ${url}`, async () =>
      (await fetch(url, { method: 'POST', mode: 'no-cors', body: 'DESCRIBE rtsp://127.0.0.1/cam1 RTSP/1.0\r\n\r\n' })).text(),
    );
  return loot;
}

async function stateOf(nvr: Nvr): Promise<unknown> {
  const { protections } = await nvr.json<{ protections: unknown[] }>('/api/protections');
  const { exports } = await nvr.json<{ exports: unknown[] }>('/api/exports');
  const { sessions } = await nvr.json<{ sessions: { id: string }[] }>('/api/sessions');
  const { user } = await nvr.json<{ user: string | null }>('/api/me');
  return { protections: protections.length, exports: exports.length, sessions: sessions.map(({ id }) => id).sort(), user };
}

async function isSignedIn(page: Page, url: string): Promise<boolean> {
  return ((await (await page.request.get(`${url}/api/me`)).json()) as { user: string | null }).user !== null;
}

test('a page of another site reads nothing, changes nothing and hears nothing of a signed-in browser', async ({ page, product }) => {
  const { nvr, cameras } = product;
  const [first] = await recordings(nvr, 1, 1);
  const recording = `/recordings/${(first?.name ?? '').replace('+', '%2B')}`;
  const ports = nvr.hubPorts;
  const before = await stateOf(nvr);
  const cameraBefore = (await cameras.counts(1)).connectionsEver;
  await using elsewhere = await foreignPage();
  await page.goto(elsewhere.url);

  const loot = await page.evaluate(plunder, {
    ...{ nvr: nvr.url, recording, hub: `http://127.0.0.1:${ports.api}` },
    others: [`http://127.0.0.1:${ports.rtsp}/`, `http://127.0.0.1:${ports.webrtc}/`],
  });

  // an answer that cannot be read is the empty text: the browser keeps it from the page
  const taken = Object.entries(loot).filter(([, got]) => got !== '' && !got.startsWith('refused:'));
  expect(taken).toEqual([]);
  expect(await stateOf(nvr)).toEqual(before);
  expect(await isSignedIn(page, nvr.url)).toBe(true);
  expect((await nvr.fetch(recording, { method: 'HEAD' })).status).toBe(200);
  expect((await cameras.counts(1)).connectionsEver).toBe(cameraBefore);
  await nvr.until(
    async () => (await nvr.json<{ channels: Record<string, { status: string }> }>('/api/live')).channels['1']?.status === 'LIVE',
    10_000,
    'the camera is recorded',
  );
});
