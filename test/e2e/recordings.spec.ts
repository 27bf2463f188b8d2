import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { SITE_ZONE } from '../fakes/set-clock.ts';
import { expectMoving, FRAME_NUMBERS, frameNumber } from './pictures.ts';
import { expectMoment, quantile, shownVideo, tile, wallTime, watch } from './playing.ts';
import { CAMERAS, expect, recordedTogether, recordings, test } from './product.ts';

const { door, garden, driveway } = CAMERAS;
const controls = (page: Page) => page.getByRole('toolbar', { name: 'Playback' });
const playhead = (page: Page) => page.getByRole('slider', { name: 'Time', exact: true });
const beginOf = ({ datetime }: { datetime: string }): number => Date.parse(datetime);
const endOf = ({ datetime, duration }: { datetime: string; duration: number }): number => Date.parse(datetime) + duration * 1000;
const address = (time: number, channels = '1', more = ''): string =>
  `/recordings?channels=${channels}&t=${new Date(time).toISOString()}${more}`;

test.beforeEach(async ({ product: { nvr } }) => {
  await recordings(nvr, 1, 2);
});

test('a recording plays, and goes on over the end of its file without a visible stop', async ({ page, product: { nvr } }) => {
  const second = (await recordings(nvr, 1, 3)).at(-2);
  const boundary = second ? endOf(second) : 0;
  await page.goto(address(boundary - 3_000));
  await expectMoment(page, door, boundary - 3_000);

  await controls(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expectMoving(shownVideo(page, door));
  const { frameGaps, walls } = await watch(page, [door], 4_000);

  expect(Math.max(...walls)).toBeGreaterThan(boundary);
  const at = walls.findIndex((wall) => wall > boundary);
  const elsewhere = frameGaps.filter((_, index) => Math.abs(index - at) > 3);
  expect(Math.max(...frameGaps)).toBeLessThan(Math.max(1_500, 2 * Math.max(...elsewhere))); // a machine that has no time stops anywhere
});

test('two cameras stay together by one clock', async ({ page, product: { nvr } }) => {
  const begin = await recordedTogether(nvr, [1, 2], 20_000);
  await page.goto(address(begin, '1,2'));
  await expectMoment(page, door, begin);
  await expectMoment(page, garden, begin);

  await controls(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => wallTime(shownVideo(page, door))).toBeGreaterThan(begin + 1_500);

  const apart = async (): Promise<number> => quantile((await watch(page, [door, garden], 3_000)).spreads, 0.5);
  await expect.poll(apart, { timeout: 40_000 }).toBeLessThan(300); // a machine without time for both begins them one after the other
  await expect.poll(() => wallTime(shownVideo(page, garden))).toBeGreaterThan(begin + 4_000);
});

test('cameras, moment, zoom and speed are in the address, and the address shows them', async ({ page, product: { nvr } }) => {
  const begin = beginOf((await recordings(nvr, 1, 2)).at(-1) ?? { datetime: '' });
  await page.goto(address(begin, '1', '&z=900&rate=2'));
  await expectMoment(page, door, begin);
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('2');

  await page.getByRole('button', { name: `Add ${garden}` }).click();
  await expect(tile(page, garden)).toBeVisible();
  await expect(page).toHaveURL(/channels=1,2&t=[^&]+&z=900&rate=2/);
  await page.getByRole('button', { name: 'Closer' }).click();
  await expect(page).toHaveURL(/z=300/);
  await controls(page).getByRole('button', { name: '10 seconds back' }).click();

  await expect(page).not.toHaveURL(new RegExp(new Date(begin).toISOString().slice(0, 19)));
});

test('pressing the timeline seeks there, and in a gap to the next recorded moment', async ({ page, product: { nvr } }) => {
  const all = await recordings(nvr, 1, 3);
  const first = beginOf(all[0] ?? { datetime: '' });
  const target = beginOf(all.at(-1) ?? { datetime: '' });
  await page.goto(address(target, '1', '&z=300'));
  await expectMoment(page, door, target);
  const press = async (time: number, middle: number): Promise<void> => {
    const box = await page.locator('[data-timeline]').boundingBox();
    if (!box) throw new Error('the timeline is not on the page');
    await page.mouse.click(box.x + box.width * (0.5 + (time - middle) / 300_000), box.y + 50);
  };

  await press(target - 5_000, target);
  await expectMoment(page, door, target - 5_000, 2_500);
  await page.goto(address(first + 2_000, '1', '&z=300'));
  await expectMoment(page, door, first + 2_000, 2_500);
  await expect(playhead(page)).toHaveAttribute('aria-valuetext', /recorded/); // the timeline knows what there is
  await press(first - 20_000, first + 2_000);

  await expectMoment(page, door, first, 2_500);
  await expect(page.getByText(/^No recording .* Going on/).first()).toBeAttached();
});

test('the keys play, move, and step from frame to frame and back', async ({ page, product: { nvr } }) => {
  const begin = beginOf((await recordings(nvr, 1, 3)).at(-2) ?? { datetime: '' }) + 2_000;
  await page.goto(address(begin));
  await expectMoment(page, door, begin);
  const moment = async (): Promise<number> => Number(await page.locator('[data-moment]').getAttribute('data-moment'));

  const before = await moment();
  await page.keyboard.press('.');
  await expect.poll(moment).toBeGreaterThan(before); // the frame that is asked for may have begun up to 50 ms earlier
  const one = await moment();
  await page.keyboard.press('.');
  await expect.poll(moment).toBeGreaterThan(one + 20);
  await page.keyboard.press(',');
  await expect.poll(async () => Math.abs((await moment()) - one)).toBeLessThan(10);
  await page.keyboard.press('l');
  await expect.poll(async () => Math.abs((await moment()) - one - 10_000)).toBeLessThan(200);
  await page.keyboard.press('Shift+>');
  await expect(page.getByRole('combobox', { name: 'Speed' })).toHaveValue('2');
  await page.keyboard.press('Space');

  await expectMoving(shownVideo(page, door));
});

test('twenty-five steps on show the next twenty-five frames, and as many back the same ones again', async ({ page, product: { nvr } }) => {
  const begin = beginOf((await recordings(nvr, 1, 3)).at(-2) ?? { datetime: '' }) + 4_000;
  await page.goto(address(begin));
  await expectMoment(page, door, begin);
  const number = (): Promise<number> => frameNumber(shownVideo(page, door));
  const walk = async (key: string): Promise<readonly number[]> => {
    const seen = [await number()];
    for (let step = 0; step < 25; step++) {
      const before = seen.at(-1);
      await page.keyboard.press(key);
      await expect.poll(number, { intervals: [20] }).not.toBe(before);
      seen.push(await number());
    }
    return seen;
  };

  const on = await walk('.');
  expect(on.map((value) => (value - (on[0] ?? 0) + FRAME_NUMBERS) % FRAME_NUMBERS)).toEqual(
    Array.from({ length: 26 }, (_, index) => index),
  );
  expect(await walk(',')).toEqual(on.toReversed());
});

test('a picture is enlarged by wheel and by two fingers, and fills the screen', async ({ page, product: { nvr } }) => {
  const begin = beginOf((await recordings(nvr, 1, 2)).at(-1) ?? { datetime: '' });
  await page.goto(address(begin));
  await expectMoment(page, door, begin);
  const box = await tile(page, door).boundingBox();
  if (!box) throw new Error('the tile is not on the page');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const scale = async (): Promise<number> => ((await shownVideo(page, door).boundingBox())?.width ?? 0) / box.width;

  await page.mouse.move(x, y);
  await page.mouse.wheel(0, -300);
  await expect.poll(scale).toBeGreaterThan(1.4);
  await page.mouse.dblclick(x, y);
  await expect.poll(scale).toBeCloseTo(1);
  const touch = await page.context().newCDPSession(page);
  await touch.send('Emulation.setTouchEmulationEnabled', { enabled: true });
  const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart?: number) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: apart ? [-apart, apart].map((by, id) => ({ x: x + by, y, id })) : [] });
  await fingers('touchStart', 50);
  for (const apart of [80, 110, 150]) await fingers('touchMove', apart);
  await fingers('touchEnd');
  await expect.poll(scale).toBeGreaterThan(2);
  await page.getByRole('button', { name: /×/ }).click();
  await expect.poll(scale).toBeCloseTo(1);

  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement?.clientWidth ?? 0)).toBe(1440);
  await expect(controls(page).getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.keyboard.press('f');
  await expect.poll(() => page.evaluate(() => document.fullscreenElement)).toBe(null);
});

test('a stretch is selected by keys, can be exported, and its deletion can be undone', async ({ page, product: { nvr } }) => {
  const begin = beginOf((await recordings(nvr, 1, 2)).at(-1) ?? { datetime: '' });
  await page.goto(address(begin));
  await expectMoment(page, door, begin);

  await page.keyboard.press('i');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  await page.keyboard.press('x');

  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Selection' })).toBeVisible();

  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(/^\d+ recordings? will be deleted in \d+ s\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText(/will be deleted in/)).toBeHidden();
});

test('a span is deleted by one request, after saying what goes', async ({ page, product: { nvr } }) => {
  const doomed = (await recordings(nvr, 1, 4)).find((recording) => !recording.protected && recording.duration > 8); // the first one is short
  if (!doomed) throw new Error('a whole recording that nobody protects was waited for');
  const requests: string[] = [];
  page.on('request', (request) => void (request.method() === 'DELETE' && requests.push(new URL(request.url()).searchParams.toString())));
  await page.goto(address(beginOf(doomed) + 1_500));
  await expectMoment(page, door, beginOf(doomed) + 1_500);
  await page.keyboard.press('i');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');

  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Delete' }).click();
  await expect(
    page
      .getByRole('dialog')
      .getByRole('listitem')
      .filter({ hasText: /^Front door: \d+ recordings?, .+ [kM]B$/ }),
  ).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText(/ (?:is|are) deleted, .+ [kM]B\.$/)).toBeVisible({ timeout: 30_000 });

  expect(existsSync(path.join(nvr.recordDir, doomed.name))).toBe(false);
  expect(requests.map((query) => query.includes('dryRun=true'))).toEqual([true, false]);
});

test('a deletion can be undone, and otherwise is done', async ({ page, product: { nvr } }) => {
  const free = (await recordings(nvr, 1, 5)).filter((recording) => !recording.protected); // a test before this one may have kept the first two
  const dayOf = (recording?: { datetime: string }): string => recording?.datetime.slice(0, 10) ?? '';
  const second = free.find((recording, index) => index > 0 && dayOf(recording) === dayOf(free[index - 1])); // the list shows one day
  const first = second && free[free.indexOf(second) - 1];
  if (!first) throw new Error('two recordings of a day were waited for');
  const [kept, doomed] = [`Delete the recording of ${first.startTime}`, `Delete the recording of ${second.startTime}`];
  await page.goto(address(beginOf(first)));

  await page.getByRole('button', { name: kept }).click();
  await expect(page.getByRole('button', { name: kept })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('button', { name: kept })).toBeVisible();
  await page.getByRole('button', { name: doomed }).click();
  await expect(page.getByText(/is deleted\.$/)).toBeVisible({ timeout: 30_000 });

  await expect(page.getByRole('button', { name: doomed })).toBeHidden();
  expect([first, second].map(({ name }) => existsSync(path.join(nvr.recordDir, name)))).toEqual([true, false]); // the first would be gone before the second
});

test('what was recorded three seconds ago plays, and playing on becomes live', async ({ page }) => {
  await page.goto('/recordings?channels=1');
  const running = page.getByRole('listitem').filter({ hasText: 'Being written' });
  await expect(running.getByRole('button', { name: 'Being written', exact: true })).toBeDisabled();

  const asked = Date.now() - 3_000;
  await page.goto(address(asked));
  await expectMoment(page, door, asked, 4_000);
  await controls(page).getByRole('button', { name: 'Play', exact: true }).click();
  await expectMoving(shownVideo(page, door));
  await page.keyboard.press('End');

  await expect(page).toHaveURL(/t=now/);
  await expect(tile(page, door)).toHaveAttribute('data-phase', 'live');
});

test('a live picture is rewound, and live again', async ({ page }) => {
  await page.goto('/live/1');
  await page.getByRole('button', { name: '10 seconds back' }).click();

  await expect(tile(page, door)).toHaveAttribute('data-phase', 'shown');
  await expectMoving(shownVideo(page, door));
  expect(Date.now() - (await wallTime(shownVideo(page, door)))).toBeLessThan(30_000);
  await page.getByRole('button', { name: 'Go to live' }).click();

  await expect(tile(page, door)).toBeHidden();
});

test('a recording that this browser cannot play is converted for it, or shown in still pictures', async ({ page, product: { nvr } }) => {
  const [first] = await recordings(nvr, 3, 1);
  await page.goto(address(first ? beginOf(first) : 0, '3'));

  await expect(tile(page, driveway).getByText(/onverted for this browser|^This browser cannot play H\.265/)).toBeVisible({
    timeout: 40_000,
  });
  const download = page.waitForEvent('download');
  await page
    .getByRole('link', { name: /^Download the recording/ })
    .first()
    .click();
  expect((await download).suggestedFilename()).toMatch(/^Driveway .*\.mp4$/);
});

test('a day without recordings says so, stays, and leads to one with some', async ({ page, product: { nvr } }) => {
  const first = beginOf((await recordings(nvr, 1, 1))[0] ?? { datetime: '' });
  const moment = async (): Promise<number> => Number(await page.locator('[data-moment]').getAttribute('data-moment'));
  await page.goto('/recordings?channels=1');
  await expect(tile(page, door)).toHaveAttribute('data-phase', 'shown');
  for (let day = 0; day < 2; day++) {
    const before = await moment(); // the day before may have recordings, if midnight has passed since the product was started
    await page.getByRole('button', { name: 'Day before' }).click();
    await expect.poll(moment).toBeLessThan(before);
  }
  const chosen = await moment();

  await expect(tile(page, door).getByText(/^No recording/)).toBeVisible();
  expect(new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: SITE_ZONE }).format(chosen)).toBe('00:00:00');
  await expect(page).toHaveURL(new RegExp(`t=${new Date(chosen).toISOString().slice(0, 19)}`));
  await page.reload();
  await expect(tile(page, door).getByText(/^No recording/)).toBeVisible();
  expect(await moment()).toBe(chosen);

  await tile(page, door)
    .getByRole('button', { name: /^Nearest recording: / })
    .click();
  await expectMoment(page, door, first, 1_500); // names of files tell full seconds
});

test('a moment that was named stays where nothing was recorded, and play goes on from there', async ({ page, product: { nvr } }) => {
  const first = beginOf((await recordings(nvr, 1, 1))[0] ?? { datetime: '' });
  const before = first - 3_600_000;
  await page.goto('/recordings?channels=1');
  await expect(tile(page, door)).toHaveAttribute('data-phase', 'shown');
  await page.keyboard.press('g');
  await page.getByRole('textbox', { name: 'Time' }).fill(new Date(before).toISOString());
  await page.keyboard.press('Enter');

  await expect(tile(page, door).getByText(/^No recording until/)).toBeVisible();
  await expect(page.locator('[data-moment]')).toHaveAttribute('data-moment', `${before}`);
  await controls(page).getByRole('button', { name: 'Play', exact: true }).click();

  await expectMoving(shownVideo(page, door));
  expect(await wallTime(shownVideo(page, door))).toBeGreaterThanOrEqual(first);
});

test('the playhead is a slider', async ({ page, product: { nvr } }) => {
  const begin = beginOf((await recordings(nvr, 1, 3)).at(-2) ?? { datetime: '' });
  await page.goto(address(begin));
  await expectMoment(page, door, begin);
  await expect(playhead(page)).toHaveAttribute('aria-valuetext', /recorded/);
  const before = Number(await playhead(page).getAttribute('aria-valuenow'));

  await playhead(page).press('ArrowRight');

  await expect.poll(async () => Number(await playhead(page).getAttribute('aria-valuenow'))).not.toBe(before);
});
