import { chromium, type Page } from '@playwright/test';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv, Nvr, USER } from '../fakes/nvr.ts';
import { quantile, shownVideo, tile, wallTime, watch } from './playing.ts';

// The viewer in Chromium: node test/e2e/measure-viewer.ts [clicks] [seconds]. The web must be built (npm run build); pictures are decoded in software.
const [CLICKS, SECONDS] = [Number(process.argv[2] ?? 30), Number(process.argv[3] ?? 60)];
const COUNT = 4;
const VIEW_S = 60;
/** Over four ends of files of ten seconds. */
const BOUNDARY_WATCH_MS = 45_000;
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
for (let click = 0; click < CLICKS; click++) clicks.push(await clickToPicture(page));
const seen = clicks.filter((click) => !Number.isNaN(click));
console.log({
  clicks: CLICKS,
  unseen: CLICKS - seen.length,
  medianMs: quantile(seen, 0.5),
  p95Ms: quantile(seen, 0.95),
  mostMs: Math.max(...seen),
});

await open(page, begunAt + 12_000, '1', names.slice(0, 1));
await page.getByRole('button', { name: 'Play', exact: true }).click();
const { frameGaps, walls } = await watch(page, names.slice(0, 1), BOUNDARY_WATCH_MS);
const boundaries = (await beginnings()).filter((begin) => begin > (walls[0] ?? 0) && begin < (walls.at(-1) ?? 0));
const isAtBoundary = (index: number): boolean => boundaries.some((boundary) => isNear(walls, index, boundary));
console.log({
  boundaries: boundaries.length,
  frames: frameGaps.length,
  longestGapAtBoundaryMs: Math.round(Math.max(...frameGaps.filter((_, index) => isAtBoundary(index)))),
  longestGapElsewhereMs: Math.round(Math.max(...frameGaps.filter((_, index) => !isAtBoundary(index)))),
  medianGapMs: Math.round(quantile(frameGaps, 0.5)),
});

await open(page, begunAt + 10_000, '1,2,3,4', names);
await page.getByRole('button', { name: 'Play', exact: true }).click();
await page.waitForTimeout(3_000);
const { spreads } = await watch(page, names, SECONDS * 1_000);
console.log({
  cameras: COUNT,
  seconds: SECONDS,
  samples: spreads.length,
  spreadMedianMs: Math.round(quantile(spreads, 0.5)),
  spreadP95Ms: Math.round(quantile(spreads, 0.95)),
  spreadMostMs: Math.round(Math.max(...spreads)),
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

/** When the recordings of the first camera begin. */
async function beginnings(): Promise<readonly number[]> {
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now());
  const { recordings } = await nvr.json<{ recordings: { datetime: string }[] }>(`/api/channel/1/recordings?date=${date}`);
  return recordings.map(({ datetime }) => Date.parse(datetime));
}

/** Whether a frame lies within three of the end of a file. */
function isNear(walls: readonly number[], index: number, boundary: number): boolean {
  const at = walls.findIndex((wall) => wall > boundary);
  return Math.abs(index - at) <= 3;
}

/** From a click on the timeline to the picture of that moment, ms; NaN when none came within 5 s. */
async function clickToPicture(on: Page): Promise<number> {
  const box = await on.locator('[data-timeline]').boundingBox();
  if (!box) throw new Error('the timeline is not on the page');
  const [from = 0, to = 0] = ((await on.locator('[data-timeline]').getAttribute('data-timeline')) ?? '').split('/').map(Number);
  const playhead = (await wallTime(shownVideo(on, 'Camera 1'))) - from;
  // far from the playhead: a press on that moves the timeline instead
  const target = from + ((playhead + (0.1 + 0.8 * Math.random()) * (to - from)) % (to - from));
  const share = (target - from) / (to - from);
  const measured = on.evaluate(measureInPage, target);
  await on.mouse.click(box.x + box.width * share, box.y + 50);
  const tookMs = await measured;
  await on.waitForTimeout(300);
  return Math.round(tookMs);
}

/** Runs in the page: waits for the click, then until a video has arrived at that moment and has its picture. */
function measureInPage(target: number): Promise<number> {
  const hasPicture = (video: HTMLVideoElement): boolean =>
    !video.seeking && video.readyState >= 2 && Math.abs(Number(video.dataset.zero) + video.currentTime * 1000 - target) < 500;
  return new Promise((done) => {
    const begin = (): void => {
      const begun = performance.now();
      const look = (): void => {
        const tookMs = performance.now() - begun;
        if ([...document.querySelectorAll<HTMLVideoElement>('section[data-channel] video')].some(hasPicture)) done(tookMs);
        else if (tookMs < 5_000) requestAnimationFrame(look);
        else done(Number.NaN);
      };
      requestAnimationFrame(look);
    };
    document.addEventListener('pointerup', begin, { capture: true, once: true });
  });
}
