/**
 * Makes the pictures of README.md from the demo cameras: node scripts/screenshots.ts
 * Takes about two minutes, because the timeline needs something to show. Needs chromium and ffmpeg, and a built web app.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { Nvr, USER } from '../test/fakes/nvr.ts';

const IMAGES = path.join(import.meta.dirname, '../docs/images');
const WIDTH = 1280;
const HEIGHT = 720;
const RECORDED_MS = 100_000;
const MOST_BYTES = 200_000;
const BROWSER = ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];

mkdirSync(IMAGES, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), 'screenshots-'));
const nvr = await Nvr.start({ env: { SEGMENT_DURATION: '10' } });
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: BROWSER });
try {
  const context = await browser.newContext({ viewport: { width: WIDTH, height: HEIGHT }, baseURL: nvr.url, colorScheme: 'dark' });
  const page = await context.newPage();
  await signIn(page);
  await live(page);
  await timeline(page);
} finally {
  await browser.close();
  await nvr[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
}

async function signIn(page: Page): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Name', { exact: true }).fill(USER.username);
  await page.getByLabel('Password', { exact: true }).fill(USER.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL('**/live');
}

async function live(page: Page): Promise<void> {
  await untilPlaying(page, 2, 2);
  await keep(page, 'live', 480); // below them there is nothing
}

async function timeline(page: Page): Promise<void> {
  await new Promise((done) => setTimeout(done, RECORDED_MS));
  const moment = encodeURIComponent(new Date(Date.now() - 45_000).toISOString());
  await page.goto(`/recordings?channels=1,2&t=${moment}&z=300`);
  await untilPlaying(page, 2, 1);
  await page.getByText('Waiting for the disk').first().waitFor({ state: 'hidden' });
  await keep(page, 'timeline');
}

/** What a video element tells of itself. */
interface Video {
  readonly videoWidth: number;
  readonly currentTime: number;
}

/** Waits until so many videos have played for some seconds. */
async function untilPlaying(page: Page, count: number, seconds: number): Promise<void> {
  const times = (): Promise<number[]> =>
    page
      .locator('video')
      .evaluateAll((all) => (all as unknown as Video[]).map(({ videoWidth, currentTime }) => (videoWidth > 0 ? currentTime : 0)));
  for (const deadline = Date.now() + 60_000; ; await new Promise((done) => setTimeout(done, 250))) {
    if ((await times()).filter((time) => time > seconds).length >= count) return;
    if (Date.now() > deadline) throw new Error(`${count} videos do not play`);
  }
}

/** As WebP, which takes a third of a PNG. @throws when it is too large for a page that is read on the road */
async function keep(page: Page, name: string, height = HEIGHT): Promise<void> {
  const [png, webp] = [path.join(folder, `${name}.png`), path.join(IMAGES, `${name}.webp`)];
  await page.screenshot({ path: png, clip: { x: 0, y: 0, width: WIDTH, height } });
  execFileSync('ffmpeg', ['-loglevel', 'error', '-y', '-i', png, '-c:v', 'libwebp', '-quality', '82', webp]);
  const { size } = statSync(webp);
  if (size > MOST_BYTES) throw new Error(`${webp} has ${size} bytes, more than ${MOST_BYTES}`);
  process.stdout.write(`${path.relative(process.cwd(), webp)}: ${Math.round(size / 1000)} kB\n`);
}
