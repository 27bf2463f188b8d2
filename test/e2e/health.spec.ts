import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { CAMERAS, expect, recordings, test } from './product.ts';

const PATIENT = { timeout: 60_000 };

test('each camera’s figures are there and move, and one that is away says why', async ({ page, product: { nvr } }) => {
  await page.goto('/health');
  const door = page.getByRole('row', { name: CAMERAS.door });

  await expect(door).toContainText(/Recording.*H\.264, 1280×720.*\d of 20.*Mbit\/s/, PATIENT);
  await expect(page.getByRole('row', { name: CAMERAS.yard })).toContainText('Camera refuses the connection');
  await expect(page.getByText(/3 of 4 being recorded/)).toBeVisible(PATIENT);
  await expect(page.getByText(/^go2rtc 1\./)).toBeVisible();
  const updated = page.getByText(/^As of \d/);
  const before = await updated.textContent();
  await expect(updated).not.toHaveText(before ?? '', PATIENT); // by itself, as the server tells that figures are new

  await nvr.until(async () => (await nvr.json<{ alarms: unknown[] }>('/api/alarms')).alarms.length > 0, 90_000, 'an alarm');
  await expect(page.getByRole('heading', { name: `${CAMERAS.yard} is not being recorded: Camera refuses the connection` })).toBeVisible();
  await expect(page.getByText('Nobody listens at this address and port')).toBeVisible();
});

test('a strip leads to the recordings of its day', async ({ page }) => {
  await page.goto('/health');
  const strips = page.getByRole('row', { name: CAMERAS.door }).getByRole('link', { name: /% recorded|nothing known/ });

  await expect(strips).toHaveCount(7);
  await strips.last().focus();
  await expect(page.getByRole('row', { name: CAMERAS.door }).getByText(/% recorded$/)).toBeVisible();
  await strips.last().press('Enter');

  await expect(page).toHaveURL(/\/recordings\?channels=1&t=\d{4}-\d\d-\d\dT/);
});

test('a camera that is taken away shows its reason within seconds', async ({ page, product: { cameras } }) => {
  await page.goto('/health');
  const garden = page.getByRole('row', { name: CAMERAS.garden });
  await expect(garden).toContainText('Recording', PATIENT);

  await cameras.fault(2, 'refuse', { seconds: 300 });
  await cameras.fault(2, 'drop');
  await expect(garden).toContainText('Camera answers an error', PATIENT);
  await expect(page.getByRole('row').nth(1)).toContainText(CAMERAS.garden); // trouble comes first

  await cameras.heal(2);
  await expect(garden).toContainText('Recording', PATIENT);
});

test('the doctor looks at a camera, says what to change, and its findings can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/health');

  await page.getByRole('button', { name: `Check ${CAMERAS.driveway}` }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('status')).toContainText(/Asking|Looking|Putting/);
  await expect(dialog.getByText(/^The video is H\.265, 1280×720/)).toBeVisible(PATIENT);
  await expect(dialog.getByText('Set the camera to H.264')).toBeVisible();
  await expect(dialog.getByRole('img', { name: `What ${CAMERAS.driveway} shows` })).toBeVisible();
  await expectOpenToAll(page);
  await dialog.getByRole('button', { name: 'Copy the findings' }).click();

  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Driveway \(3\).*\n.*The camera answers\./);
});

test('all cameras are looked at one after the other', async ({ page }) => {
  const running = { now: 0, most: 0 };
  await page.route('**/api/channel/*/check', async (route) => {
    running.most = Math.max(running.most, ++running.now);
    const channel = Number(/channel\/(\d+)/.exec(route.request().url())?.[1]);
    const finding = { topic: 'reachable', code: 'reachable', verdict: 'good', text: 'The camera answers.', advice: null, data: {} };
    await route.fulfill({
      json: { channel, at: new Date().toISOString(), tookMs: 1, verdict: 'good', findings: [finding], picture: null },
    });
    running.now--;
  });
  await page.goto('/settings');

  await page.getByRole('button', { name: 'Check all cameras' }).click();

  await expect(page.getByText('4 of 4 checked')).toBeVisible();
  await expect(page.getByText('The camera answers.')).toHaveCount(4);
  await expectOpenToAll(page);
  expect(running.most).toBe(1);
});

test('a test alarm shows wherever one is, and stands among the events', async ({ page }) => {
  await page.goto('/settings');
  await page.getByRole('button', { name: 'Send a test alarm' }).click();

  const toast = page.getByRole('alert').filter({ hasText: 'Test alarm: nothing is wrong' });
  await expect(toast).toBeVisible();
  await toast.getByRole('link', { name: 'Health' }).click();
  await expect(page.getByRole('heading', { name: 'Test alarm: nothing is wrong' })).toBeVisible();

  await page.goto('/events?kind=alarms');
  const events = page.getByRole('main').getByRole('listitem');
  await expect(events.filter({ hasText: 'Test alarm: nothing is wrong' }).first()).toBeVisible();
  await page.evaluate(() => localStorage.setItem('language', 'de'));
  await page.reload();
  await expect(events.filter({ hasText: 'Probealarm: Es ist nichts geschehen' }).first()).toBeVisible();
  await expect(events.filter({ hasText: 'test alarm' })).toHaveCount(0);
});

test('events can be filtered, arrive by themselves, and lead to their moment', async ({ page, product: { nvr } }) => {
  await page.goto('/events');
  await expect(page.getByRole('listitem').filter({ hasText: 'Mini-NVR started' })).toBeVisible();

  await page.getByLabel('Kind').selectOption({ label: 'Sign-in refused' });
  await expect(page).toHaveURL(/kind=sign_in_failed/);
  await expect(page.getByRole('listitem').filter({ hasText: 'Mini-NVR started' })).toBeHidden();
  const login = { username: 'mallory', password: 'wrong' };
  await nvr.fetch('/api/login', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(login) });
  await expect(page.getByRole('listitem').filter({ hasText: 'Sign-in refused' }).first()).toBeVisible();

  await page.getByLabel('Kind').selectOption('');
  await page.getByLabel('Search').fill('no such words anywhere');
  await expect(page.getByRole('heading', { name: 'No such event' })).toBeVisible();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.getByLabel('Camera').selectOption({ label: CAMERAS.yard });
  await page
    .getByRole('link', { name: new RegExp(`Show ${CAMERAS.yard} at`) })
    .first()
    .click();

  await expect(page).toHaveURL(/\/recordings\?channels=4&t=/);
});

test('storage over time is drawn, and can be read as a table', async ({ page, product: { nvr } }) => {
  await recordings(nvr, 1, 1);
  const now = Math.floor(Date.now() / 3.6e6) * 3.6e6;
  const span = (hour: number) => ({
    at: new Date(now - hour * 3.6e6).toISOString(),
    usedBytes: (50 - hour) * 1e9,
    freeBytes: 1e12,
    totalBytes: 2e12,
    removedSegments: hour === 30 ? 7 : 0,
    removedBytes: hour === 30 ? 3e9 : 0,
    removedFor: { age: 0, storage: hour === 30 ? 7 : 0, free: 0 },
  });
  // a product has such a past only after days
  await page.route('**/api/storage/history*', (route) =>
    route.fulfill({ json: { stepMs: 3.6e6, spans: Array.from({ length: 48 }, (_, index) => span(47 - index)) } }),
  );
  await page.goto('/storage');

  const chart = page.getByRole('img', { name: /^Used: last 50 GB, lowest 3 GB, highest 50 GB$/ });
  await expect(chart.locator('canvas')).toBeVisible();
  expect(await chart.locator('canvas').evaluate(isDrawn)).toBe(true);
  await page.getByText('As a table').first().click();
  await expectOpenToAll(page);
  await expect(page.getByRole('cell', { name: '50 GB' }).first()).toBeVisible();
  await expect(page.getByRole('row', { name: /limit reached.*7.*3 GB/ })).toBeVisible();
  await expect(page.getByRole('row', { name: new RegExp(`${CAMERAS.door}.*%.*1 day.*MB`) })).toBeVisible();
});

test('the configuration is searched by name and meaning, and no secret is in it', async ({ page, product: { nvr } }) => {
  await page.goto('/settings');
  await page.getByPlaceholder('Name, value or meaning').fill('length file');
  const row = page.getByRole('listitem').filter({ hasText: 'SEGMENT_DURATION' });
  await expect(row).toContainText('10');
  await expect(row).toContainText('environment');
  await expect(row).toContainText('default: 600');
  await expectOpenToAll(page);

  await page.getByPlaceholder('Name, value or meaning').fill('SECRET_KEY');
  await expect(page.getByRole('listitem').filter({ hasText: 'SECRET_KEY' })).toContainText('set, never shown');
  expect(await (await nvr.fetch('/api/settings')).text()).not.toContain('only tests use');
});

/** Whether something is painted on a canvas. */
function isDrawn(canvas: Element): boolean {
  if (!(canvas instanceof HTMLCanvasElement)) return false;
  const { data = [] } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
  return Array.from(data).some((value) => value !== 0);
}

/** States that the walk over all pages does not see. */
async function expectOpenToAll(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running')); // axe measures contrast
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
