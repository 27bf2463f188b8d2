import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import type { Visitor } from '../../../test/fakes/visitor.ts';

const NAME = 'ch1/2026-11-22/101500+0100.mp4';
/** More than the buffers between two sockets hold. */
const LARGE = Buffer.alloc(48 * 2 ** 20);

let world: ApiWorld;
let open: IncomingMessage[];
beforeEach(async () => {
  world = await ApiWorld.open();
  open = [];
  await world.addSegment(NAME, LARGE);
});
afterEach(async () => {
  for (const answer of open) answer.destroy();
  await world[Symbol.asyncDispose]();
});

/** A download that nobody reads, after its head has arrived. */
async function unread({ cookieHeader }: Visitor, path = `/recordings/${NAME.replace('+', '%2B')}`): Promise<IncomingMessage> {
  const { hostname, port } = new URL(world.url);
  const [answer] = await once(get({ hostname, port, path, headers: { cookie: cookieHeader }, agent: false }), 'response');
  const download = answer as IncomingMessage;
  download.on('error', () => undefined);
  open.push(download);
  return download;
}

/** Reads what is left. @returns whether all of it came */
async function readToEnd(download: IncomingMessage): Promise<boolean> {
  download.resume();
  if (!download.closed) await new Promise((done) => download.once('close', done)); // `once` would throw what cut it
  return download.complete;
}

describe('downloads', () => {
  test('are 32 for each user, and others still get theirs', async () => {
    const [anna, bert] = [await world.signedIn(), await world.signedIn('bert', 'bert’s own password')];
    const statuses = [];
    for (let index = 0; index < 33; index++) statuses.push((await unread(anna)).statusCode);

    expect(statuses.slice(0, 32)).toEqual(Array(32).fill(200));
    expect(statuses[32]).toBe(429);
    expect((await unread(bert)).statusCode).toBe(200);
    for (const answer of open.splice(0)) answer.destroy();
    await expect.poll(async () => (await unread(anna)).statusCode).toBe(200);
  });

  test('end at once when their session is signed out', async () => {
    const anna = await world.signedIn();
    const download = await unread(anna);

    await anna.change('POST', '/api/logout');

    expect(await readToEnd(download)).toBe(false);
  });

  test('end when their session is ended from another device, and only those', async () => {
    const [anna, phone] = [await world.signedIn(), await world.signedIn()];
    const [mine, other] = [await unread(anna), await unread(phone)];

    await anna.change('DELETE', '/api/sessions');

    expect(await readToEnd(other)).toBe(false);
    expect(await readToEnd(mine)).toBe(true);
  });

  test('end when a sixth sign-in ends their session', async () => {
    const anna = await world.signedIn();
    const download = await unread(anna);

    for (let index = 0; index < 5; index++) await world.signedIn();

    expect(await readToEnd(download)).toBe(false);
  });

  test('end within five seconds when their session is gone from the database', async () => {
    const anna = await world.signedIn();
    const download = await unread(anna);

    await world.database.kysely.deleteFrom('sessions').execute();
    await expect.poll(() => world.database.kysely.selectFrom('sessions').selectAll().execute()).toEqual([]);
    await new Promise((done) => setTimeout(done, 5_000));

    expect(await readToEnd(download)).toBe(false);
  });
});
