import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ApiWorld, PASSWORD } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Visitor } from '../../../test/fakes/visitor.ts';

let world: ApiWorld;
let clock: FakeClock;
beforeEach(async () => {
  clock = new FakeClock();
  world = await ApiWorld.open({ clock });
});
afterEach(() => world[Symbol.asyncDispose]());

const from = (address: string): Visitor => new Visitor(world.url, address);

/** Wrong passwords for one account, as many as an address may try at once. */
async function guess(addresses: readonly string[], account = 'anna'): Promise<number[]> {
  const statuses: number[] = [];
  for (const address of addresses)
    for (let index = 0; index < 5; index++) statuses.push((await from(address).login(account, 'wrong')).status);
  return statuses;
}

describe('somebody who guesses the password of an account', () => {
  test('does not keep its owner out, who comes from another network', async () => {
    expect(new Set(await guess(['127.0.3.1', '127.0.3.2', '127.0.3.3', '127.0.3.4']))).toEqual(new Set([401]));

    expect((await from('127.0.4.1').login()).status).toBe(200);
  });

  test('keeps others of his own network out, but no device that has signed in before', async () => {
    const laptop = from('127.0.3.1');
    await laptop.login();
    await laptop.change('POST', '/api/logout');
    await clock.advance(60_000);
    await guess(['127.0.3.1']);

    const stranger = await from('127.0.3.1').login();
    const owner = await laptop.login();

    expect([stranger.status, owner.status]).toEqual([429, 200]);
    expect(Number(stranger.headers['retry-after'])).toBeGreaterThan(0);
  });
});

describe('a device that has signed in before', () => {
  test('holds a cookie that no script can read and that goes to the sign-in only', async () => {
    const { headers } = await from('127.0.3.1').login();

    const cookie = headers['set-cookie']?.find((line) => line.startsWith('device_'));
    expect(cookie).toMatch(/; Path=\/api\/login; HttpOnly; SameSite=Strict$/);
    expect(cookie).toMatch(/Max-Age=34560000/);
  });

  test('is known for its own user only, and not by a cookie that somebody made up', async () => {
    const laptop = from('127.0.3.1');
    await laptop.login();
    await clock.advance(60_000);
    await guess(['127.0.3.1'], 'bert');
    for (const [name, value] of laptop.cookies) if (name.startsWith('device_')) laptop.cookies.set(name, value.replace(/.$/, '_'));

    expect((await laptop.login('bert', 'bert’s own password')).status).toBe(429);
    expect((await laptop.login()).status).toBe(429);
  });

  test('has a budget too: five attempts a minute', async () => {
    const laptop = from('127.0.3.1');
    await laptop.login();
    const statuses: number[] = [];

    for (let index = 0; index < 6; index++) statuses.push((await laptop.login('anna', 'wrong')).status);

    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    await clock.advance(60_000);
    expect((await laptop.login('anna', PASSWORD)).status).toBe(200);
  });
});
