import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { ApiWorld } from '../fakes/api-world.ts';

const NAME = 'ch1/2026-11-22/101500+0100.mp4';
/** More than the buffers between two sockets hold. */
const LARGE = Buffer.alloc(48 * 2 ** 20);

test('a download that nobody reads is ended after a minute, one that is read is not', async () => {
  await using world = await ApiWorld.open();
  await world.addSegment(NAME, LARGE);
  const anna = await world.signedIn();
  const { hostname, port } = new URL(world.url);
  const open = async (): Promise<IncomingMessage> => {
    const path = `/recordings/${NAME.replace('+', '%2B')}`;
    const [answer] = await once(get({ hostname, port, path, headers: { cookie: anna.cookieHeader }, agent: false }), 'response');
    return (answer as IncomingMessage).on('error', () => undefined);
  };

  const [unread, slow] = [await open(), await open()];
  const sipping = setInterval(() => slow.read(256 * 1024), 500); // far slower than it could be sent
  await new Promise((done) => setTimeout(done, 75_000));
  clearInterval(sipping);
  const ends = [unread, slow].map(async (answer) => {
    answer.resume();
    if (!answer.closed) await new Promise((done) => answer.once('close', done));
    return answer.complete;
  });

  expect(await Promise.all(ends)).toEqual([false, true]);
});
