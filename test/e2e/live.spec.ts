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

test('the wall is divided as the address says, and goes back to how it was left', async ({ page }) => {
  await page.goto('/live?layout=1+5');
  await expect(page.getByRole('radio', { name: '1 + 5' })).toBeChecked();
  const wide = await tile(page, CAMERAS.door).boundingBox();
  const narrow = await tile(page, CAMERAS.garden).boundingBox();
  expect((wide?.width ?? 0) / (narrow?.width ?? 1)).toBeGreaterThan(1.9);

  await page.getByText('2 × 2', { exact: true }).click();
  await expect(page).toHaveURL(/layout=2x2/);
  await page.goto('/live');
  await expect(page.getByRole('radio', { name: '2 × 2' })).toBeChecked();
});

test('a wall with more cameras than places has pages, by key, dot and finger', async ({ page }) => {
  await page.goto('/live?layout=1');
  await expect(tile(page, CAMERAS.door)).toBeVisible();
  await expect(tile(page, CAMERAS.garden)).toHaveCount(0);

  await page.keyboard.press('ArrowRight');
  await expect(tile(page, CAMERAS.garden)).toBeVisible();
  await expect(page).toHaveURL(/page=2/);
  await page.getByRole('button', { name: 'Page 4 of 4' }).click();
  await expect(tile(page, CAMERAS.yard)).toBeVisible();
  await swipe(page, CAMERAS.yard, 200);
  await expect(tile(page, CAMERAS.driveway)).toBeVisible();

  await page.keyboard.press('1');
  await expect(page.getByRole('heading', { name: CAMERAS.driveway })).toBeVisible();
});

test('cameras are arranged by mouse and by keyboard, and stay so', async ({ page }) => {
  await page.goto('/live?layout=2x2');
  await page.getByRole('button', { name: 'Arrange the wall' }).click();
  await expect.poll(() => order(page)).toEqual([1, 2, 3, 4]);

  await page.getByRole('button', { name: `Move ${CAMERAS.door} right` }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => order(page)).toEqual([2, 1, 3, 4]);
  await expect(page.getByRole('button', { name: `Move ${CAMERAS.door} right` })).toBeFocused();
  await expect(page.getByText(`${CAMERAS.door} is now in place 2 of 4.`)).toBeAttached();

  const [from, to] = [await tile(page, CAMERAS.yard).boundingBox(), await tile(page, CAMERAS.garden).boundingBox()];
  if (!from || !to) throw new Error('the tiles are not on the page');
  await page.mouse.move(from.x + 30, from.y + 30);
  await page.mouse.down();
  await page.mouse.move(from.x + 50, from.y + 30, { steps: 3 });
  await page.mouse.move(to.x + 40, to.y + 40, { steps: 8 });
  await page.mouse.up();
  await expect.poll(() => order(page)).toEqual([4, 2, 1, 3]);

  await page.getByRole('button', { name: `Hide ${CAMERAS.driveway}` }).click();
  await expect(page).toHaveURL(/channels=4,2,1$/);
  await page.getByRole('button', { name: 'Done' }).click();
  await page.goto('/live');
  await expect.poll(() => order(page)).toEqual([4, 2, 1, 3]);
});

test('a kiosk shows the cameras and nothing else, keeps the screen awake, and Esc leaves it', async ({ page }) => {
  await page.addInitScript(() => {
    const calls: string[] = [];
    Object.assign(globalThis, { wakeCalls: calls });
    Object.defineProperty(navigator, 'wakeLock', {
      value: { request: async (kind: string) => ({ release: async () => calls.push(`released ${calls.push(kind)}`) }) },
    });
  });
  await page.goto('/live?layout=2x2&kiosk=1');

  await expect(tile(page, CAMERAS.door)).toHaveAccessibleName(/Live/);
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Leave the kiosk' })).toHaveCSS('opacity', '0');
  const wakeLock = () => page.evaluate(() => (globalThis as unknown as { wakeCalls: string[] }).wakeCalls);
  await page.keyboard.press('Escape');

  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await expect(page).not.toHaveURL(/kiosk/);
  expect(await wakeLock()).toContain('screen');
});

test('one tile has sound, can be saved, and fills the screen alone', async ({ page }) => {
  await page.goto('/live?layout=2x2');
  await expect(tile(page, CAMERAS.door)).toHaveAccessibleName(/Live/);
  const muted = (camera: string) =>
    tile(page, camera)
      .locator('video')
      .evaluate((video: HTMLVideoElement) => video.muted);
  await tile(page, CAMERAS.garden).hover();
  await tile(page, CAMERAS.garden).getByRole('button', { name: 'Sound on' }).click();
  await expect.poll(() => muted(CAMERAS.garden)).toBe(false);

  await tile(page, CAMERAS.door).hover();
  await tile(page, CAMERAS.door).getByRole('button', { name: 'Sound on' }).click();
  await expect.poll(() => muted(CAMERAS.door)).toBe(false);
  expect(await muted(CAMERAS.garden)).toBe(true);

  const download = page.waitForEvent('download');
  await tile(page, CAMERAS.door).getByRole('button', { name: 'Save a picture' }).click();
  expect((await download).suggestedFilename()).toMatch(/^Front door .*\.jpg$/);
  await tile(page, CAMERAS.door).getByRole('button', { name: 'Full screen' }).click();
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.getAttribute('data-channel'))).toBe('1');
});

test('the sub-stream is pulled only while a small picture needs it, and the main stream only once', async ({
  page,
  product: { cameras },
}) => {
  const connections = async () => {
    const { streams } = await cameras.counts(1);
    return { main: streams.main.connections, sub: streams.sub.connections };
  };
  await page.goto('/live/1');
  await expect(live(page)).toBeVisible();
  await expect.poll(connections, { timeout: 30_000 }).toEqual({ main: 1, sub: 0 });

  await page.goto('/live?layout=4x4');
  await expect(tile(page, CAMERAS.door)).toHaveAccessibleName(/Live|MSE/);
  expect(await connections()).toEqual({ main: 1, sub: 1 });
  await expect.poll(() => height(page)).toBe(360);

  await page.getByText('1', { exact: true }).click();
  await expect.poll(() => height(page)).toBe(720);
  await expect.poll(connections, { timeout: 30_000 }).toEqual({ main: 1, sub: 0 });
  expect((await cameras.counts(1)).streams.main.connectionsPeak).toBe(1);
});

test('saving data takes the small stream, or still pictures where there is none', async ({ page }) => {
  await page.goto('/live?layout=1');
  await expect.poll(() => height(page)).toBe(720);

  await page.getByRole('button', { name: /^Save data/ }).click();
  await expect.poll(() => height(page)).toBe(360);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Still pictures: data are being saved')).toBeVisible();
});

test('what a camera does is told to those who do not see it', async ({ page, product: { cameras } }) => {
  await page.goto('/live?channels=2');
  await expect(tile(page, CAMERAS.garden)).toHaveAccessibleName(/Live|MSE/);

  await cameras.fault(2, 'refuse');
  await cameras.fault(2, 'drop');
  await expect(page.getByText(`${CAMERAS.garden} gives no picture.`)).toBeAttached({ timeout: 30_000 });
  await cameras.heal(2);

  await expect(page.getByText(`${CAMERAS.garden} is back.`)).toBeAttached({ timeout: 30_000 });
});

/** The channels of the wall in the order of the page. */
const order = (page: Page) =>
  page.locator('[data-camera]').evaluateAll((tiles) => tiles.map((element) => Number((element as HTMLElement).dataset.camera)));

/** How high the pictures of the first tile are that come now. */
const height = (page: Page) =>
  page
    .locator('video')
    .first()
    .evaluate((video) => (video instanceof HTMLVideoElement ? video.videoHeight : 0));

/** A finger over a tile, to the right by so many pixels. */
async function swipe(page: Page, camera: string, by: number): Promise<void> {
  const box = await tile(page, camera).boundingBox();
  const [x, y] = [(box?.x ?? 0) + 200, (box?.y ?? 0) + 200];
  await tile(page, camera).evaluate(
    (element, at) => {
      const touch = { pointerType: 'touch', isPrimary: true, bubbles: true, pointerId: 7, clientY: at.y };
      element.dispatchEvent(new PointerEvent('pointerdown', { ...touch, clientX: at.x }));
      for (let step = 1; step <= 5; step++) {
        element.dispatchEvent(new PointerEvent('pointermove', { ...touch, clientX: at.x + (at.by * step) / 5 }));
      }
      element.dispatchEvent(new PointerEvent('pointerup', { ...touch, clientX: at.x + at.by }));
    },
    { x, y, by },
  );
}
