import type { APIRequestContext, Browser, Page } from '@playwright/test';
import { expect, SECOND_USER, signIn, test } from './product.ts';

/** The contract: everything that a dead session shows is over after so long. */
const OVER_WITHIN_MS = 5_000;
const STAYS_OVER_MS = 3_000;

/** What came so far by each way of watching. */
interface Seen {
  /** Frames shown by a peer that was agreed on over the socket. */
  webrtc: number;
  /** Frames shown by one agreed on over WHEP. */
  whep: number;
  /** Bytes of media on the socket. */
  mse: number;
  /** Whether the stream of events is open. */
  events: boolean;
}

/** Signs the second user in and watches camera 1 in every way, past our web app, which would stop by itself. */
async function watchAll(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto('/login');
  await signIn(page, SECOND_USER.password, SECOND_USER.username);
  await page.waitForURL('**/live');
  await page.goto('/api/me'); // a page of ours without our program
  await page.evaluate(watchInPage);
  await expect.poll(async () => seen(page).then(({ webrtc, whep, mse, events }) => webrtc > 5 && whep > 5 && mse > 0 && events)).toBe(true);
  return page;
}

function seen(page: Page): Promise<Seen> {
  return page.evaluate(() => ({ ...(globalThis as unknown as { seen: Seen }).seen }));
}

/** Runs in the page. */
async function watchInPage(): Promise<void> {
  const counts: Seen = { webrtc: 0, whep: 0, mse: 0, events: false };
  Object.assign(globalThis, { seen: counts, kept: [] as unknown[] });
  const socketUrl = `${location.origin.replace('http', 'ws')}/api/channel/1/live`;
  const peer = async (way: 'webrtc' | 'whep'): Promise<RTCPeerConnection> => {
    const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
    const video = document.body.appendChild(document.createElement('video'));
    Object.assign(video, { muted: true, autoplay: true });
    const count = (): void => {
      counts[way]++;
      video.requestVideoFrameCallback(count);
    };
    video.requestVideoFrameCallback(count);
    connection.ontrack = ({ track }) => {
      if (track.kind === 'video') video.srcObject = new MediaStream([track]);
    };
    for (const kind of ['video', 'audio']) connection.addTransceiver(kind, { direction: 'recvonly' });
    await connection.setLocalDescription();
    return connection;
  };
  const gathered = (connection: RTCPeerConnection): Promise<void> =>
    new Promise((done) => {
      const look = (): void => (connection.iceGatheringState === 'complete' ? done() : undefined);
      connection.onicegatheringstatechange = look;
      look();
    });
  const overSocket = async (): Promise<void> => {
    const connection = await peer('webrtc');
    await gathered(connection);
    const socket = new WebSocket(socketUrl);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'webrtc/offer', value: connection.localDescription?.sdp }));
    socket.onmessage = ({ data }) => {
      const { type, value } = JSON.parse(data);
      if (type === 'webrtc/answer') void connection.setRemoteDescription({ type: 'answer', sdp: value });
      if (type === 'webrtc/candidate' && value) void connection.addIceCandidate({ candidate: value, sdpMid: '0' }).catch(() => undefined);
    };
  };
  const overWhep = async (): Promise<void> => {
    const connection = await peer('whep');
    await gathered(connection);
    const token = decodeURIComponent(/csrf_token=([^;]+)/.exec(document.cookie)?.[1] ?? '');
    const headers = { 'content-type': 'application/sdp', 'x-csrf-token': token };
    const answer = await fetch('/api/channel/1/whep', { method: 'POST', headers, body: connection.localDescription?.sdp ?? '' });
    await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  };
  const mse = new WebSocket(socketUrl);
  mse.binaryType = 'arraybuffer';
  mse.onopen = () => mse.send(JSON.stringify({ type: 'mse', value: 'avc1.640029,avc1.64002A,avc1.640033' }));
  mse.onmessage = ({ data }) => {
    if (data instanceof ArrayBuffer) counts.mse += data.byteLength;
  };
  const events = await fetch('/api/events', { headers: { accept: 'text/event-stream' } });
  counts.events = events.ok;
  void (async () => {
    const reader = events.body?.getReader();
    while (!(await reader?.read())?.done); // until it ends
    counts.events = false;
  })().catch(() => {
    counts.events = false;
  });
  await Promise.all([overSocket(), overWhep()]);
}

/** Nothing comes any more from five seconds after the session's end on. */
async function expectOver(page: Page, endedAt: number): Promise<void> {
  await page.waitForTimeout(Math.max(0, endedAt + OVER_WITHIN_MS - Date.now()));
  const then = await seen(page);
  await page.waitForTimeout(STAYS_OVER_MS);
  const later = await seen(page);
  expect(later).toEqual({ ...then, events: false });
}

async function csrfHeaders(request: APIRequestContext): Promise<Record<string, string>> {
  const { cookies } = await request.storageState();
  return { 'x-csrf-token': decodeURIComponent(cookies.find(({ name }) => name === 'csrf_token')?.value ?? '') };
}

test('signing out ends WebRTC, WHEP, MSE and events within 5 s', async ({ browser, product }) => {
  const page = await watchAll(browser, product.url);
  const { request } = page.context();

  const answer = await request.post('/api/logout', { headers: await csrfHeaders(request) });
  const endedAt = Date.now();

  expect(answer.status()).toBe(200);
  await expectOver(page, endedAt);
  await page.context().close();
});

test('a session that is ended elsewhere shows nothing more after 5 s', async ({ browser, product, playwright }) => {
  const page = await watchAll(browser, product.url);
  const elsewhere = await playwright.request.newContext({ baseURL: product.url, storageState: { cookies: [], origins: [] } });
  expect((await elsewhere.post('/api/login', { data: SECOND_USER })).status()).toBe(200);

  const answer = await elsewhere.delete('/api/sessions', { headers: await csrfHeaders(elsewhere) });
  const endedAt = Date.now();

  expect(answer.status()).toBe(200);
  await expectOver(page, endedAt);
  await elsewhere.dispose();
  await page.context().close();
});
