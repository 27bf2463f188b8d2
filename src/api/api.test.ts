import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ApiWorld } from '../../test/fakes/api-world.ts';
import type { Answer, Visitor } from '../../test/fakes/visitor.ts';

/** A request of the right shape for each route, so that only the caller can be the reason of a refusal. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /api/login': { username: 'anna', password: 'wrong' },
  'POST /api/protections': { channel: 1, from: '2026-11-22T10:00:00Z', to: '2026-11-22T11:00:00Z' },
  'POST /api/shares': { exportId: 1, hours: 24 },
  'POST /api/channel/:ch/whep': 'v=0\r\noffer',
};
const QUERIES: Readonly<Record<string, string>> = {
  'GET /api/channel/:ch/recordings': '?date=2026-11-22',
  'GET /api/exports/estimate': '?from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z',
  'GET /api/timeline': '?from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z',
  'DELETE /api/recording': '?path=ch1/2026-11-22/101500%2B0100.mp4',
};

function question(method: string, url: string) {
  const key = `${method} ${url}`;
  const path = url.replace(':ch', '1').replace(':id', '1').replace('/*', '/ch1/2026-11-22/101500+0100.mp4');
  const headers: Record<string, string> = url.endsWith('whep') ? { 'content-type': 'application/sdp' } : {};
  return { path: path + (QUERIES[key] ?? ''), method, body: BODIES[key], headers };
}

describe('every registered route', () => {
  test('has a policy, and none of the contract is missing', async () => {
    await using world = await ApiWorld.open();
    const { routes } = world.api;

    for (const { policy, method } of routes) {
      expect(['open', 'session', 'session+csrf']).toContain(policy);
      if (!['GET', 'HEAD'].includes(method)) expect(['session+csrf', 'open']).toContain(policy);
    }
    expect(routes.filter(({ policy }) => policy === 'open').map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /api/login',
      'GET /api/me',
      'GET /share/style.css',
      'GET /share/page.js',
      'GET /share/:token',
      'POST /share/:token/pin',
      'GET /share/:token/:name',
      'HEAD /share/:token/:name',
      'GET /healthz',
      'HEAD /healthz',
      'GET /readyz',
      'HEAD /readyz',
      'GET /metrics',
      'GET /*',
      'HEAD /*',
    ]);
  });

  test('meets each kind of caller as its policy says', async () => {
    await using world = await ApiWorld.open();
    const ended = await world.signedIn('bert', 'bert’s own password');
    const cookies = new Map(ended.cookies);
    await ended.change('POST', '/api/logout');
    for (const [name, value] of cookies) ended.cookies.set(name, value);
    const [out, anna, other] = [world.visitor(), await world.signedIn(), await world.signedIn()];

    for (const { method, url, policy } of world.api.routes) {
      if (policy === 'open') continue;
      const { path, headers, ...rest } = question(method, url);
      const ask = (visitor: Visitor, token?: string): Promise<Answer> =>
        visitor.ask(path, { ...rest, headers: { ...headers, ...(token !== undefined && { 'x-csrf-token': token }) } });
      const right = (visitor: Visitor): string => visitor.cookies.get('csrf_token') ?? '';
      const seen = [(await ask(out)).status, (await ask(ended, right(ended))).status];
      expect(seen, `${method} ${url} without a living session`).toEqual([401, 401]);
      if (policy !== 'session+csrf') continue;
      const wrong = [undefined, '', 'nonsense', right(other), `${right(anna)}x`].map(async (token) => (await ask(anna, token)).status);
      expect(await Promise.all(wrong), `${method} ${url} with a wrong CSRF token`).toEqual([403, 403, 403, 403, 403]);
      const otherCookie = await anna.ask(path, {
        ...rest,
        headers: { ...headers, 'x-csrf-token': right(other), cookie: anna.cookieHeader.replace(right(anna), right(other)) },
      });
      expect(otherCookie.status, `${method} ${url} with another session’s token in header and cookie`).toBe(403);
    }
    // last those that answer, because signing out and deleting are among them
    for (const { method, url, policy } of world.api.routes) {
      if (policy === 'open' || url === '/api/events') continue;
      const caller = await world.signedIn();
      const { path, headers, ...rest } = question(method, url);
      const { status } = await caller.ask(path, {
        ...rest,
        headers: { ...headers, 'x-csrf-token': caller.cookies.get('csrf_token') ?? '' },
      });
      expect(status, `${method} ${url} by its rightful caller`).not.toBeOneOf([401, 403, 500]);
    }
  }, 30_000);

  test('carries the security headers, whatever it answers', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const answers = await Promise.all([
      anna.get('/'),
      anna.get('/api/me'),
      anna.get('/api/nothing'),
      anna.get('/api/timeline'),
      anna.get('/recordings/nothing'),
      anna.get('/api/docs'),
      anna.get('/%zz'),
      anna.get('/', { host: 'evil.example' }),
      world.visitor().get('/api/config'),
      anna.get('/api/events', { accept: 'application/json' }),
    ]);

    expect(answers.map(({ status }) => status)).toEqual([503, 200, 404, 400, 404, 200, 400, 421, 401, 200]);
    for (const { headers } of answers) {
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';.*frame-ancestors 'none'/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['cross-origin-opener-policy']).toBe('same-origin');
      expect(headers['cross-origin-resource-policy']).toBe('same-origin');
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

describe('errors', () => {
  test('are problems with a trace id and say which input is wrong', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();

    const { status, headers, json } = await anna.get('/api/channel/1/recordings?date=2026-02-30');

    expect(status).toBe(400);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(json).toMatchObject({
      type: 'urn:mini-nvr:input-invalid',
      title: 'Bad Request',
      status: 400,
      errors: [{ path: 'querystring.date' }],
    });
    expect(json.traceId).toMatch(/^[\w-]{11}$/);
  });

  test('of ours tell nothing but the trace id, which finds the log line', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    world.catalogue.usage = () => Promise.reject(new Error('SQLITE_IOERR at /home/secret/catalogue.db'));

    const { status, json, text } = await anna.get('/api/storage');

    expect(status).toBe(500);
    expect(text).not.toMatch(/secret|SQLITE|at /);
    expect(world.logLines.filter((line) => line.includes(json.traceId))).toHaveLength(1);
  });

  test('answer bodies that are no JSON, too large, poisoned or broken', async () => {
    await using world = await ApiWorld.open();
    const ask = async (body: string, type = 'application/json') =>
      (await world.visitor().ask('/api/login', { method: 'POST', body, headers: { 'content-type': type } })).status;

    expect(await ask('{"username":"a","password":"b"}', 'text/plain')).toBe(415);
    expect(await ask('username=a&password=b', 'application/x-www-form-urlencoded')).toBe(415);
    expect(await ask('{"username":"a","password":"b"}', 'text/json')).toBe(415);
    expect(await ask('{"username":')).toBe(400);
    expect(await ask('')).toBe(400);
    expect(await ask('[]')).toBe(400);
    expect(await ask('{"__proto__":{"x":1},"username":"a","password":"b"}')).toBe(400);
    expect(await ask('{"constructor":{"prototype":{}},"username":"a","password":"b"}')).toBe(400);
    expect(await ask(JSON.stringify({ username: 'a', password: 'b'.repeat(256 * 1024) }))).toBe(413);
  });

  test('answer what is no HTTP, and headers beyond 16 KiB', async () => {
    await using world = await ApiWorld.open();
    const { port } = new URL(world.url);
    const say = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let answer = '';
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text));
        socket.on('data', (data) => (answer += data)).on('close', () => resolve(answer));
      });

    expect(await say('HELO there\r\n\r\n')).toMatch(/^HTTP\/1.1 400 [\s\S]*application\/problem\+json/);
    expect(await say(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
    expect(await say('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
    expect(await say('GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 421 /);
    expect(await say('GET / HTTP/1.0\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.[01] 421 /);
  });
});

describe('the hosts it answers to', () => {
  const ours = [
    '127.0.0.1',
    '127.0.0.1:2126',
    '192.168.1.5:2126',
    '[::1]:2126',
    'localhost',
    'LOCALHOST:80',
    'nvr.local',
    'nvr.local.',
    'nvr.example.org',
    'cam.example.net',
  ];
  const others = [
    'evil.example',
    'localhost.evil.example',
    'local',
    '.local',
    '127.0.0.1.nip.io',
    'nvr.example.org.evil.example',
    'a b',
    'x@localhost',
    'localhost/x',
  ];

  test('are addresses, local names, PUBLIC_URL and ALLOWED_HOSTS, and no others', async () => {
    await using world = await ApiWorld.open({
      server: { publicUrl: new URL('http://nvr.example.org'), allowedHosts: ['cam.example.net'] },
    });

    for (const host of ours) expect((await world.visitor().get('/api/me', { host })).status, host).toBe(200);
    for (const host of others) expect((await world.visitor().get('/api/me', { host })).status, host).toBe(421);
  });
});

describe('pages of other sites', () => {
  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { origin: 'file://' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[])('cannot change anything: %o', async (headers) => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();

    expect((await anna.change('POST', '/api/logout', undefined, headers)).status).toBe(403);
    expect(
      (await world.visitor().ask('/api/login', { method: 'POST', body: { username: 'anna', password: 'x' }, headers })).json,
    ).toMatchObject({
      type: 'urn:mini-nvr:origin-refused',
    });
  });

  test.each(['cross-site', 'same-site'])('cannot make the server work for an answer they may not read: %s', async (site) => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const image = { 'sec-fetch-site': site, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    const link = { 'sec-fetch-site': site, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const frame = { ...link, 'sec-fetch-dest': 'iframe' };
    const ask = async (place: string, headers: Record<string, string>): Promise<number> => (await anna.get(place, headers)).status;

    for (const place of ['/api/protections', '/api/me', '/api/docs', '/recordings/ch1/2026-11-22/101500+0100.mp4'])
      expect([await ask(place, image), await ask(place, frame)]).toEqual([403, 403]);
    expect([await ask('/api/protections', link), await ask('/api/docs', link), await ask('/healthz', image)]).toEqual([403, 200, 200]);
    expect([await ask('/api/protections', { 'sec-fetch-site': 'same-origin' }), await ask('/api/protections', {})]).toEqual([200, 200]);
  });

  test('are not our own page, by its address or by PUBLIC_URL', async () => {
    await using world = await ApiWorld.open({ server: { publicUrl: new URL('https://nvr.example.org') } });
    const body = { username: 'anna', password: 'wrong' };
    const ask = async (headers: Record<string, string>) =>
      (await world.visitor().ask('/api/login', { method: 'POST', body, headers })).status;

    expect(await ask({ origin: world.url, 'sec-fetch-site': 'same-origin' })).toBe(401);
    expect(await ask({ origin: 'https://nvr.example.org', host: '127.0.0.1' })).toBe(401);
    expect(await ask({ origin: 'http://nvr.local', host: 'nvr.local:80' })).toBe(401);
    expect(await ask({ origin: 'https://nvr.local', host: 'nvr.local:80' })).toBe(403);
  });
});

test('closes within two seconds, whoever is still connected', async () => {
  const world = await ApiWorld.open();
  const anna = await world.signedIn();
  const listening = anna.get('/api/events', { accept: 'text/event-stream' }).catch(() => undefined);
  const hanging = connect(Number(new URL(world.url).port), '127.0.0.1', () =>
    hanging.write('POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n'),
  );
  hanging.on('error', () => undefined);
  await new Promise((resolve) => hanging.once('connect', resolve));
  const startedAt = performance.now();

  await world[Symbol.asyncDispose]();

  expect(performance.now() - startedAt).toBeLessThan(2_500);
  await listening;
  hanging.destroy();
});

test('docs/api.md names every route and every error', async () => {
  await using world = await ApiWorld.open();
  const page = await readFile(path.join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const source = await readFile(path.join(import.meta.dirname, 'errors.ts'), 'utf8');
  const codes = [...source.matchAll(/^ {2}'([a-z-]+)': \d{3},$/gm)].map(([, code]) => code);

  const missing = world.api.routes.filter(({ method, url }) => {
    const shown = url.replace(/:(\w+)/g, '{$1}').replace('/recordings/*', '/recordings/{path}');
    const row = new RegExp(`\\b${method}\\b[^|\\n]*\`${shown.replace(/[{}*.]/g, '\\$&')}[\`?[ ]|\`${shown.replace(/[{}*.]/g, '\\$&')}\``);
    return !row.test(page);
  });
  expect(missing.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => !page.includes(`| \`${code}\` |`))).toEqual([]);
});
