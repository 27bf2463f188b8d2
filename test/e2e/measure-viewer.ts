import { chromium, type Page } from '@playwright/test';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv, Nvr, USER } from '../fakes/nvr.ts';
import { quantile, shownVideo, tile, wallTime, watch } from './playing.ts';

// The viewer in Chromium: node test/e2e/measure-viewer.ts [clicks] [seconds]. The web must be built (npm run build); pictures are decoded in software.
const [CLICKS, SECONDS] = [Number(process.argv[2] ?? 30), Number(process.argv[3] ?? 60)];
const COUNT = 4;
const VIEW_S = 60;
const names = Array.from({ length: COUNT }, (_, index) => `Camera ${index + 1}`);
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--autoplay-policy=no-user-gesture-required',
];

await using cameras = await Cameras.start({ cameras: names.map((_, index) => `${index + 1}:h264-aac`).join() });
const named = Object.fromEntries(names.map((name, index) => [`CAMERA_${index + 1}_NAME`, name]));
const env = { ...cameraEnv(COUNT, (camera) => cameras.url(camera)), ...named, SEGMENT_DURATION: '10' };
await using nvr = await (await Nvr.start({ env })).signIn();
const begunAt = Date.now();
await new Promise((done) => setTimeout(done, (VIEW_S + 40) * 1000));

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
const page = await (await browser.newContext({ baseURL: nvr.url, viewport: { width: 1440, height: 900 } })).newPage();
await page.goto('/login');
await page.getByLabel('Name', { exact: true }).fill(USER.username);
await page.getByLabel('Password', { exact: true }).fill(USER.password);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.waitForURL('**/live');

const middle = begunAt + (VIEW_S / 2 + 15) * 1000;
await open(page, middle, '1', names.slice(0, 1));
const clicks: number[] = [];
for (let click = 0; click < CLICKS; click++) clicks.push(await clickToPicture(page, middle));
console.log({ clicks: CLICKS, medianMs: quantile(clicks, 0.5), p95Ms: quantile(clicks, 0.95) });

await page.getByRole('button', { name: 'Play', exact: true }).click();
const { frameGaps } = await watch(page, names.slice(0, 1), 25_000);
console.log({ overTwoFileBoundaries: true, frames: frameGaps.length, longestFrameGapMs: Math.round(Math.max(...frameGaps)) });

await open(page, begunAt + 10_000, '1,2,3,4', names);
await page.getByRole('button', { name: 'Play', exact: true }).click();
await page.waitForTimeout(3_000);
const { spreads } = await watch(page, names, SECONDS * 1_000);
console.log({
  cameras: COUNT,
  seconds: SECONDS,
  spreadMedianMs: quantile(spreads, 0.5),
  spreadP95Ms: quantile(spreads, 0.95),
  spreadMostMs: Math.max(...spreads),
});

const asked = Date.now() - 3_000;
await open(page, asked, '1', names.slice(0, 1));
console.log({ threeSecondsAgo: 'shown', offMs: Math.round((await wallTime(shownVideo(page, 'Camera 1'))) - asked) });
await browser.close();

async function open(on: Page, time: number, channels: string, shown: readonly string[]): Promise<void> {
  await on.goto(`/recordings?channels=${channels}&t=${new Date(time).toISOString()}&z=${VIEW_S}`);
  for (const name of shown) await tile(on, name).and(on.locator('[data-phase=shown]')).waitFor({ timeout: 60_000 });
  await on.waitForTimeout(1_500);
}

/** From a click on the timeline to the picture of that moment, ms. */
async function clickToPicture(on: Page, center: number): Promise<number> {
  const box = await on.locator('[data-timeline]').boundingBox();
  if (!box) throw new Error('the timeline is not on the page');
  const share = 0.05 + Math.random() * 0.9;
  const target = center + (share - 0.5) * VIEW_S * 1000;
  const measured = on.evaluate(measureInPage, target);
  await on.mouse.click(box.x + box.width * share, box.y + 50);
  const tookMs = await measured;
  await on.waitForTimeout(300);
  return Math.round(tookMs);
}

/** Runs in the page: waits for the click, then for a frame of that moment. */
function measureInPage(target: number): Promise<number> {
  const section = document.querySelector('section[data-channel]');
  return new Promise((done) => {
    document.addEventListener(
      'pointerup',
      () => {
        const begun = performance.now();
        const known = new Set<HTMLVideoElement>();
        const look = (): void => {
          for (const video of section?.querySelectorAll('video') ?? []) {
            if (known.has(video)) continue;
            known.add(video);
            const follow = (): void => {
              video.requestVideoFrameCallback((now, { mediaTime }) => {
                // the picture of a moment is the frame before it
                const off = Number(video.dataset.zero) + mediaTime * 1000 - target;
                if (Math.abs(off) < 500) done(now - begun);
                else follow();
              });
            };
            follow();
          }
          if (performance.now() - begun < 20_000) requestAnimationFrame(look);
        };
        look();
      },
      { capture: true, once: true },
    );
  });
}
