/** Draws the icons of the installed app from favicon.svg, by the browser of the tests: node scripts/draw-icons.ts */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const PUBLIC = path.join(import.meta.dirname, '../web/public');
const CHROMIUM = '/usr/bin/chromium';
/** `share`: how much of the square the drawing takes. A maskable icon may lose its rim, an iPhone rounds the corners itself. */
const ICONS = [
  { file: 'icon-192.png', size: 192, share: 1, isFilled: false },
  { file: 'icon-512.png', size: 512, share: 1, isFilled: false },
  { file: 'icon-maskable-512.png', size: 512, share: 0.8, isFilled: true },
  { file: 'apple-touch-icon.png', size: 180, share: 0.9, isFilled: true },
];

const { background_color: ground } = JSON.parse(readFileSync(path.join(PUBLIC, 'manifest.webmanifest'), 'utf8'));
const drawing = readFileSync(path.join(PUBLIC, 'favicon.svg')).toString('base64');
mkdirSync(path.join(PUBLIC, 'icons'), { recursive: true });
const browser = await chromium.launch({ executablePath: existsSync(CHROMIUM) ? CHROMIUM : undefined, args: ['--no-sandbox'] });
for (const { file, size, share, isFilled } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<body style="margin:0;height:100vh;display:grid;place-items:center;background:${isFilled ? ground : 'transparent'}"><img width="${size * share}" height="${size * share}" src="data:image/svg+xml;base64,${drawing}"></body>`,
  );
  await page.locator('img').evaluate((image) => (image as unknown as { decode(): Promise<void> }).decode());
  await page.screenshot({ path: path.join(PUBLIC, 'icons', file), omitBackground: true });
}
await browser.close();
