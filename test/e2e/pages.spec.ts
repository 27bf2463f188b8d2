import AxeBuilder from '@axe-core/playwright';
import { expect, recordings, test } from './product.ts';

const PAGES = [
  '/login',
  '/live',
  '/live/1',
  '/recordings?channels=1',
  '/recordings?channels=4',
  '/storage',
  '/exports',
  '/health',
  '/events',
  '/settings',
  '/nothing-here',
];
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  test(`nobody is shut out: every page on a ${size}, in dark and in light`, async ({ page, product: { nvr } }) => {
    test.setTimeout(240_000); // a dozen pages, one after the other
    await recordings(nvr, 1, 1);
    await page.setViewportSize(viewport);
    await page.addInitScript(() => localStorage.setItem('theme', 'dark'));
    for (const address of PAGES) {
      await page.goto(address);
      await page
        .getByRole('heading', { level: 1 })
        .or(page.getByRole('heading', { level: 2 }))
        .first()
        .waitFor({ state: 'attached' });
      await page.waitForTimeout(1000); // what fades in must have arrived: axe measures contrast

      const inDark = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      await page.evaluate(() => {
        document.documentElement.dataset.theme = 'light';
      });
      await page.waitForTimeout(300);
      const inLight = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze(); // the rest is the same in both

      const found = [...inDark.violations, ...inLight.violations];
      expect.soft(found.map(({ id, nodes }) => `${address}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect.soft(overflow, `${address} is wider than the screen`).toBeLessThanOrEqual(0);
    }
  });
}

test('everything is reached by keyboard, and the focus is seen', async ({ page }) => {
  await page.goto('/storage');
  await expect(page.getByRole('heading', { name: 'Storage' })).toBeVisible();

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Live' })).toBeFocused();
  const outline = await page.getByRole('link', { name: 'Live' }).evaluate((link) => getComputedStyle(link).outlineStyle);

  expect(outline).toBe('solid');
});

test('theme and language are kept', async ({ page }) => {
  await page.goto('/settings');
  await page.getByText('Light', { exact: true }).click();
  await page.getByText('Deutsch', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Aussehen' })).toBeVisible();

  await page.reload();

  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('heading', { name: 'Aussehen' })).toBeVisible();
});

test('storage tells used, limit, free and each camera', async ({ page, product: { nvr } }) => {
  await recordings(nvr, 1, 1);
  await page.goto('/storage');

  await expect(page.getByRole('img', { name: /MB of 500 GB used/ })).toBeVisible();
  await expect(page.getByText('Free on the disk')).toBeVisible();
  await expect(page.getByRole('row', { name: /Front door/ })).toContainText('MB');
});
