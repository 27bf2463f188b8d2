import { CAMERAS, expect, signIn, test } from './product.ts';

test.use({ storageState: { cookies: [], origins: [] } });

test('who signs in sees the cameras, and after signing out nothing any more', async ({ page }) => {
  await page.goto('/storage');
  await expect(page).toHaveURL(/\/login\?from=\/storage$/);
  await signIn(page);

  await expect(page.getByRole('heading', { name: 'Storage' })).toBeVisible();
  const cookies = await page.context().cookies();
  await page.getByRole('button', { name: 'Sign out' }).click();

  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await page.context().addCookies(cookies);
  await page.goto('/live');
  await expect(page).toHaveURL(/\/login/);
});

test('a wrong password is refused without saying which part was wrong', async ({ page }) => {
  await page.goto('/login');
  await signIn(page, 'not it');

  await expect(page.getByRole('alert')).toHaveText('Name or password is wrong.');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('anna');
});

test('who tries too often sees how long to wait', async ({ page }) => {
  await page.route('/api/login', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'retry-after': '3', 'content-type': 'application/problem+json' },
      body: JSON.stringify({ type: 'urn:mini-nvr:too-many-attempts', title: 'Too many', status: 429, detail: 'Wait' }),
    }),
  );
  await page.goto('/login');
  await signIn(page);

  await expect(page.getByRole('alert')).toContainText('You can try again in 2 s');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
});

test('the password can be shown, and Caps Lock is noticed', async ({ page }) => {
  await page.goto('/login');
  const field = page.getByLabel('Password', { exact: true });
  await field.fill('secret');

  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(field).toHaveAttribute('type', 'text');
  await field.dispatchEvent('keydown', { key: 'A', modifierCapsLock: true });
  await expect(page.getByText('Caps Lock is on.')).toBeVisible();
});

test('a session that ends leads back to where one was', async ({ page, signedIn }) => {
  await page.context().addCookies(signedIn.cookies);
  await page.goto('/live?layout=1&channels=2');
  await expect(page.getByRole('region', { name: CAMERAS.garden })).toBeVisible();

  await page.context().clearCookies();
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await signIn(page);

  await expect(page).toHaveURL(/\/live\?layout=1&channels=2/);
  await expect(page.getByRole('region', { name: CAMERAS.garden })).toBeVisible();
});
