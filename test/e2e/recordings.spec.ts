import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expectMoving } from './pictures.ts';
import { CAMERAS, expect, recordings, test } from './product.ts';

const player = (page: Page) => page.getByRole('region', { name: `Recording of ${CAMERAS.door}` });
const video = (page: Page) => player(page).locator('video');
const bar = (page: Page) => page.getByRole('slider', { name: 'Time of day' });
const source = (page: Page) => video(page).evaluate((element) => (element instanceof HTMLVideoElement ? element.src : ''));

/** Seconds of the day at the site, as the slider has them. */
const moment = async (page: Page): Promise<number> => Number(await bar(page).getAttribute('aria-valuenow'));

test.beforeEach(async ({ product: { nvr } }) => {
  await recordings(nvr, 1, 2);
});

test('a recording plays, and goes on with the next by itself', async ({ page, product: { nvr } }) => {
  const [first, second] = await recordings(nvr, 1, 2);
  await page.goto(`/recordings?channels=1&t=${momentIn(first?.name ?? '', 6)}`);
  await expect.poll(() => source(page)).toContain(fileOf(first?.name));

  await player(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expectMoving(video(page));

  await expect.poll(() => source(page)).toContain(fileOf(second?.name));
  await expectMoving(video(page));
});

test('the moment is in the address, and the address shows the moment', async ({ page, product: { nvr } }) => {
  const [, second] = await recordings(nvr, 1, 2);
  const url = `/recordings?channels=1&t=${momentIn(second?.name ?? '', 3)}`;

  await page.goto(url);

  await expect.poll(() => source(page)).toContain(fileOf(second?.name));
  expect(await video(page).evaluate((element) => element instanceof HTMLVideoElement && Math.round(element.currentTime))).toBe(3);
  await page.getByRole('combobox', { name: 'Camera' }).selectOption('2');
  await expect(page).toHaveURL(new RegExp(`channels=2&t=${momentIn(second?.name ?? '', 3)}`));
});

test('pressing the bar seeks there, and in a gap to the next recorded moment', async ({ page }) => {
  await page.goto('/recordings?channels=1');
  await expect(page.getByText(/% recorded/)).toBeVisible();
  const box = await bar(page).boundingBox();
  if (!box) throw new Error('the bar is not on the page');

  await page.mouse.move(box.x + 4, box.y + 40);
  await expect(page.getByText(/00:0\d:\d\d, no recording/)).toBeVisible();
  await page.mouse.click(box.x + 4, box.y + 40);

  await expectMoving(video(page));
  await expect(bar(page)).toHaveAttribute('aria-valuetext', /\d\d:\d\d:\d\d, recorded/);
});

test('the bar obeys the keys of a slider', async ({ page, product: { nvr } }) => {
  const all = await recordings(nvr, 1, 3);
  await page.goto(`/recordings?channels=1&t=${momentIn(all.at(-1)?.name ?? '', 1)}`);
  await expect(bar(page)).toHaveAttribute('aria-valuetext', /recorded/);
  const before = await moment(page);

  await bar(page).press('ArrowRight');
  await expect.poll(() => moment(page)).toBeGreaterThanOrEqual(before + 4);
  await bar(page).press('ArrowLeft');
  await bar(page).press('ArrowLeft');
  await expect.poll(() => moment(page)).toBeLessThan(before);
});

test('a deletion can be undone, and otherwise is done', async ({ page, product: { nvr } }) => {
  test.setTimeout(120_000);
  await page.goto('/recordings?channels=1');
  const rows = page.getByRole('button', { name: /^Delete the recording/ });
  const label = (await rows.first().getAttribute('aria-label')) ?? '';
  const time = label.replace(/\D/g, '');
  const doomed = (await recordings(nvr, 1, 1)).find(({ name }) => name.includes(`/${time}`));
  const file = path.join(nvr.recordDir, doomed?.name ?? 'none');

  await rows.first().click();
  await expect(page.getByRole('button', { name: label })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: label })).toBeVisible();
  await page.waitForTimeout(11_000);
  expect(existsSync(file)).toBe(true);

  await page.getByRole('button', { name: label }).click();
  await expect(page.getByText(/is deleted\.$/)).toBeVisible();
  expect(existsSync(file)).toBe(false);
  await expect(page.getByRole('button', { name: label })).toBeHidden();
});

test('the recording being written plays too, and cannot be deleted', async ({ page }) => {
  await page.goto('/recordings?channels=1');
  const running = page.getByRole('listitem').filter({ hasText: 'Being written' });
  await expect(running.getByRole('button', { name: 'Being written', exact: true })).toBeDisabled();

  await running.getByRole('button', { name: /^Play \d\d:/ }).click();

  await expectMoving(video(page));
});

test('a recording that this browser cannot play says so and offers the file', async ({ page, product: { nvr } }) => {
  await recordings(nvr, 3, 1);
  await page.goto('/recordings?channels=3');

  await expect(page.getByText('This browser cannot play H.265')).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download this recording' }).first().click();
  expect((await download).suggestedFilename()).toMatch(/^Driveway .*\.mp4$/);
});

test('a day without recordings says so and leads to one with some', async ({ page }) => {
  await page.goto('/recordings?channels=1');
  await page.getByRole('button', { name: 'Day before' }).click();

  await expect(page.getByText('No recordings on this day')).toBeVisible();
  await page.getByRole('button', { name: /^Go to / }).click();
  await expect.poll(() => source(page)).toContain('/recordings/ch1/');
});

test('the calendar leads to a day', async ({ page }) => {
  await page.goto('/recordings?channels=1');
  await page.getByRole('button', { name: /^Choose a day/ }).click();
  await expect(page.getByRole('button', { name: /has recordings$/ })).toBeVisible();

  await page.getByRole('button', { name: 'Month before' }).click();
  await page.getByRole('button', { name: /^\w+, 15 / }).click();

  await expect(page.getByText('No recordings on this day')).toBeVisible();
});

/** A moment within a recording, by the time in its name. */
function momentIn(name: string, seconds: number): string {
  const [, date, hour, minute, second, zone, zoneMinutes] = /(\d{4}-\d\d-\d\d)\/(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)/.exec(name) ?? [];
  const begin = Date.parse(`${date}T${hour}:${minute}:${second}${zone}:${zoneMinutes}`);
  return new Date(begin + seconds * 1000).toISOString().replace('.000', '');
}

/** How a recording's name stands in the address of its file. */
function fileOf(name = 'none'): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
