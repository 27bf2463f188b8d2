import type { Page } from '@playwright/test';
import { expectMoving } from './pictures.ts';
import { CAMERAS, expect, test } from './product.ts';

/** The badge of a picture that moves. */
const live = (page: Page) => page.getByText(/^(Live|MSE) \d+\.\d s$/);
const tile = (page: Page, camera: string) => page.getByRole('region', { name: camera });

test('the wall plays its cameras by WebRTC, with their main picture moving', async ({ page }) => {
  await page.goto('/live');

  await expect(tile(page, CAMERAS.door)).toHaveAccessibleName(/Live/);
  await expect(tile(page, CAMERAS.garden)).toHaveAccessibleName(/Live/);
  await expectMoving(tile(page, CAMERAS.door).locator('video'));
  await expectMoving(tile(page, CAMERAS.garden).locator('video'));
  await expect(tile(page, CAMERAS.door).getByText('REC')).toBeVisible();
});

test('a network that lets no WebRTC through gets MSE, by itself', async ({ page }) => {
  await page.addInitScript(() => {
    const Real = RTCPeerConnection;
    globalThis.RTCPeerConnection = class extends Real {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' }); // there is no relay, so there is no way
      }
    };
  });
  await page.goto('/live/1');

  await expect(page.getByText(/^MSE \d\.\d s$/)).toBeVisible();
  await expectMoving(page.locator('video'));
});

test('a camera in a format this browser cannot play shows still pictures and says why', async ({ page }) => {
  await page.goto('/live');

  await expect(tile(page, CAMERAS.driveway).getByText('Still pictures: this browser cannot play H.265')).toBeVisible();
  const picture = tile(page, CAMERAS.driveway).getByRole('presentation');
  const first = await picture.getAttribute('src');
  await expect(picture).not.toHaveAttribute('src', first ?? '');
});

test('a camera that is away says why and when it is tried again', async ({ page }) => {
  await page.goto('/live');

  await expect(tile(page, CAMERAS.yard).getByText('Camera refuses the connection')).toBeVisible();
  await expect(tile(page, CAMERAS.yard).getByText(/Next try in \d+ s/)).toBeVisible();
  await page.getByRole('button', { name: 'State of the system' }).click();
  await expect(page.getByRole('dialog')).toContainText(`${CAMERAS.yard} is not being recorded: Camera refuses the connection`);
});

test('a camera that goes away comes back without a click', async ({ page, product: { cameras } }) => {
  await page.goto('/live/2');
  await expect(live(page)).toBeVisible();

  await cameras.fault(2, 'refuse', { seconds: 8 });
  await cameras.fault(2, 'drop');
  await expect(page.getByText(/^(Reconnecting|Offline|Connecting)/)).toBeVisible();

  await expect(live(page)).toBeVisible({ timeout: 60_000 });
  await expectMoving(page.locator('video'));
});

test('sound of an AAC camera comes by MSE, because WebRTC does not carry it', async ({ page }) => {
  await page.goto('/live/1');
  await expect(live(page)).toBeVisible();

  await page.getByRole('button', { name: 'Sound on' }).click();

  await expect(page.getByText(/^MSE \d/)).toBeVisible();
  expect(await page.locator('video').evaluate((video) => video instanceof HTMLVideoElement && video.muted)).toBe(false);
});

test('a picture can be saved, and the neighbours are one key away', async ({ page }) => {
  await page.goto('/live/1');
  await expect(live(page)).toBeVisible();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a picture' }).click();
  expect((await download).suggestedFilename()).toMatch(/^Front door \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.jpg$/);

  await page.getByRole('link', { name: `Next camera: ${CAMERAS.garden}` }).press('Enter');
  await expect(page.getByRole('heading', { name: CAMERAS.garden })).toBeVisible();
});

test('when the server is away a bar says so, and the page recovers by itself', async ({ page, context }) => {
  await page.goto('/storage');
  await expect(page.getByRole('heading', { name: 'Per camera' })).toBeVisible();

  await context.setOffline(true);
  await expect(page.getByText('Connection to the server lost.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Per camera' })).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByText('Connection to the server lost.')).toBeHidden();
});

test('demo cameras are called so, with the lines that bring one’s own', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.route('/api/config', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ json: { ...(await answer.json()), demo: true } });
  });
  await page.goto('/live');

  await expect(page.getByText('These are demo cameras: put yours into .env')).toBeVisible();
  await page.getByRole('button', { name: 'Copy' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('CAMERA_1_URL=rtsp://');

  await page.getByRole('button', { name: 'Hide for now' }).click();
  await expect(page.getByText('These are demo cameras')).toBeHidden();
});
