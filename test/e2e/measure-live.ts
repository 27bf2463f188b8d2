import { readFileSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv, Nvr, USER } from '../fakes/nvr.ts';
import { FRAME_NUMBERS } from './pictures.ts';
import { quantile } from './playing.ts';

// The live view in Chromium: node test/e2e/measure-live.ts [loads] [minutes of sixteen tiles]. The web must be built (npm run build); pictures are decoded in software.
const [LOADS, MINUTES] = [Number(process.argv[2] ?? 20), Number(process.argv[3] ?? 10)];
const FRAMES = 100;
const FRAME_MS = 50;
const WALL = 16;
const MB = 2 ** 20;
const ARGS = [
  ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--autoplay-policy=no-user-gesture-required'],
  ...['--js-flags=--expose-gc', '--enable-precise-memory-info'],
];

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
if (LOADS > 0) await measureTwoCameras();
if (MINUTES > 0) await measureWall();
await browser.close();

async function measureTwoCameras(): Promise<void> {
  await using cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-pcma', more: ['--gop', '1'] });
  await using nvr = await Nvr.start({ env: { NUM_CHANNELS: '2', ...cameraEnv(2, (camera) => cameras.url(camera)) } });
  const context = await signedIn(browser, nvr.url);
  await measureFirstPicture(context);
  for (const way of ['webrtc', 'mse'] as const) await measureGlassToGlass(context, way);
  await context.close();
}

/** From the beginning of the navigation to the first moving picture of any tile, and of all. */
async function measureFirstPicture(context: BrowserContext): Promise<void> {
  const page = await context.newPage();
  await page.addInitScript(noteLive);
  const [first, all]: [number[], number[]] = [[], []];
  for (let load = 0; load < LOADS; load++) {
    await page.goto('/live');
    const times = await page.waitForFunction(() => {
      const { liveAt } = globalThis as unknown as Noted;
      return liveAt.length === 2 && liveAt;
    });
    const [a = 0, b = 0] = (await times.jsonValue()) || [];
    first.push(a);
    all.push(b);
    await page.waitForTimeout(1_000 + 1_000 * Math.random()); // at any place in a GOP
  }
  const figures = (values: readonly number[]) => [0, 0.5, 0.95].map((share) => Math.round(quantile(values, share)));
  console.log({ loads: LOADS, firstPictureMs: figures(first), bothPicturesMs: figures(all), of: ['least', 'median', 'p95'] });
  await page.close();
}

/** What `noteLive` leaves in the page: when tiles became live, ms since the navigation began. */
interface Noted {
  liveAt: number[];
}

function noteLive(): void {
  const noted: Noted = Object.assign(globalThis, { liveAt: [] });
  const look = (): void => {
    const live = document.querySelectorAll('[data-phase=live]').length;
    while (noted.liveAt.length < live) noted.liveAt.push(performance.now());
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
}

/** From the camera's sending of a frame, by the number in it, to the moment it is on view. */
async function measureGlassToGlass(context: BrowserContext, way: 'webrtc' | 'mse'): Promise<void> {
  const page = await context.newPage();
  if (way === 'mse') await page.addInitScript(forbidWebRtc);
  await page.goto('/live?layout=1&channels=1');
  await page.locator('[data-phase=live]').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(10_000);
  const delays = await page.locator('video').evaluate(delaysInPage, { frames: FRAMES, frameMs: FRAME_MS, numbers: FRAME_NUMBERS });
  const badge = await page.locator('section[data-phase]').getAttribute('aria-label');
  const [leastMs, medianMs, p95Ms] = [0, 0.5, 0.95].map((share) => Math.round(quantile(delays, share)));
  console.log({ way, frames: delays.length, leastMs, medianMs, p95Ms, badge });
  await page.close();
}

function forbidWebRtc(): void {
  const Real = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Real {
    constructor(configuration?: RTCConfiguration) {
      super({ ...configuration, iceTransportPolicy: 'relay' });
    }
  };
}

/** Runs in the page; frame n of camera 1 is sent at wall time n × frameMs, and shows the number (n + 37) modulo `numbers`. */
function delaysInPage(element: Element, { frames, frameMs, numbers }: Record<'frames' | 'frameMs' | 'numbers', number>): Promise<number[]> {
  if (!(element instanceof HTMLVideoElement)) throw new Error('not a video');
  const side = element.videoWidth / 40;
  const canvas = document.createElement('canvas');
  canvas.width = element.videoWidth;
  canvas.height = Math.ceil(side);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const found: number[] = [];
  return new Promise((done) => {
    const look = (): void => {
      const now = Date.now();
      context.drawImage(element, 0, element.videoHeight - side, element.videoWidth, side, 0, 0, canvas.width, side);
      let shown = 0;
      for (let bit = 0; bit < 11; bit++)
        if ((context.getImageData(side * (bit + 0.5), side / 2, 1, 1).data[0] ?? 0) > 128) shown += 2 ** bit;
      found.push(((((now / frameMs + 37 - shown) % numbers) + numbers) % numbers) * frameMs);
      if (found.length < frames) element.requestVideoFrameCallback(look);
      else done(found);
    };
    element.requestVideoFrameCallback(look);
  });
}

/** Sixteen tiles with their sub-streams: memory of the page, the hub and the server, minute by minute. */
async function measureWall(): Promise<void> {
  const kinds = Array.from({ length: WALL }, (_, index) => `${index + 1}:h264-aac`).join();
  await using cameras = await Cameras.start({ cameras: kinds });
  const env = { DVR_IP: '127.0.0.1', DVR_PORT: `${cameras.rtspPort}`, NUM_CHANNELS: `${WALL}` };
  const templates = {
    RTSP_URL_TEMPLATE: 'rtsp://{ip}:{port}/stream{channel}',
    RTSP_SUB_URL_TEMPLATE: 'rtsp://{ip}:{port}/stream{channel}/sub',
  };
  await using nvr = await Nvr.start({ env: { ...env, ...templates } });
  const context = await signedIn(browser, nvr.url);
  const page = await context.newPage();
  const begun = performance.now();
  await page.goto('/live?layout=4x4');
  await page.waitForFunction((count) => document.querySelectorAll('[data-phase=live]').length === count, WALL, { timeout: 120_000 });
  console.log({ tiles: WALL, allLiveAfterMs: Math.round(performance.now() - begun) });
  await page.waitForTimeout(60_000); // buffers fill
  for (let minute = 0; minute <= MINUTES; minute++) {
    console.log({
      minute,
      ...(await memoryOf(page)),
      serverMB: residentMB(nvr.pid),
      live: await page.locator('[data-phase=live]').count(),
    });
    if (minute < MINUTES) await page.waitForTimeout(60_000);
  }
  await context.close();
}

async function memoryOf(page: Page): Promise<Record<string, number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { heapMB: round(usedSize / MB), nodes, listeners: jsEventListeners, ...(await rendererMB()) };
}

/** The largest renderer is that of the page with the tiles. */
async function rendererMB(): Promise<Record<string, number>> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMB(id));
  return { rendererMB: Math.max(...renderers) };
}

function residentMB(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return round(Number(kilobytes) / 1024);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

async function signedIn(on: Browser, baseURL: string): Promise<BrowserContext> {
  const context = await on.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto('/login');
  await page.getByLabel('Name', { exact: true }).fill(USER.username);
  await page.getByLabel('Password', { exact: true }).fill(USER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/live');
  await page.close();
  return context;
}
