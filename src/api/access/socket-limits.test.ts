import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ApiWorld, type WorldOptions } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { IdleSockets } from '../../../test/fakes/idle-sockets.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';

/** A busy machine takes its time to notice that a thousand connections are closed. */
const PATIENT = { timeout: 20_000 };
const TWENTY = Array.from({ length: 20 }, (_, index) => `127.0.2.${index + 1}`);
const HALF = 'POST /api/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{';
const WHOLE = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';

async function small(options: WorldOptions = {}): Promise<{ world: ApiWorld; clock: FakeClock } & AsyncDisposable> {
  const clock = new FakeClock();
  const world = await ApiWorld.open({ clock, ...options });
  return { world, clock, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

/** Goes on as long as its session lives. */
async function events(world: ApiWorld, visitor: Visitor, address: string): Promise<IncomingMessage> {
  const headers = { cookie: visitor.cookieHeader, accept: 'text/event-stream' };
  const { hostname, port } = new URL(world.url);
  const [answer] = await once(get({ hostname, port, path: '/api/events', headers, localAddress: address, agent: false }), 'response');
  return (answer as IncomingMessage).resume();
}

test('an address has 64 connections, and one more takes the place of its longest idle one', async () => {
  await using place = await small();

  using sockets = await IdleSockets.open(place.world.url, 200, ['127.0.2.1']);

  await expect.poll(() => sockets.count, PATIENT).toBe(64);
  expect((await place.world.visitor().get('/healthz')).status).toBe(200);
  using more = await IdleSockets.open(place.world.url, 1, ['127.0.2.1']);
  await expect.poll(() => sockets.count, PATIENT).toBe(63);
  expect(more.count).toBe(1);
});

test('an IPv4 address is one address, also on a socket for both', async () => {
  await using place = await small({ host: '::' });

  using sockets = await IdleSockets.open(place.world.url.replace('localhost', '127.0.0.1'), 100, ['127.0.2.1']);

  await expect.poll(() => sockets.count, PATIENT).toBe(64);
});

test('the connections of a trusted proxy are not counted, and may wait', async () => {
  await using place = await small({ server: { trustProxy: ['127.0.2.0/24'] } });

  using sockets = await IdleSockets.open(place.world.url, 200, ['127.0.2.1']);
  await place.clock.advance(20_000);

  expect((await place.world.visitor().get('/healthz')).status).toBe(200);
  expect(sockets.count).toBe(200);
});

test.each([
  ['says nothing', ''],
  ['does not end what it began', HALF],
  ['was answered without a session', WHOLE],
])('a connection that %s is closed after five seconds', async (_, beginning) => {
  await using place = await small();
  using sockets = await IdleSockets.open(place.world.url, 3, ['127.0.2.1'], beginning);
  if (beginning === WHOLE) await place.world.visitor().get('/healthz');

  await place.clock.advance(4_000);
  const before = sockets.count;
  await place.clock.advance(6_000); // it is looked at every two seconds

  expect(before).toBe(3);
  await expect.poll(() => sockets.count, PATIENT).toBe(0);
});

test('a connection that is refused as a live view is not kept', async () => {
  await using place = await small();
  const upgrade = 'GET /api/channel/1/live HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n';

  using sockets = await IdleSockets.open(place.world.url, 3, ['127.0.2.1'], upgrade);

  await expect.poll(() => sockets.count, PATIENT).toBe(0);
});

test('a full server lets in whoever comes, and cuts nothing that a signed-in person receives', async () => {
  await using place = await small();
  const { world } = place;
  const anna = await world.signedIn();
  const listening = await events(world, anna, '127.0.2.1');
  const live = new WebSocket(`${world.url.replace('http', 'ws')}/api/channel/1/live`, {
    headers: { cookie: anna.cookieHeader, origin: world.url },
    localAddress: '127.0.2.1',
  });
  await once(live, 'open');

  using sockets = await IdleSockets.open(world.url, 1_300, TWENTY);
  const late = await IdleSockets.open(world.url, 100, ['127.0.2.1']);

  await expect.poll(() => sockets.count + late.count, PATIENT).toBeLessThanOrEqual(998);
  expect((await world.signedIn()).cookies.has('sid')).toBe(true);
  expect((await world.visitor().get('/healthz')).status).toBe(200);
  expect([listening.closed, live.readyState]).toEqual([false, live.OPEN]);
  late[Symbol.dispose]();
  live.terminate();
  listening.destroy();
});
