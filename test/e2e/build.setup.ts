import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const ROOT = path.join(import.meta.dirname, '../..');
const WEB = path.join(ROOT, 'dist/web');
const LIVE_PAGE_KB = 200;

test('the web app builds without a word, and its first page is light', () => {
  const build = spawnSync(path.join(ROOT, 'node_modules/.bin/vite'), ['build'], { cwd: ROOT, encoding: 'utf8' });
  expect(`${build.stdout}${build.stderr}`).toBe('');
  expect(build.status).toBe(0);

  const page = readFileSync(path.join(WEB, 'index.html'), 'utf8');
  const files = [...page.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, file = '']) => path.join(WEB, file));
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  expect(files.length).toBeGreaterThan(2);
  expect(bytes / 1000).toBeLessThan(LIVE_PAGE_KB);
});
