import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ApiWorld, calmState } from '../../test/fakes/api-world.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import type { Visitor } from '../../test/fakes/visitor.ts';
import { StreamUnavailable } from '../lib/errors.ts';

/** A browser's socket: what it hears, and how it ends. */
class Tile {
  readonly socket: WebSocket;
  readonly texts: string[] = [];
  readonly binaries: Buffer[] = [];
  readonly ended: Promise<{ code: number; reason: string }>;

  constructor(world: ApiWorld, visitor: Visitor | null, path = '/api/channel/1/live', headers: Record<string, string> = {}) {
    this.socket = new WebSocket(world.url.replace('http', 'ws') + path, {
      headers: { origin: world.url, ...(visitor && { cookie: visitor.cookieHeader }), ...headers },
    });
    this.ended = new Promise((resolve) => this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
    this.socket.on('message', (data, isBinary) => (isBinary ? this.binaries.push(data as Buffer) : this.texts.push(String(data))));
    this.socket.on('error', () => undefined);
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open');
    return this;
  }

  async heard(count: number): Promise<unknown[]> {
    while (this.texts.length < count) await once(this.socket, 'message');
    return this.texts.map((text) => JSON.parse(text));
  }
}

/** The HTTP status a refused upgrade is answered with. */
async function refusal(world: ApiWorld, visitor: Visitor | null, path?: string, headers?: Record<string, string>): Promise<number> {
  const { socket } = new Tile(world, visitor, path, headers);
  const [, reply] = await once(socket, 'unexpected-response');
  socket.terminate();
  return reply.statusCode;
}

describe('a live socket', () => {
  test('is opened by a page of ours, signed in, for a channel that exists', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const path = '/api/channel/1/live';

    expect(await refusal(world, null)).toBe(401);
    expect(await refusal(world, anna, path, { origin: 'https://evil.example' })).toBe(403);
    expect(await refusal(world, anna, path, { origin: 'null' })).toBe(403);
    expect(await refusal(world, anna, path, { origin: '' })).toBe(403);
    expect(await refusal(world, anna, path, { host: 'evil.example', origin: 'http://evil.example' })).toBe(421);
    expect(await refusal(world, anna, '/api/channel/3/live')).toBe(400);
    expect(await refusal(world, anna, '/api/channel/1/live?stream=../api/exit')).toBe(400);
    expect(await refusal(world, anna, '/api/config')).toBe(404);
    expect(await refusal(world, anna, '/api/ws?src=cam1')).toBe(404);
    expect((await anna.get(path)).status).toBe(426);
    expect(world.hub.asked).toEqual([]);
  });

  test('carries offers and pictures, and to the hub nothing but what belongs there', async () => {
    await using world = await ApiWorld.open();
    const tile = new Tile(world, await world.signedIn(), '/api/channel/1/live?stream=sub&src=cam2');
    await tile.opened();
    for (const message of ['{"type":"webrtc/offer","value":"v=0","extra":1}', '{"type":"mse","value":"avc1.640029"}'])
      tile.socket.send(message);
    for (const message of ['{"type":"publish","value":"rtmp://evil"}', '{"type":"mjpeg"}', '[]', 'exit', '{"type":"mse","value":{"a":1}}'])
      tile.socket.send(message);
    tile.socket.send(Buffer.from('binary'), { binary: true });
    tile.socket.send('{"type":"webrtc/candidate","value":"candidate:1"}');

    const heard = await world.hub.heardAll(3);
    const hub = await world.hub.joined();
    hub.send('{"type":"mse","value":"video/mp4; codecs=\\"avc1.640029\\""}');
    hub.send(Buffer.from([0, 1, 2]), { binary: true });
    const said = await tile.heard(1);
    while (tile.binaries.length === 0) await once(tile.socket, 'message');

    expect(heard).toEqual([
      '{"type":"webrtc/offer","value":"v=0"}',
      '{"type":"mse","value":"avc1.640029"}',
      '{"type":"webrtc/candidate","value":"candidate:1"}',
    ]);
    expect(said).toEqual([{ type: 'mse', value: 'video/mp4; codecs="avc1.640029"' }]);
    expect(tile.binaries[0]).toEqual(Buffer.from([0, 1, 2]));
    expect(world.hub.asked).toEqual(['camera 1 sub']);
  });

  test('takes the main stream where there is no sub', async () => {
    await using world = await ApiWorld.open();

    await new Tile(world, await world.signedIn(), '/api/channel/2/live?stream=sub').opened();
    await world.hub.joined();

    expect(world.hub.asked).toEqual(['camera 2 main']);
  });

  test('says the hub’s errors without addresses and passwords, and stays open for the other way', async () => {
    await using world = await ApiWorld.open({ secrets: ['pa55word'] });
    const tile = new Tile(world, await world.signedIn());
    const hub = await world.hub.joined();

    hub.send('{"type":"error","value":"webrtc/offer: dial rtsp://u:pa55word@10.0.0.1/ pa55word"}');

    expect(await tile.heard(1)).toEqual([
      { type: 'error', reason: 'unknown', value: 'The hub says: webrtc/offer: dial rtsp://u:***@10.0.0.1/ ***' },
    ]);
    expect(tile.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('ends when the camera is away, so that the hub asks it anew', async () => {
    await using world = await ApiWorld.open();
    const tile = new Tile(world, await world.signedIn());
    const hub = await world.hub.joined();

    hub.send('{"type":"error","value":"dial tcp 10.0.0.1:554: connection refused"}');

    expect(await tile.ended).toEqual({ code: 4502, reason: 'refused' });
    expect(tile.texts.map((text) => JSON.parse(text))).toEqual([{ type: 'error', reason: 'refused', value: expect.any(String) }]);
  });

  test('of a camera that refuses the password ends for all, and is not opened again for a while', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();
    const [one, two] = [new Tile(world, anna), new Tile(world, anna)];
    const hub = await world.hub.joined(2);
    const other = new Tile(world, anna, '/api/channel/2/live');
    await world.hub.joined(3);

    hub.send('{"type":"error","value":"wrong user: 401"}');

    expect(await Promise.all([one.ended, two.ended])).toEqual([
      { code: 4403, reason: 'auth_failed' },
      { code: 4403, reason: 'auth_failed' },
    ]);
    expect(other.socket.readyState).toBe(WebSocket.OPEN);
    expect(await new Tile(world, anna).ended).toEqual({ code: 4403, reason: 'auth_failed' });
    expect(world.hub.asked).toHaveLength(3);
    await clock.advance(60_000);
    await new Tile(world, anna).opened();
    await world.hub.joined(4);
  });

  test('is not opened to a camera whose password the recorder found refused', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    world.catalogue.states = [{ ...calmState(1), phase: 'waiting', reason: 'auth_failed', detail: 'The camera refuses the password' }];

    const tile = new Tile(world, anna);

    expect(await tile.ended).toEqual({ code: 4403, reason: 'auth_failed' });
    expect(tile.texts.map((text) => JSON.parse(text))).toEqual([
      { type: 'error', reason: 'auth_failed', value: 'The camera refuses the password' },
    ]);
    expect((await anna.get('/api/channel/1/snapshot.jpg')).json).toMatchObject({ status: 503, reason: 'auth_failed' });
    expect(world.hub.asked).toEqual([]);
  });

  test('ends when its channel is kicked, and the hub’s side with it', async () => {
    await using world = await ApiWorld.open();
    const tile = new Tile(world, await world.signedIn());
    const hub = await world.hub.joined();
    const hubSideEnds = once(hub, 'close');

    expect(world.viewers.kick(2)).toBe(0);
    expect(world.viewers.kick(1)).toBe(1);

    expect(await tile.ended).toEqual({ code: 4502, reason: 'unknown' });
    await hubSideEnds;
    expect(world.viewers.countOf('anna')).toBe(0);
  });

  test('ends within seconds when its session ends', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();
    const tile = new Tile(world, anna);
    await world.hub.joined();

    await anna.change('POST', '/api/logout');
    await clock.advance(2_000);

    expect(await tile.ended).toEqual({ code: 4401, reason: 'session_ended' });
  });

  test('ends when the hub’s does, or cannot be reached', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const tile = new Tile(world, anna);
    (await world.hub.joined()).close();

    expect(await tile.ended).toEqual({ code: 4502, reason: 'unknown' });
    world.hub.openSocket = () => new WebSocket('ws://127.0.0.1:1');
    expect(await new Tile(world, anna).ended).toEqual({ code: 4502, reason: 'hub_down' });
    world.hub.openSocket = () => {
      throw new StreamUnavailable('hub_down', 'The hub is being started');
    };
    expect(await new Tile(world, anna).ended).toEqual({ code: 4502, reason: 'hub_down' });
  });

  test('is open 32 times at most for one user, which a wall of 16 in two windows needs', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    await Promise.all(Array.from({ length: 32 }, () => new Tile(world, anna).opened()));

    expect(await new Tile(world, anna).ended).toEqual({ code: 4429, reason: 'too_many_viewers' });
    await new Tile(world, await world.signedIn('bert', 'bert’s own password')).opened();
  });

  test('is dropped when the browser says too much at once or cannot keep up', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const loud = await new Tile(world, anna).opened();
    loud.socket.send('x'.repeat(65 * 1024));
    expect((await loud.ended).code).toBe(1009);

    const slow = new Tile(world, anna);
    const hub = await world.hub.joined(2);
    slow.socket.pause();
    const hubSideEnds = once(hub, 'close');
    const frame = Buffer.alloc(500_000);
    while (hub.readyState === hub.OPEN) {
      hub.send(frame, { binary: true });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await hubSideEnds;
    slow.socket.resume();
    await slow.ended;
  });

  test('ends when the browser no longer answers', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const tile = new Tile(world, await world.signedIn());
    const hub = await world.hub.joined();
    tile.socket.pause();
    const hubSideEnds = once(hub, 'close');

    await clock.advance(20_000);
    await clock.advance(20_000);

    await hubSideEnds;
    tile.socket.resume();
  });
});

describe('WHEP and still pictures', () => {
  test('pass offer and answer through, for named channels only', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const ask = (path: string, body: unknown, type = 'application/sdp') => anna.change('POST', path, body, { 'content-type': type });

    const { status, headers, text } = await ask('/api/channel/1/whep', 'v=0\r\noffer');

    expect({ status, text, type: headers['content-type'] }).toEqual({ status: 201, text: 'v=0\r\nanswer', type: 'application/sdp' });
    expect((await ask('/api/channel/1/whep', 'v=0', 'text/plain')).status).toBe(415);
    expect((await ask('/api/channel/1/whep', 'GET / HTTP/1.1')).status).toBe(400);
    expect((await ask('/api/channel/9/whep', 'v=0')).status).toBe(400);
    expect((await ask('/api/channel/1/whep', `v=0${'x'.repeat(70_000)}`)).status).toBe(413);
    expect((await ask('/api/login', 'v=0')).status).toBe(415);
    expect(world.hub.asked).toEqual(['whep 1 main']);
  });

  test('are a JPEG that nobody keeps', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();

    const { status, headers, text } = await anna.get('/api/channel/2/snapshot.jpg?stream=sub');

    expect({ status, text, type: headers['content-type'], cache: headers['cache-control'] }).toEqual({
      status: 200,
      text: 'v=0\r\nanswer',
      type: 'image/jpeg',
      cache: 'no-store',
    });
    expect(world.hub.asked).toEqual(['snapshot 2 main']);
  });

  test('of a camera that has just gone are the last one, with its age, unless only a picture of now is wanted', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    world.hub.answer = () => Promise.reject(new StreamUnavailable('unreachable', 'The camera cannot be reached'));
    world.hub.last = { picture: Buffer.from('last'), ageMs: 12_300 };

    const { status, headers, text } = await anna.get('/api/channel/1/snapshot.jpg');
    expect({ status, text, age: headers.age, cache: headers['cache-control'] }).toEqual({
      status: 200,
      text: 'last',
      age: '13',
      cache: 'no-store',
    });

    expect((await anna.get('/api/channel/1/snapshot.jpg?fresh=1')).status).toBe(503);
    world.hub.last = { picture: Buffer.from('last'), ageMs: 601_000 };
    expect((await anna.get('/api/channel/1/snapshot.jpg')).status).toBe(503);
  });

  test('say why there is none, and take everyone off a camera that refuses the password', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const tile = new Tile(world, anna);
    await world.hub.joined();
    world.hub.answer = () => Promise.reject(new StreamUnavailable('auth_failed', 'The camera refuses the user name or password'));

    const { json } = await anna.get('/api/channel/1/snapshot.jpg');

    expect(json).toMatchObject({ type: 'urn:mini-nvr:stream-unavailable', status: 503, reason: 'auth_failed' });
    expect(await tile.ended).toEqual({ code: 4403, reason: 'auth_failed' });
    const asked = world.hub.asked.length;
    expect((await anna.get('/api/channel/1/snapshot.jpg')).status).toBe(503);
    expect(world.hub.asked).toHaveLength(asked);
  });
});
