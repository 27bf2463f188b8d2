import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './product.ts';

test('the description of the API is found, searched and linked to', async ({ page }) => {
  await page.goto('/api/docs#getTimeline');
  const timeline = page.locator('#getTimeline');

  await expect(timeline.getByText('"reason": "camera_offline"')).toBeVisible();

  await page.keyboard.press('/');
  await page.keyboard.type('recorded coverage');
  await expect(page.getByRole('status')).toHaveText(/^\d of \d+ routes$/);
  await expect(timeline).toBeVisible();
  await expect(page.locator('#postLogin')).toBeHidden();

  await page.getByLabel('Search routes and fields').fill('no such thing');
  await expect(page.getByText('Nothing here has all of these words.')).toBeVisible();
});

test('nobody is shut out of the description of the API', async ({ page }) => {
  for (const [theme, width] of [
    ['dark', 1440],
    ['light', 390],
  ] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto('/api/docs#getHealth');
    await page.evaluate((chosen) => localStorage.setItem('theme', chosen), theme);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    await page.getByLabel('Search routes and fields').fill('coverage gaps'); // fewer routes, opened: axe looks at each field
    await expect(page.locator('#getHealth')).toHaveAttribute('open');

    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();

    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});
