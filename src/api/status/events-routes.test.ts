import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';

/** Listens as an EventSource does. */
async function listen(world: ApiWorld, visitor: Visitor) {
  const asking = request(`${world.url}/api/events`, {
    agent: false,
    headers: { accept: 'text/event-stream', cookie: visitor.cookieHeader },
  });
  asking.end();
  const [reply] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  reply.on('data', (data) => (text += data));
  reply.on('error', () => undefined); // cut off is an end too
  const hasEnded = new Promise((resolve) => reply.once('close', resolve));
  const until = async (wanted: RegExp): Promise<string> => {
    while (!wanted.test(text)) await once(reply, 'data');
    return text;
  };
  return { reply, until, hasEnded, stop: () => reply.destroy() };
}

describe('the stream of events', () => {
  test('tells each notice under its topic', async () => {
    await using world = await ApiWorld.open();
    const { reply, until } = await listen(world, await world.signedIn());
    await until(/retry: 2000\n\n/);

    world.notices.tell({ topic: 'channel', channel: 2 });
    world.notices.tell({ topic: 'storage' });

    expect(reply.headers).toMatchObject({ 'content-type': expect.stringMatching(/^text\/event-stream/), 'cache-control': 'no-store' });
    expect(await until(/storage/)).toContain(
      'event: channel\ndata: {"topic":"channel","channel":2}\n\nevent: storage\ndata: {"topic":"storage"}\n\n',
    );
  });

  test('says every 15 s that it is still there, and ends with the session', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();
    const { until, hasEnded } = await listen(world, anna);
    await until(/retry/);

    await clock.advance(15_000);
    await until(/: still here\n\n/);
    await anna.change('POST', '/api/logout');
    await clock.advance(2_000);

    await hasEnded;
    world.notices.tell({ topic: 'storage' });
  });

  test('keeps a session alive that does nothing else', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();
    const { until } = await listen(world, anna);
    await until(/retry/);

    for (let hour = 0; hour < 30; hour++) {
      await clock.advance(3_600_000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }

    expect((await anna.get('/api/config')).status).toBe(200);
  }, 30_000);

  test('is open 32 times at most for one user', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const open = await Promise.all(Array.from({ length: 32 }, () => listen(world, anna)));

    expect((await anna.get('/api/events', { accept: 'text/event-stream' })).status).toBe(429);
    open[0]?.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await listen(world, anna)).reply.statusCode).toBe(200);
  });

  test('drops a listener who reads nothing, before he costs memory', async () => {
    await using world = await ApiWorld.open();
    const { reply, hasEnded, until } = await listen(world, await world.signedIn());
    await until(/retry/);
    reply.pause();
    reply.removeAllListeners('data');
    const event = { id: 1, at: '2026-11-22T10:00:00Z', kind: 'cleanup' as const, channel: null, text: 'x'.repeat(1_000), data: {} };

    for (let index = 0; index < 20_000; index++) {
      world.notices.tell({ topic: 'event', event });
      if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    reply.resume();

    await hasEnded;
  });
});

describe('the list of events', () => {
  test('is asked by kind, channel and age', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();

    const { json } = await anna.get('/api/events');
    await anna.get('/api/events?limit=5&before=9&kind=sign_in&kind=cleanup&channel=2');

    expect(json.events).toEqual([expect.objectContaining({ kind: 'sign_in', text: expect.stringMatching(/^anna signed in from 127/) })]);
    expect(world.catalogue.asked).toEqual([
      { limit: 100, before: undefined, kinds: undefined, channel: undefined },
      { limit: 5, before: 9, kinds: ['sign_in', 'cleanup'], channel: 2 },
    ]);
    for (const query of ['?limit=0', '?limit=501', '?kind=nonsense', '?before=x', '?channel=0']) {
      expect((await anna.get(`/api/events${query}`)).status, query).toBe(400);
    }
  });
});
