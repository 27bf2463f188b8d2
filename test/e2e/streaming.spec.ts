import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { YoutubeAnswer } from '#shared/youtube.ts';
import { Cameras } from '../fakes/cameras.ts';
import { cameraEnv, Nvr } from '../fakes/nvr.ts';
import { hasRtmpServer, RtmpServer } from '../fakes/rtmp-server.ts';
import { test as base, expect, type Product } from './product.ts';

const KEYS = ['e2e-key-one', 'e2e-key-two'] as const;
/** Each look is looked at twice, and all looks together in every size and theme. */
const VARIANTS = [
  [
    ['desktop', 'dark'],
    ['phone', 'light'],
  ],
  [
    ['desktop', 'light'],
    ['phone', 'dark'],
  ],
] as const;
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** A product that streams to a real ingest. */
const test = base.extend<object, { ingest: RtmpServer; product: Product }>({
  ingest: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it that nothing else is needed
    async ({}, use) => {
      await using ingest = await RtmpServer.start();
      await use(ingest);
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ ingest }, use) => {
      await using cameras = await Cameras.start({ cameras: '1:h264-silent' });
      const [first, second] = KEYS;
      const keys = { YOUTUBE_ENABLED: 'true', YOUTUBE_STREAM_KEY_1: first, YOUTUBE_STREAM_KEY_2: second };
      const env = { ...cameraEnv(1, (camera) => cameras.url(camera)), CAMERA_1_NAME: 'Front door', YOUTUBE_RTMP_URL: ingest.url, ...keys };
      await using nvr = await Nvr.start({ env });
      await nvr.signIn();
      await use({ nvr, cameras, url: nvr.url });
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});

test.skip(!hasRtmpServer, 'nginx with its RTMP module is not installed');

const state = (page: Page) => page.getByRole('status').filter({ has: page.locator('p') });
const figure = (page: Page, name: string) => page.locator('dl > div').filter({ has: page.getByText(name, { exact: true }) });

async function confirm(page: Page, button: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('dialog').getByRole('button', { name: button }).click();
}

test('a stream goes live, changes its key, is stopped, and says what helps when the key is wrong', async ({ page, ingest }) => {
  await page.goto('/streaming');
  await expect(state(page)).toContainText('Live', { timeout: 30_000 });
  await expect(figure(page, 'Stream key')).toContainText('1 of 2');
  await expect(figure(page, 'To the server')).toContainText(/[1-9].*Mbit\/s/);
  await expect(figure(page, 'Next change of keys')).toContainText(/in \d+:\d\d/);

  await confirm(page, 'Change key now');
  await expect(page.getByText('Key 2 · takes over')).toBeVisible();
  await expect(page.getByText('Key 1 · ends soon')).toBeVisible();
  await expect(page.getByText('Changed to key 2')).toBeVisible({ timeout: 40_000 });
  await expect(figure(page, 'Stream key')).toContainText('2 of 2');

  await confirm(page, 'Stop');
  await expect(state(page)).toContainText('Stopped');
  await expect(page.getByRole('button', { name: 'Change key now' })).toBeHidden();

  for (const key of KEYS) ingest.refused.add(key);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(state(page)).toContainText('The stream key is refused');
  await expect(state(page)).toContainText('Compare the key with YouTube Studio');
  await expect(page.getByText('Recording and live view are not affected.')).toBeVisible();

  ingest.refused.clear();
  await page.getByRole('button', { name: 'Try now' }).click();
  await expect(state(page)).toContainText('Live', { timeout: 30_000 });
  await page.getByText('Trouble only').click();
  await expect(page.getByRole('listitem').filter({ hasText: 'Interrupted' }).first()).toContainText('The stream key is refused');
  await expect(page.getByText('Changed to key 2')).toBeHidden();
  expect(await page.content()).not.toContain('e2e-key');
});

test('nobody is shut out of the page, whatever the stream does', async ({ page, product: { nvr } }) => {
  test.slow(); // ten looks under the microscope
  await page.emulateMedia({ reducedMotion: 'reduce' }); // a colour that still fades has another contrast
  const real = await nvr.json<YoutubeAnswer>('/api/youtube');
  let shown: Partial<YoutubeAnswer> = {};
  await page.route('/api/youtube', (route) => route.fulfill({ json: { ...real, ...shown } }));
  for (const [index, answer] of looksOf(real).entries()) {
    shown = answer;
    await page.goto('/streaming');
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    for (const [size, theme] of VARIANTS[index % 2] ?? []) {
      await page.setViewportSize(SIZES[size]);
      await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
      const { violations } = await new AxeBuilder({ page })
        .include('main')
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();

      const where = `${answer.phase} ${answer.reason} ${size} ${theme}`;
      expect.soft(violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overflow, `${where} is wider than the screen`).toBeLessThanOrEqual(0);
    }
  }
});

/** What the page can look like. */
function looksOf({ sessions, history }: YoutubeAnswer): Partial<YoutubeAnswer>[] {
  const now = new Date().toISOString();
  const later = new Date(Date.now() + 30_000).toISOString();
  const session = sessions[0] ?? { key: 1, since: now, bitrateBps: 2e6, sentBytes: 1e6, waitingBytes: 2e6, droppedFrames: 3 };
  return [
    { enabled: false, phase: 'offline', reason: null },
    { phase: 'rotating', reason: null, sessions: [session, { ...session, key: 2, since: later }] },
    { phase: 'degraded', reason: 'upload_slow', detail: 'Too slow', droppedFrames: 3, video: 'transcoded', keyframeSeconds: 10 },
    { phase: 'waiting', reason: 'key_refused', detail: 'It hangs up', nextTryAt: later, sessions: [], history },
    { phase: 'stopped', reason: null, sessions: [], lastError: { at: now, reason: 'closed', text: 'It hung up' } },
  ];
}
