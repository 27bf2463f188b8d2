import { type BrowserContext, test as base, expect, type Page } from '@playwright/test';
import { Cameras } from '../fakes/cameras.ts';
import { freePorts } from '../fakes/free-port.ts';
import { Nvr, USER } from '../fakes/nvr.ts';

/** Names of the cameras every test finds: two that any browser plays, one in H.265, one that is switched off. */
export const CAMERAS = { door: 'Front door', garden: 'Garden', driveway: 'Driveway', yard: 'Back yard' } as const;

/** Somebody whose sessions a test may end without ending everybody's. */
export const SECOND_USER = { username: 'bert', password: 'another horse 8' } as const;

/** A started product with its cameras. */
export interface Product {
  readonly nvr: Nvr;
  readonly cameras: Cameras;
  readonly url: string;
}

interface WorkerFixtures {
  /** The whole product with its cameras, once per worker. */
  readonly product: Product;
  /** What a browser keeps that has signed in. */
  readonly signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
}

interface TestFixtures {
  /** Fails the test when the page broke its content security policy or threw. */
  readonly watch: undefined;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it that nothing else is needed
    async ({}, use) => {
      const cameras = await Cameras.start({ cameras: '1:h264-aac,2:h264-pcma,3:hevc-aac' });
      const nvr = await Nvr.start({ env: await environment(cameras) });
      await nvr.signIn();
      await use({ nvr, cameras, url: nvr.url });
      await nvr[Symbol.asyncDispose]();
      await cameras[Symbol.asyncDispose]();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  signedIn: [
    async ({ product, browser }, use) => {
      const context = await browser.newContext({ baseURL: product.url });
      const page = await context.newPage();
      await page.goto('/login');
      await signIn(page);
      await page.waitForURL('**/live');
      const state = await context.storageState();
      await context.close();
      await use(state);
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ product }, use) => use(product.url),
  storageState: async ({ signedIn }, use) => use(signedIn),
  watch: [
    async ({ context }, use) => {
      const wrong: string[] = [];
      await context.exposeFunction('reportViolation', (text: string) => wrong.push(text));
      await context.addInitScript(() => {
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
          const { reportViolation } = globalThis as unknown as { reportViolation: (text: string) => void };
          reportViolation(`content security policy: ${violatedDirective} ${blockedURI} ${sample}`);
        });
      });
      context.on('weberror', (error) => wrong.push(`${error.error()}`));
      await use(undefined);
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Fills in the login form and sends it. */
export async function signIn(page: Page, password: string = USER.password, username: string = USER.username): Promise<void> {
  await page.getByLabel('Name', { exact: true }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

interface Listed {
  readonly name: string;
  readonly live: boolean;
  readonly protected: boolean;
  /** When it begins. */
  readonly datetime: string;
  /** The same as the product shows it. */
  readonly startTime: string;
  /** Seconds. */
  readonly duration: number;
}

/** Waits until a channel has so many finished recordings that any browser plays. */
export async function recordings(nvr: Nvr, channel: number, count: number): Promise<readonly Listed[]> {
  let found: readonly Listed[] = [];
  const look = async (): Promise<boolean> => {
    const { dates } = await nvr.json<{ dates: string[] }>(`/api/dates?channel=${channel}`);
    const listOf = async (date: string): Promise<Listed[]> =>
      (await nvr.json<{ recordings: Listed[] }>(`/api/channel/${channel}/recordings?date=${date}`)).recordings;
    const days = await Promise.all(dates.toReversed().map(listOf)); // more than one where midnight has passed meanwhile
    found = days.flat().filter(({ name }) => name.endsWith('.mp4'));
    return found.length >= count;
  };
  await nvr.until(look, 80_000, `${count} recordings of channel ${channel}`);
  return found;
}

/** Files that follow each other leave no more between them, ms. */
const SEAMLESS_MS = 1_500;

/**
 * Waits until channels have finished recordings without a gap over the same stretch of time.
 * @returns when the newest such stretch begins, epoch ms
 */
export async function recordedTogether(nvr: Nvr, channels: readonly number[], lengthMs: number): Promise<number> {
  let begin = 0;
  const look = async (): Promise<boolean> => {
    const runs = await Promise.all(channels.map(async (channel) => newestRun(await recordings(nvr, channel, 1))));
    begin = Math.max(...runs.map(({ from }) => from)) + 1_000; // names of files tell full seconds
    return Math.min(...runs.map(({ to }) => to)) - begin >= lengthMs;
  };
  await nvr.until(look, 120_000, `channels ${channels.join(' and ')} have ${lengthMs} ms in common`);
  return begin;
}

function newestRun(listed: readonly Listed[]): { readonly from: number; readonly to: number } {
  const spans = listed.map(({ datetime, duration }) => ({ from: Date.parse(datetime), to: Date.parse(datetime) + duration * 1000 }));
  const first = spans.findLastIndex(({ from }, index) => from - (spans[index - 1]?.to ?? 0) > SEAMLESS_MS);
  return { from: spans[first]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
}

async function environment(cameras: Cameras): Promise<Record<string, string>> {
  const [nobody] = await freePorts(1);
  return {
    SEGMENT_DURATION: '10',
    user2: SECOND_USER.username,
    pass2: SECOND_USER.password,
    NUM_CHANNELS: '4',
    CAMERA_1_URL: cameras.url(1),
    CAMERA_1_SUB_URL: `${cameras.url(1)}/sub`,
    CAMERA_1_NAME: CAMERAS.door,
    CAMERA_2_URL: cameras.url(2),
    CAMERA_2_NAME: CAMERAS.garden,
    CAMERA_3_URL: cameras.url(3),
    CAMERA_3_NAME: CAMERAS.driveway,
    CAMERA_4_URL: `rtsp://127.0.0.1:${nobody}/stream4`,
    CAMERA_4_NAME: CAMERAS.yard,
  };
}
