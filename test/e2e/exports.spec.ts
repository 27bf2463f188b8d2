import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Export } from '#shared/exports.ts';
import { type Nvr, USER } from '../fakes/nvr.ts';
import { CAMERAS, expect, recordings, SECOND_USER, signIn, test } from './product.ts';

const post = async (nvr: Nvr, place: string, body: object): Promise<Response> =>
  await nvr.fetch(place, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

/** A span of three seconds of the front door that is recorded. */
async function recordedSpan(nvr: Nvr): Promise<{ readonly from: string; readonly to: string }> {
  const [first] = await recordings(nvr, 1, 2);
  const begin = Date.parse(first?.datetime ?? '');
  return { from: new Date(begin + 1_000).toISOString(), to: new Date(begin + 4_000).toISOString() };
}

async function exported(nvr: Nvr): Promise<void> {
  const { id } = (await (await post(nvr, '/api/exports', { channels: [1], ...(await recordedSpan(nvr)) })).json()) as Export;
  await nvr.until(async () => (await nvr.json<Export>(`/api/exports/${id}`)).state === 'done', 30_000, 'the export is ready');
}

async function violations(page: Page): Promise<string[]> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await new AxeBuilder({ page }).withTags(tags).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

test('a chosen span is exported, watched until it is ready, downloaded and deleted', async ({ page, product: { nvr } }) => {
  const { from } = await recordedSpan(nvr);
  await page.goto('/exports');
  await expect(page.getByRole('heading', { name: 'No exports yet' })).toBeVisible();
  await page.goto(`/recordings?channels=1&t=${from}`);
  await expect(page.getByRole('heading', { name: 'Recordings', level: 1 })).toBeAttached();
  await expect(page.getByRole('region', { name: `Recording of ${CAMERAS.door}` })).toBeVisible();
  await page.keyboard.press('i');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog.getByRole('checkbox', { name: CAMERAS.door })).toBeChecked();
  await expect(dialog.getByText(/^(About|Less than) \d/)).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await dialog.getByRole('button', { name: 'Start the export' }).click();
  await expect(page.getByText('The export has begun.')).toBeVisible();
  await page.goto('/exports');
  await expect(page.getByText('Ready', { exact: true })).toBeVisible({ timeout: 30_000 });
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: /^Download Front door/ }).click();
  expect((await download).suggestedFilename()).toMatch(/^Front door .*\.mp4$/);

  await page.getByRole('button', { name: 'Delete the export of Front door' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('The export is deleted.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No exports yet' })).toBeVisible();
});

test('a clip shared with a PIN opens for a stranger who knows it, until it is revoked', async ({
  page,
  browser,
  product: { nvr, url },
}) => {
  await exported(nvr);
  await page.goto('/exports');
  await page.getByRole('button', { name: 'Share the export of Front door' }).click();
  await page.getByLabel('PIN').fill('4711');
  await page.getByLabel('Note').fill('The van on Sunday');
  await page.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByText('not seen yet')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const stranger = await browser.newContext({ baseURL: url, storageState: { cookies: [], origins: [] } });
  const clip = await stranger.newPage();
  await clip.goto(link);
  await expect(clip.getByRole('heading', { name: 'This clip has a PIN' })).toBeVisible();
  expect(await violations(clip)).toEqual([]);
  await clip.getByLabel('PIN').fill('0000');
  await clip.getByRole('button', { name: 'Show the clip' }).click();
  await expect(clip.getByRole('alert')).toHaveText('This PIN is not right.');
  await clip.getByLabel('PIN').fill('4711');
  await clip.keyboard.press('Enter');
  await expect(clip.getByRole('heading', { name: 'The van on Sunday' })).toBeVisible();
  const width = () => clip.locator('video').evaluate((video) => (video instanceof HTMLVideoElement ? video.videoWidth : 0));
  await expect.poll(width).toBeGreaterThan(0);
  expect(await violations(clip)).toEqual([]);
  expect((await clip.request.get('/api/exports')).status()).toBe(401);

  await page.reload();
  await expect(page.getByText(/seen once/)).toBeVisible();
  await page.getByRole('button', { name: 'Revoke the link to The van on Sunday' }).click();
  await expect(page.getByText('No clip is shared.')).toBeVisible();
  expect((await clip.reload())?.status()).toBe(404);
  await expect(clip.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
  await stranger.close();
});

test('a protected span is listed, leads to its recording, and ends only after its camera was named', async ({ page, product: { nvr } }) => {
  const span = await recordedSpan(nvr);
  await post(nvr, '/api/protections', { channel: 1, ...span, note: 'For the insurance' });
  await page.goto('/exports');
  const protectedSpan = page.getByRole('listitem').filter({ hasText: 'For the insurance' });
  await expect(protectedSpan.getByRole('link', { name: /^Play Front door/ })).toHaveAttribute('href', /channels=1.*t=/);

  await protectedSpan.getByRole('button', { name: /^End the protection/ }).click();
  const end = page.getByRole('dialog').getByRole('button', { name: 'End protection' });
  await expect(end).toBeDisabled();
  await page.getByLabel(/^Type the name of the camera/).fill('front door');
  await end.click();

  await expect(page.getByText('The protection has ended.')).toBeVisible();
  await expect(protectedSpan).toHaveCount(0);
});

test('what another user made is shown without the means to end it, and says whose it is', async ({ browser, product: { nvr, url } }) => {
  await exported(nvr);
  const { exports } = await nvr.json<{ exports: Export[] }>('/api/exports');
  await post(nvr, '/api/shares', { exportId: exports[0]?.id, hours: 1, note: 'For the neighbours' });
  await post(nvr, '/api/protections', { channel: 1, ...(await recordedSpan(nvr)), note: 'Kept by anna' });
  const context = await browser.newContext({ baseURL: url, storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto('/login');
  await signIn(page, SECOND_USER.password, SECOND_USER.username);
  await page.waitForURL('**/live');

  await page.goto('/exports');

  await expect(page.getByText(`Only ${USER.username} can delete it`).first()).toBeVisible();
  await expect(page.getByText(`Only ${USER.username} can end it`)).toBeVisible();
  await expect(page.getByText(`Made by ${USER.username}, who alone can revoke it`)).toBeVisible();
  await expect(page.getByRole('button', { name: /^(?:Delete the export|End the protection|Revoke the link)/ })).toHaveCount(0);
  expect(await violations(page)).toEqual([]);
  await context.close();
});
