import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ApiWorld } from '../../test/fakes/api-world.ts';

const PAGE = '<!doctype html><title>Mini-NVR</title>';

async function build(world: ApiWorld): Promise<void> {
  await mkdir(path.join(world.webFolder, 'assets'));
  await writeFile(path.join(world.webFolder, 'index.html'), PAGE);
  await writeFile(path.join(world.webFolder, 'assets/index-4f3a.js'), 'export {}');
  await writeFile(path.join(world.webFolder, 'sw.js'), 'self');
  await writeFile(path.join(world.webFolder, '.secret'), 'x');
}

test('until it is built, every page says how to build it', async () => {
  await using world = await ApiWorld.open();

  const { status, text, headers } = await world.visitor().get('/live', { accept: 'text/html' });

  expect(status).toBe(503);
  expect(text).toContain('npm run build');
  expect(headers['content-type']).toMatch(/^text\/html/);
  await build(world);
  expect((await world.visitor().get('/')).text).toBe(PAGE);
});

test('serves hashed files for ever and the rest anew, to everybody', async () => {
  await using world = await ApiWorld.open();
  await build(world);
  const visitor = world.visitor();

  const [page, script, worker] = [await visitor.get('/'), await visitor.get('/assets/index-4f3a.js'), await visitor.get('/sw.js')];

  expect(page).toMatchObject({ status: 200, text: PAGE });
  expect(page.headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' });
  expect(script.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': expect.stringMatching(/^(text|application)\/javascript/),
  });
  expect(worker.headers['cache-control']).toBe('no-cache');
  expect((await visitor.ask('/', { method: 'HEAD' })).status).toBe(200);
  expect((await visitor.get('/index.html')).headers['cache-control']).toBe('no-cache');
});

test('gives its page for every address a person may open, and nothing else', async () => {
  await using world = await ApiWorld.open();
  await build(world);
  const visitor = world.visitor();
  const open = (url: string) => visitor.get(url, { accept: 'text/html,application/xhtml+xml' });

  for (const url of ['/live', '/live/2', '/recordings?channels=1', '/login', '/no/such/page'])
    expect((await open(url)).text, url).toBe(PAGE);
  for (const url of ['/api/nothing', '/api/', '/assets/gone.js']) expect((await open(url)).status, url).toBe(404);
  expect((await visitor.get('/live', { accept: '*/*' })).status).toBe(404);
  expect((await visitor.get('/.secret')).status).toBe(404);
  for (const url of [
    '/../catalogue.db',
    '/%2e%2e/catalogue.db',
    '/..%2fcatalogue.db',
    '/assets/../../catalogue.db',
    '/assets',
    '//etc/passwd',
    '/%00',
  ]) {
    expect([400, 403, 404], url).toContain((await visitor.get(url)).status);
  }
  expect((await visitor.ask('/live', { method: 'POST', headers: { accept: 'text/html' } })).status).toBe(404);
});
