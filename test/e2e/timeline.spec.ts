import type { Locator, Page } from '@playwright/test';
import { SITE_ZONE } from '../fakes/set-clock.ts';
import { CAMERAS, expect, recordings, test } from './product.ts';

const { door, yard } = CAMERAS;
const playhead = (page: Page) => page.getByRole('slider', { name: 'Time', exact: true });
const shade = (page: Page) => page.locator('[data-timeline]');
const card = (page: Page) => page.locator('[data-hover-card]');
const number = async (slider: Locator, name: 'min' | 'max' | 'now') => Number(await slider.getAttribute(`aria-value${name}`));

/** What the timeline shows, epoch seconds. */
async function viewOf(page: Page) {
  const [from = 0, to = 0] = ((await shade(page).getAttribute('data-timeline')) ?? '').split('/').map((time) => Number(time) / 1000);
  return { from, to, length: to - from };
}

/** Opens a quarter of an hour around a recorded moment. @returns where the timeline is */
async function open(page: Page, begin: number, channels = '1') {
  await page.goto(`/recordings?channels=${channels}&z=900&t=${new Date(begin).toISOString()}`);
  await expect(playhead(page)).toHaveAttribute('aria-valuetext', /recorded/);
  await expect.poll(async () => (await viewOf(page)).length).toBeCloseTo(900, 0);
  return await placed(page);
}

/** Where the timeline is once the page around it has come to rest. */
async function placed(page: Page) {
  let before = '';
  await expect
    .poll(
      async () => {
        const last = before;
        before = JSON.stringify(await shade(page).boundingBox());
        return before === last;
      },
      { intervals: [100, 200] },
    )
    .toBe(true);
  const box = await shade(page).boundingBox();
  if (!box) throw new Error('the timeline has no place');
  return box;
}

let first = 0;
let begin = 0;
test.beforeEach(async ({ product: { nvr } }) => {
  const found = await recordings(nvr, 1, 2);
  first = Date.parse(found[0]?.datetime ?? '');
  begin = Date.parse(found.at(-1)?.datetime ?? '') + 2_000;
});

test('the mouse zooms, draws along, seeks and says why something is missing', async ({ page }) => {
  const box = await open(page, begin, '1,4');
  const before = await viewOf(page);

  await page.mouse.move(box.x + box.width / 2, box.y + 40);
  await page.mouse.wheel(0, -400);
  await expect.poll(async () => (await viewOf(page)).length).toBeLessThan(before.length * 0.7);
  const zoomed = await viewOf(page);
  expect(Math.abs((zoomed.from + zoomed.to) / 2 - (before.from + before.to) / 2)).toBeLessThanOrEqual(2); // the pointer was in the middle

  await page.mouse.wheel(200, 0);
  await expect.poll(async () => (await viewOf(page)).from).toBeGreaterThan(zoomed.from + 5);
  await page.getByRole('button', { name: 'Show 15 min' }).click();
  const wide = await viewOf(page);
  await page.mouse.move(box.x + box.width / 2, box.y + 8);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 20, box.y + 8);
  await page.mouse.move(box.x + box.width / 2 - 60, box.y + 8, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await viewOf(page)).from).toBeGreaterThan(wide.from + 20);
  expect(Math.abs((await viewOf(page)).length - wide.length)).toBeLessThanOrEqual(1);

  await expect // it glides on after it was let go
    .poll(async () => {
      const { from } = await viewOf(page);
      await page.waitForTimeout(250);
      return (await viewOf(page)).from - from;
    })
    .toBe(0);
  await playhead(page).click(); // wherever it went: back to the moment on view
  await expect.poll(async () => Math.abs(((await viewOf(page)).from + (await viewOf(page)).to) / 2 - begin / 1000)).toBeLessThan(60);
  const at = async (time: number): Promise<number> => {
    const { from, length } = await viewOf(page);
    return box.x + ((time / 1000 - from) / length) * box.width;
  };
  // Camera 4 is out of reach since the start.
  await page.mouse.move(await at(begin), box.y + 28 + 40 + 20, { steps: 3 });
  await expect(card(page)).toContainText('No recording');
  await expect(card(page)).toContainText('camera offline');
  await expect(card(page)).toContainText(yard);
  await page.mouse.move(await at(begin + 3_000), box.y + 28 + 20, { steps: 3 });
  await expect(card(page)).toContainText(door);
  await expect(card(page)).not.toContainText('No recording');

  const x = await at(begin + 6_000);
  await page.keyboard.down('Alt'); // nothing to snap to
  await page.mouse.click(x, box.y + 28 + 20);
  await page.keyboard.up('Alt');
  const { from, length } = await viewOf(page);
  const wanted = from + ((x - box.x) / box.width) * length;
  await expect.poll(async () => Math.abs((await number(playhead(page), 'now')) - wanted)).toBeLessThanOrEqual(3);

  // Half a day ago nothing was recorded: it goes on where something is.
  await page.getByRole('button', { name: 'Show 24 h' }).click();
  await expect.poll(async () => (await viewOf(page)).length).toBeGreaterThan(86_000);
  await page.mouse.click(box.x + box.width / 50, box.y + 28 + 20);
  await expect(page.getByText(/^No recording until/).first()).toBeVisible();
  await expect.poll(async () => Math.abs((await number(playhead(page), 'now')) - first / 1000)).toBeLessThanOrEqual(5);
});

test('by keyboard: zoom, the day, a moment in words, days with what they hold', async ({ page }) => {
  await open(page, begin);
  const length = async () => (await viewOf(page)).length;

  await page.keyboard.press('-');
  await expect.poll(length).toBeGreaterThan(3_500);
  await page.keyboard.press('0');
  await expect.poll(length).toBeGreaterThan(82_000); // 23 hours on one day of the year
  await page.keyboard.press('=');
  await expect.poll(length).toBeLessThan(44_000);

  await playhead(page).focus();
  const before = await number(playhead(page), 'now');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => number(playhead(page), 'now')).toBeGreaterThan(before);
  await expect(playhead(page)).toHaveAttribute('aria-valuetext', /^\d+ \w+, \d\d:\d\d:\d\d, .*record/);

  await page.keyboard.press('g');
  const field = page.getByRole('textbox', { name: 'Time' });
  await field.fill('soon');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That is no time we understand.')).toBeVisible();
  const moment = new Date(begin + 4_000);
  const words = new Intl.DateTimeFormat('de-DE', { dateStyle: 'medium', timeStyle: 'medium', timeZone: SITE_ZONE }).format(moment);
  await field.fill(words.replace(',', ''));
  await page.keyboard.press('Enter');
  await expect(field).toBeHidden();
  await expect.poll(async () => Math.abs((await number(playhead(page), 'now')) - moment.getTime() / 1000)).toBeLessThanOrEqual(2);

  await page.getByRole('button', { name: /^Choose a day/ }).click();
  const today = page.getByRole('gridcell').or(page.getByRole('cell')).getByRole('button', { pressed: true });
  await expect(today).toHaveAccessibleName(/% recorded/);
  await today.focus();
  await page.keyboard.press('PageUp');
  await expect(
    page
      .getByRole('table')
      .getByRole('button', { name: /no recording$/ })
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('table')).toBeHidden();
});

test('a stretch is selected by dragging, and its ends move by keys', async ({ page }) => {
  await open(page, begin);
  await page.getByRole('button', { name: 'Show 5 min' }).click();
  await expect.poll(async () => (await viewOf(page)).length).toBeLessThanOrEqual(301);
  await page.getByRole('button', { name: 'Select', exact: true }).click();
  const box = await placed(page);
  const middle = box.x + box.width / 2;

  await page.mouse.move(middle - 100, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(middle - 50, box.y + 50);
  await page.mouse.move(middle, box.y + 50, { steps: 4 });
  await page.mouse.up();

  const [start, end] = [
    page.getByRole('slider', { name: 'Start of the selection' }),
    page.getByRole('slider', { name: 'End of the selection' }),
  ];
  await expect(start).toBeVisible();
  const [from, to] = [await number(start, 'now'), await number(end, 'now')];
  expect(to - from).toBeGreaterThan(10);
  await start.focus();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => number(start, 'now')).toBe(from - 1);
  await end.focus();
  await page.keyboard.press('Shift+ArrowLeft');
  await expect.poll(() => number(end, 'now')).toBe(to - 10);
  const handle = await start.boundingBox();
  await page.mouse.move((handle?.x ?? 0) + 12, box.y + 50);
  await page.mouse.down();
  await page.mouse.move((handle?.x ?? 0) - 60, box.y + 50, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => number(start, 'now')).toBeLessThan(from - 10);
});

test('those who do not see it hear what there is, and play from there', async ({ page }) => {
  await open(page, begin);
  const list = page.getByRole('list', { name: `Recordings and gaps, ${door}` });

  const play = list.getByRole('button', { name: /^Play from/ }).first();
  await play.focus();
  await page.keyboard.press('Enter');

  await expect(page.getByRole('button', { name: 'Pause', exact: true }).first()).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('time moves under a fixed playhead, two fingers zoom, a finger that rests first moves finely', async ({ page }) => {
    const box = await open(page, begin);
    const [y, middle] = [box.y + 45, box.x + box.width / 2];
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: xs.map((x, id) => ({ x, y, id })) });
    const offCentre = async (): Promise<number> => {
      const { from, to } = await viewOf(page);
      return Math.abs((await number(playhead(page), 'now')) - (from + to) / 2);
    };
    await expect.poll(offCentre).toBeLessThanOrEqual(2);

    const wide = await viewOf(page);
    await send('touchStart', middle - 40, middle + 40);
    for (const spread of [60, 90, 120]) await send('touchMove', middle - spread, middle + spread);
    await send('touchEnd');
    await expect.poll(async () => (await viewOf(page)).length).toBeLessThan(wide.length / 2);
    await expect.poll(offCentre).toBeLessThanOrEqual(2);

    const zoomed = await viewOf(page);
    const before = await number(playhead(page), 'now');
    await send('touchStart', middle);
    for (const dx of [12, 20, 28, 30]) await send('touchMove', middle + dx);
    await expect.poll(() => number(playhead(page), 'now')).toBeLessThan(before - (20 / box.width) * zoomed.length);
    await send('touchMove', middle + 2);
    await send('touchEnd');
    await expect.poll(offCentre).toBeLessThanOrEqual(2);

    await send('touchStart', middle);
    await expect(page.locator('[data-playhead].bg-accent')).toBeVisible(); // it has rested long enough
    const held = await number(playhead(page), 'now');
    await send('touchMove', middle - 50);
    await expect.poll(() => number(playhead(page), 'now')).not.toBe(held);
    const moved = (await number(playhead(page), 'now')) - held;
    await send('touchEnd');
    expect(moved).toBeLessThan((15 / box.width) * zoomed.length + 1);
  });
});
