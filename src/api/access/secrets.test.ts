import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ApiWorld, calmState } from '../../../test/fakes/api-world.ts';
import { hostileRequests } from '../../../test/fakes/hostile-requests.ts';
import { StreamUnavailable } from '../../lib/errors.ts';

/** As people choose them: with every sign that means something to a URL, a shell or JSON. */
const CANARIES = [
  'c@nary:1/x',
  'can#ary?2',
  'can%41ry3',
  'can ary 4',
  'can"ary"5',
  "can'ary'6",
  'canäry→7',
  'can\\ary8',
  'can&ary=9',
  'can+ary10',
  'can$ary`11',
  'canary<12>',
];
const forms = (secret: string): string[] => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];

test('no secret leaves through answers, events, errors, the log, the database or files', async () => {
  const users = CANARIES.slice(0, 3).map((password, index) => ({ name: `user${index}`, password }));
  const urls = CANARIES.map(
    (secret, index) =>
      `rtsp://admin:${index % 2 ? encodeURIComponent(secret) : secret}@10.0.0.${index}/stream?password=${encodeURIComponent(secret)}`,
  );
  await using world = await ApiWorld.open({
    users,
    secrets: CANARIES,
    volume: () => ({ state: 'error', detail: `mount of smb ${CANARIES[4]}`, freeBytes: null, totalBytes: null }),
  });
  const user = await world.signedIn('user0', CANARIES[0]);
  world.catalogue.states = urls
    .slice(0, 2)
    .map((url, index) => ({ ...calmState(index + 1), phase: 'waiting', reason: 'unreachable', detail: `dial ${url}: no route` }));
  await world.catalogue.addEvent({
    kind: 'camera_lost',
    channel: 1,
    data: { reason: 'unreachable', isNew: false, said: `lost ${urls.join(' ')}` },
  });
  world.hub.answer = () => Promise.reject(new StreamUnavailable('unknown', `get ${urls.join(' and ')}`));
  const said: string[] = [];

  for (const { method, url } of world.api.routes) {
    if (url.includes('live') || method === 'HEAD' || url === '/api/logout') continue;
    const target = url.replace(':ch', '1').replace('/*', '/x');
    const { text, headers } = await user.change(
      method,
      `${target}?date=2026-11-22&from=2026-11-22T10:00:00Z&to=2026-11-22T11:00:00Z`,
      method === 'POST' ? {} : undefined,
    );
    said.push(text, JSON.stringify({ ...headers, 'set-cookie': undefined }));
  }
  said.push(
    (await user.get('/api/live')).text,
    (await world.visitor().login('user0', CANARIES[7])).text,
    (await world.visitor().login(CANARIES[8], 'x')).text,
  );
  world.catalogue.usage = () => Promise.reject(new Error(urls.join(' ')));
  said.push((await user.get('/api/storage')).text, (await user.get('/api/channel/1/snapshot.jpg')).text, ...world.logLines);
  for (const table of ['users', 'sessions', 'login_attempts', 'meta', 'events'] as const)
    said.push(JSON.stringify(await world.database.kysely.selectFrom(table).selectAll().execute()));
  for (const name of await readdir(world.folder, { recursive: true, withFileTypes: true }))
    if (name.isFile()) said.push(await readFile(path.join(name.parentPath, name.name), 'utf8'));

  const all = said.join('\n');
  expect(all).toContain('mount of smb ***');
  expect(all).toContain('request failed');
  for (const form of CANARIES.flatMap(forms)) expect(all).not.toContain(form);
});

test('hostile requests meet a refusal each, never an error of ours', async () => {
  await using world = await ApiWorld.open();
  const anna = await world.signedIn();
  await world.addSegment('ch1/2026-11-22/101500+0100.mp4');
  const cookie = anna.cookieHeader;

  for (const { path: target, headers, ...rest } of hostileRequests(1_000, 20_261_122)) {
    const { status, text } = await anna.ask(target, { ...rest, headers: { cookie, ...headers } });
    expect(
      status < 500 || (status === 503 && target.startsWith('/')),
      `${rest.method} ${target} ${JSON.stringify(headers)} ${rest.body}: ${status} ${text}`,
    ).toBe(true);
    expect(text).not.toMatch(/root:|node_modules|\n {4}at /);
  }

  expect(await readdir(path.join(world.recordDir, 'ch1/2026-11-22'))).toEqual(['101500+0100.mp4']);
  expect(world.catalogue.segments).toHaveLength(1);
}, 30_000);
