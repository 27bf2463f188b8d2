import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CAMERAS, expect, SECOND_USER, signIn, test } from './product.ts';

const PHONE = { width: 390, height: 844 };
const ROOMS = ['Live', 'Recordings', 'Exports', 'Health', 'Events', 'Storage', 'Streaming', 'Settings'];
const main = (page: Page) => page.getByRole('navigation', { name: 'Main' });

/** What axe finds wrong, in a line each. */
async function violations(page: Page): Promise<string[]> {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

test('a desktop has every room in its rail, which stays wide when it is pinned', async ({ page }) => {
  await page.goto('/storage');
  await expect(main(page).getByRole('link')).toHaveText(ROOMS);
  await expect(main(page).getByRole('link', { name: 'Storage' })).toHaveAttribute('aria-current', 'page');
  expect((await page.getByRole('banner').boundingBox())?.width).toBe(64);

  await page.getByRole('button', { name: 'Pin' }).click();
  expect((await page.getByRole('banner').boundingBox())?.width).toBe(240);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Unpin' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
});

test('a phone has four rooms under the thumb, and the rest, the theme and the way out behind "More"', async ({ page }) => {
  await page.setViewportSize(PHONE);
  await page.goto('/storage');
  await expect(main(page).getByRole('link')).toHaveText(ROOMS.slice(0, 4));

  await page.getByRole('button', { name: 'More' }).click();
  const sheet = page.getByRole('dialog', { name: 'More' });
  await expect(sheet.getByRole('link')).toHaveText(ROOMS.slice(4));
  await expect(sheet.getByRole('button', { name: 'Sign out' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await sheet.getByText('Light', { exact: true }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await violations(page)).toEqual([]);

  await sheet.getByRole('link', { name: 'Settings' }).click();
  await expect(page).toHaveURL(/\/settings$/);
  await expect(sheet).toHaveCount(0);
});

test('the question mark lists the keys of the screen', async ({ page }) => {
  await page.goto('/live');
  await expect(page.getByRole('region', { name: CAMERAS.door })).toBeVisible();

  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keys' });
  await expect(list.getByText('turn the pages of the wall')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);

  await page.goto('/recordings?channels=1');
  await expect(page.getByRole('heading', { level: 1 })).toBeAttached();
  await page.getByRole('banner').getByRole('button', { name: 'Keys' }).click();
  await expect(page.getByRole('dialog').getByText('j', { exact: true })).toBeVisible();
});

test('the wall shuts nobody out while it is arranged, as a kiosk, and with its causes open', async ({ page }) => {
  await page.goto('/live?layout=2x2');
  await expect(page.getByRole('region', { name: CAMERAS.yard }).getByText('Camera refuses the connection')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.getByRole('button', { name: 'Arrange the wall' }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'State of the system' }).click();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Leave the kiosk' })).toBeAttached();
  expect(await violations(page)).toEqual([]);
});

test('one’s sessions are seen, and all of them ended', async ({ page, browser, product }) => {
  const context = await browser.newContext({ baseURL: product.url, storageState: { cookies: [], origins: [] } });
  const other = await context.newPage();
  await other.goto('/login');
  await signIn(other, SECOND_USER.password, SECOND_USER.username);
  await other.waitForURL('**/live');
  await page.context().clearCookies();
  await page.goto('/login');
  await signIn(page, SECOND_USER.password, SECOND_USER.username);
  await page.waitForURL('**/live');
  await page.goto('/settings');
  await expect(page.getByText('This one', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Sign out everywhere' }).click();
  expect(await violations(page)).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click();

  await expect(page).toHaveURL(/\/login/);
  await expect(other.getByText('Your session has ended.')).toBeVisible();
  await context.close();
});

test.describe('installed in the browser', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the app opens while its server is away, and keeps no video and no answer', async ({ page, context }) => {
    await page.goto('/storage');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    await expect(page.getByRole('heading', { name: 'Storage' })).toBeVisible();
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
      return { names, paths: requests.flat().map(({ url }) => new URL(url).pathname) };
    });
    expect(kept.names).toEqual([expect.stringMatching(/^shell-[0-9a-f]{16}$/)]);
    expect(kept.paths).toContain('/index.html');
    expect(kept.paths.filter((path) => /^\/(api|recordings\/|sw\.js)/.test(path))).toEqual([]);

    await context.setOffline(true);
    await page.reload();
    await expect(page.getByRole('alert').or(page.getByRole('heading', { name: 'Storage' }))).toBeVisible({ timeout: 30_000 });
    await context.setOffline(false);
    await expect(page.getByRole('heading', { name: 'Storage' })).toBeVisible({ timeout: 30_000 });
  });

  test('a newer version is announced, and taken when the person says so', async ({ page }) => {
    await page.goto('/storage');
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.reload();
    // To a browser another address is another version.
    await page.evaluate(() => navigator.serviceWorker.register('/sw.js?newer').then(() => undefined));
    await expect(page.getByText('A new version is ready.')).toBeVisible({ timeout: 30_000 });
    const loaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reload' }).click();

    await loaded;
    await expect(page.getByRole('heading', { name: 'Storage' })).toBeVisible();
    await expect(page.getByText('A new version is ready.')).toHaveCount(0);
  });

  test('it can be installed', async ({ page, request }) => {
    await page.goto('/login');
    const href = await page.locator('link[rel=manifest]').getAttribute('href');
    const answer = await request.get(href ?? '');
    const manifest = (await answer.json()) as { icons: { src: string; sizes: string }[]; start_url: string };

    expect(answer.headers()['content-type']).toContain('application/manifest+json');
    expect((await request.get('/sw.js')).headers()['cache-control']).toContain('no-cache');
    for (const { src } of manifest.icons) expect((await request.get(src)).headers()['content-type']).toMatch(/^image\//);
  });
});
