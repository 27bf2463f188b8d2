import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ApiWorld, calmState } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { madeUpOffer, realOffer } from '../../../test/fakes/offers.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';
import { StreamUnavailable } from '../../lib/errors.ts';
import { cleanOffer } from './live-offer.ts';

const MSE = '{"type":"mse","value":"avc1.640029"}';

/** A browser's socket, which asks for MSE unless it is to say something else: what it hears, and how it ends. */
class Tile {
  readonly socket: WebSocket;
  readonly texts: string[] = [];
  readonly binaries: Buffer[] = [];
  readonly ended: Promise<{ code: number; reason: string }>;

  constructor(world: ApiWorld, visitor: Visitor | null, path = '/api/channel/1/live', headers: Record<string, string> = {}, says = [MSE]) {
    this.socket = new WebSocket(world.url.replace('http', 'ws') + path, {
      headers: { origin: world.url, ...(visitor && { cookie: visitor.cookieHeader }), ...headers },
    });
    this.ended = new Promise((resolve) => this.socket.once('close', (code, reason) => resolve({ code, reason: String(reason) })));
    this.socket.on('message', (data, isBinary) => (isBinary ? this.binaries.push(data as Buffer) : this.texts.push(String(data))));
    this.socket.on('error', () => undefined);
    this.socket.once('open', () => {
      for (const message of says) this.socket.send(message);
    });
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
    const offer = realOffer();
    const tile = new Tile(world, await world.signedIn(), '/api/channel/1/live?stream=sub&src=cam2', {}, [
      JSON.stringify({ type: 'webrtc/offer', value: `${offer}a=ssrc:1 cname:x\r\n`, extra: 1 }),
      ...['{"type":"publish","value":"rtmp://evil"}', '{"type":"mjpeg"}', '[]', 'exit', '{"type":"mse","value":{"a":1}}'],
    ]);
    await tile.opened();
    tile.socket.send(Buffer.from('binary'), { binary: true });
    const candidate = 'candidate:1 1 udp 2122260223 192.0.2.1 50000 typ host';
    for (const value of [candidate, 'candidate:../x', '']) tile.socket.send(JSON.stringify({ type: 'webrtc/candidate', value }));

    const heard = await world.hub.heardAll(3);
    const hub = await world.hub.joined();
    hub.send('{"type":"mse","value":"video/mp4; codecs=\\"avc1.640029\\""}');
    hub.send(Buffer.from([0, 1, 2]), { binary: true });
    const said = await tile.heard(1);
    while (tile.binaries.length === 0) await once(tile.socket, 'message');

    expect(heard.map((text) => JSON.parse(text))).toEqual([
      { type: 'webrtc/offer', value: cleanOffer(offer) },
      { type: 'webrtc/candidate', value: candidate },
      { type: 'webrtc/candidate', value: '' },
    ]);
    expect(said).toEqual([{ type: 'mse', value: 'video/mp4; codecs="avc1.640029"' }]);
    expect(tile.binaries[0]).toEqual(Buffer.from([0, 1, 2]));
    expect(world.hub.asked).toEqual(['view 1 sub of anna']);
  });

  test('is one live view, however often it asks: an offer, and MSE in its place when that is wanted', async () => {
    await using world = await ApiWorld.open();
    const offers = Array.from({ length: 50 }, () => JSON.stringify({ type: 'webrtc/offer', value: realOffer() }));
    const tile = new Tile(world, await world.signedIn(), '/api/channel/1/live', {}, offers);
    const first = await world.hub.joined();
    const firstEnds = once(first, 'close');

    for (const message of [MSE, ...offers, MSE, MSE]) tile.socket.send(message);
    const second = await world.hub.joined(2);
    await firstEnds;
    second.send('{"type":"mse","value":"of the second"}');

    expect(await tile.heard(1)).toEqual([{ type: 'mse', value: 'of the second' }]);
    expect(world.hub.asked).toEqual(['view 1 main of anna', 'camera 1 main']);
    expect([world.hub.views.size, world.viewers.count]).toEqual([0, 1]);
  });

  test('refuses an offer that would send pictures to the hub, and says so', async () => {
    await using world = await ApiWorld.open();
    const offer = JSON.stringify({ type: 'webrtc/offer', value: realOffer({ direction: 'sendonly' }) });

    const tile = new Tile(world, await world.signedIn(), '/api/channel/1/live', {}, [offer]);

    expect(await tile.heard(1)).toEqual([{ type: 'error', reason: 'unknown', value: expect.stringContaining('recvonly') }]);
    expect(world.hub.asked).toEqual([]);
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

  test('ends at once when its session does: here, elsewhere, or by itself', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const [anna, other, third] = [await world.signedIn(), await world.signedIn(), await world.signedIn()];
    const tiles = [anna, other, third].map((visitor) => new Tile(world, visitor));
    await world.hub.joined(3);
    const whep = await other.change('POST', '/api/channel/1/whep', realOffer(), { 'content-type': 'application/sdp' });
    expect([whep.status, world.hub.views.size]).toEqual([201, 1]);

    await anna.change('POST', '/api/logout');
    expect(await tiles[0]?.ended).toEqual({ code: 4401, reason: 'session_ended' });
    await third.change('DELETE', '/api/sessions');
    expect(await tiles[1]?.ended).toEqual({ code: 4401, reason: 'session_ended' });
    expect([world.hub.views.size, world.viewers.count]).toEqual([0, 1]);
    await world.database.kysely.deleteFrom('sessions').execute();
    await clock.advance(2_000);
    expect(await tiles[2]?.ended).toEqual({ code: 4401, reason: 'session_ended' });
  });

  test('ends when the hub has no room for viewers, and is not opened until it has', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const tile = new Tile(world, anna);
    await world.hub.joined();

    world.viewers.shut();

    expect(await tile.ended).toEqual({ code: 1013, reason: 'server_busy' });
    expect(await new Tile(world, anna).ended).toEqual({ code: 1013, reason: 'server_busy' });
    expect((await anna.change('POST', '/api/channel/1/whep', realOffer(), { 'content-type': 'application/sdp' })).status).toBe(503);
    world.viewers.reopen();
    await new Tile(world, anna).opened();
    await world.hub.joined(2);
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
    expect((await anna.change('POST', '/api/channel/1/whep', realOffer(), { 'content-type': 'application/sdp' })).json).toMatchObject({
      status: 429,
      type: 'urn:mini-nvr:too-many-viewers',
    });
  });

  test('and WHEP are open 64 times at most for all users together', async () => {
    const users = ['anna', 'bert', 'carl'].map((name) => ({ name, password: `${name}’s own password` }));
    await using world = await ApiWorld.open({ users });
    const [anna, bert, carl] = [
      await world.signedIn('anna', 'anna’s own password'),
      await world.signedIn('bert', 'bert’s own password'),
      await world.signedIn('carl', 'carl’s own password'),
    ];
    const watch = (visitor: Visitor) => visitor.change('POST', '/api/channel/1/whep', realOffer(), { 'content-type': 'application/sdp' });

    const first = await Promise.all(Array.from({ length: 40 }, () => watch(anna)));
    const second = await Promise.all(Array.from({ length: 32 }, () => watch(bert)));

    expect(first.filter(({ status }) => status === 201)).toHaveLength(32);
    expect(second.filter(({ status }) => status === 201)).toHaveLength(32);
    expect((await watch(carl)).status).toBe(429);
    const [view] = world.hub.views;
    view?.end();
    await view?.ended;
    expect((await watch(carl)).status).toBe(201);
  });

  test('is dropped when the browser says too much at once or cannot keep up', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const loud = await new Tile(world, anna).opened();
    await world.hub.joined();
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

    const { status, headers, text } = await ask('/api/channel/1/whep', realOffer());

    expect({ status, text, type: headers['content-type'] }).toEqual({ status: 201, text: 'v=0\r\nanswer', type: 'application/sdp' });
    expect((await ask('/api/channel/1/whep', 'v=0', 'text/plain')).status).toBe(415);
    for (const offer of [madeUpOffer(), realOffer({ direction: 'sendrecv' }), realOffer({ more: ['application'] })])
      expect((await ask('/api/channel/1/whep', offer)).json).toMatchObject({ status: 400, type: 'urn:mini-nvr:input-invalid' });
    expect((await ask('/api/channel/1/whep', 'GET / HTTP/1.1')).status).toBe(400);
    expect((await ask('/api/channel/9/whep', realOffer())).status).toBe(400);
    expect((await ask('/api/channel/1/whep', `v=0${'x'.repeat(70_000)}`)).status).toBe(413);
    expect((await ask('/api/login', 'v=0')).status).toBe(415);
    expect(world.hub.asked).toEqual(['view 1 main of anna']);
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

test('a camera with another password is asked at once, although the one before was to be left alone', async () => {
  await using world = await ApiWorld.open();
  const anna = await world.signedIn();
  world.hub.answer = () => Promise.reject(new StreamUnavailable('auth_failed', 'The camera refuses the user name or password'));
  await anna.get('/api/channel/1/snapshot.jpg');
  world.hub.answer = async () => 'picture';
  const refused = (await anna.get('/api/channel/1/snapshot.jpg')).status;

  world.api.cameraChanged(1);

  expect([refused, (await anna.get('/api/channel/1/snapshot.jpg')).status]).toEqual([503, 200]);
});
