import { chromium, type Page } from '@playwright/test';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv, Nvr, USER } from '../fakes/nvr.ts';
import { linkPastHours } from './past-day.ts';
import { quantile, shownVideo, tile, wallTime, watch } from './playing.ts';

// The viewer in Chromium: node test/e2e/measure-viewer.ts [clicks] [minutes played]. The web must be built (npm run build); pictures are decoded in software.
const [CLICKS, MINUTES] = [Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 10)];
const COUNT = 4;
const SEGMENT_MS = 10_000;
const HOURS = 26;
const TOGETHER_S = 60;
const FRAME_MS = 50;
const ROUNDS = 5;
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
const env = { ...cameraEnv(COUNT, (camera) => cameras.url(camera)), ...named, SEGMENT_DURATION: String(SEGMENT_MS / 1000) };
const first = await Nvr.start({ env });
await rest(45_000);
await first.end();
linkPastHours(first.recordDir, HOURS, SEGMENT_MS);
await using nvr = await Nvr.start({ env, folder: first.folder });
const begunAt = Date.now();
await rest(60_000); // it lists what it found, and records

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
const page = await (await browser.newContext({ baseURL: nvr.url, viewport: { width: 1440, height: 900 } })).newPage();
await page.goto('/login');
await page.getByLabel('Name', { exact: true }).fill(USER.username);
await page.getByLabel('Password', { exact: true }).fill(USER.password);
await page.getByRole('button', { name: 'Sign in' }).click();
await page.waitForURL('**/live');

await measureClicks('of a day', 86_400);
await measureClicks('of five minutes', 300);
await measurePlaying();
await measureTogether();
await measureJustNow();
await browser.close();

async function measureClicks(what: string, viewS: number): Promise<void> {
  await open(page, begunAt - 13 * 3_600_000, { viewS });
  const clicks: number[] = [];
  for (let click = 0; click < CLICKS; click++) clicks.push(await clickToPicture(page));
  const seen = clicks.filter((click) => !Number.isNaN(click));
  const [medianMs, p95Ms] = [quantile(seen, 0.5), quantile(seen, 0.95)];
  console.log({ clicks: CLICKS, what, unseen: CLICKS - seen.length, medianMs, p95Ms, mostMs: Math.max(...seen) });
}

async function measurePlaying(): Promise<void> {
  await open(page, begunAt + 12_000);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  const { walls, presented, frameGaps } = await watch(page, names.slice(0, 1), MINUTES * 60_000);
  const [from = 0, to = 0] = [walls[0], walls.at(-1)];
  const ends = (await beginnings()).filter((begin) => begin > from && begin < to);
  const lost = walls.flatMap((wall, index) => {
    const frames = index === 0 ? 0 : Math.round((wall - (walls[index - 1] ?? 0)) / FRAME_MS) - (presented[index] ?? 0);
    return frames > 0 ? [{ wall, frames }] : [];
  });
  const atEnds = lost.filter(({ wall }) => ends.some((end) => Math.abs(end - wall) < 4 * FRAME_MS));
  const stops = frameGaps.filter((_, index) => ends.some((end) => Math.abs(end - (walls[index] ?? 0)) < 4 * FRAME_MS));
  console.log({
    secondsPlayed: Math.round((to - from) / 1000),
    secondsTaken: MINUTES * 60,
    endsOfFiles: ends.length,
    framesNotShown: sum(lost),
    framesNotShownAtEnds: sum(atEnds),
    longestStopAtEndsMs: Math.round(Math.max(...stops)),
    longestStopMs: Math.round(Math.max(...frameGaps)),
    stops: stopsOf(frameGaps),
  });
}

async function measureTogether(): Promise<void> {
  await open(page, begunAt + 30_000, { shown: names });
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(3_000);
  const { spreads } = await watch(page, names, TOGETHER_S * 1_000);
  const [medianMs, p95Ms] = [quantile(spreads, 0.5), quantile(spreads, 0.95)].map(Math.round);
  console.log({ cameras: COUNT, seconds: TOGETHER_S, samples: spreads.length, medianMs, p95Ms, mostMs: Math.round(Math.max(...spreads)) });
}

/** Back from live into what is being written, by the button; the first time nothing has been made ready for it. */
async function measureJustNow(): Promise<void> {
  const tookMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await page.goto('/live/1');
    await page.locator('[data-phase=live]').waitFor({ timeout: 60_000 });
    await page.waitForTimeout(2_000);
    const begun = performance.now();
    await page.getByRole('button', { name: '10 seconds back' }).click();
    await tile(page, 'Camera 1').and(page.locator('[data-phase=shown]')).waitFor({ timeout: 60_000 });
    tookMs.push(Math.round(performance.now() - begun));
  }
  console.log({ tenSecondsBackFromLive: 'shown', tookMs });
}

async function open(on: Page, time: number, { viewS = 60, shown = names.slice(0, 1) } = {}): Promise<void> {
  await on.goto(`/recordings?channels=${shown.map((_, index) => index + 1)}&t=${new Date(time).toISOString()}&z=${viewS}`);
  for (const name of shown) await tile(on, name).and(on.locator('[data-phase=shown]')).waitFor({ timeout: 60_000 });
  await on.waitForTimeout(1_500);
}

/** When the recordings of the first camera begin. */
async function beginnings(): Promise<readonly number[]> {
  await nvr.signIn();
  const date = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(Date.now());
  const { recordings } = await nvr.json<{ recordings: { datetime: string }[] }>(`/api/channel/1/recordings?date=${date}`);
  return recordings.map(({ datetime }) => Date.parse(datetime));
}

/** From a click on the timeline to the picture of that moment, ms; NaN when none came within 5 s. */
async function clickToPicture(on: Page): Promise<number> {
  const box = await on.locator('[data-timeline]').boundingBox();
  if (!box) throw new Error('the timeline is not on the page');
  const [from = 0, to = 0] = ((await on.locator('[data-timeline]').getAttribute('data-timeline')) ?? '').split('/').map(Number);
  const playhead = (await wallTime(shownVideo(on, 'Camera 1'))) - from;
  // far from the playhead: a press on that moves the timeline instead
  const target = from + ((playhead + (0.1 + 0.8 * Math.random()) * (to - from)) % (to - from));
  await on.evaluate(armInPage, { target, nearMs: Math.max(500, (to - from) / box.width) });
  await on.mouse.click(box.x + (box.width * (target - from)) / (to - from), box.y + 50);
  const tookMs = await on.evaluate(() => (globalThis as unknown as Armed).tookMs);
  await on.waitForTimeout(300);
  return Math.round(tookMs);
}

/** What `armInPage` leaves in the page: ms from the click to the picture. */
interface Armed {
  tookMs: Promise<number>;
}

/** Runs in the page, before the click: waits for it, then until a video has arrived at that moment and has its picture. */
function armInPage({ target, nearMs }: { target: number; nearMs: number }): void {
  const hasPicture = (video: HTMLVideoElement): boolean =>
    !video.seeking && video.readyState >= 2 && Math.abs(Number(video.dataset.zero) + video.currentTime * 1000 - target) < nearMs;
  (globalThis as unknown as Armed).tookMs = new Promise((done) => {
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

/** What a person would notice: `ms@second`. */
function stopsOf(frameGaps: readonly number[]): string {
  let at = 0;
  return frameGaps
    .flatMap((gap) => {
      at += gap;
      return gap > 250 ? [`${Math.round(gap)}@${Math.round(at / 1000)}`] : [];
    })
    .join(' ');
}

function sum(lost: readonly { readonly frames: number }[]): number {
  return lost.reduce((total, { frames }) => total + frames, 0);
}

function rest(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
