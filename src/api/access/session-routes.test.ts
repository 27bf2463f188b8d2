import { describe, expect, test } from 'vitest';
import { ApiWorld, PASSWORD } from '../../../test/fakes/api-world.ts';
import { watchBusyStretch } from '../../../test/fakes/busy-stretch.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Visitor } from '../../../test/fakes/visitor.ts';

describe('signing in', () => {
  test('needs nothing but JSON and gives its cookies', async () => {
    await using world = await ApiWorld.open();

    const { status, json, headers } = await world.visitor().login();

    expect(status).toBe(200);
    expect(json).toEqual({ message: 'Logged in' });
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^sid=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/^csrf_token=[\w-]{43}; Max-Age=2592000; Path=\/; SameSite=Lax$/),
      expect.stringMatching(/^device_[0-9a-f]{12}=[\w-]{22}\.[\w-]{43}; Max-Age=34560000; Path=\/api\/login; HttpOnly; SameSite=Strict$/),
    ]);
  });

  test('over https gives cookies that are Secure and bound to the host', async () => {
    await using world = await ApiWorld.open({ server: { publicUrl: new URL('https://nvr.example.org') } });
    const anna = world.visitor();

    const { headers } = await anna.login();

    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-sid=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
      expect.stringMatching(/^csrf_token=[\w-]{43}; Max-Age=2592000; Path=\/; Secure; SameSite=Lax$/),
      expect.stringMatching(/^device_[\w=.-]{79}; Max-Age=34560000; Path=\/api\/login; HttpOnly; Secure; SameSite=Strict$/),
    ]);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await anna.get('/api/me')).json).toEqual({ user: 'anna' });
    expect((await world.visitor().get('/api/me', { cookie: anna.cookieHeader.replace('__Host-sid', 'sid') })).json).toEqual({ user: null });
  });

  test('answers the same for wrong passwords and unknown users', async () => {
    await using world = await ApiWorld.open();

    const answers = await Promise.all(['anna', 'nobody'].map((name) => world.visitor().login(name, 'wrong')));

    const [known, unknown] = answers.map(({ status, headers, json: { traceId: _, ...problem } }) => ({
      status,
      problem,
      headers: Object.keys(headers),
    }));
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({ status: 401, problem: { detail: 'Invalid credentials', title: 'Unauthorized' } });
  });

  test('is refused the sixth time within a minute, for this address only', async () => {
    await using world = await ApiWorld.open();
    const guesser = world.visitor();
    for (let attempt = 0; attempt < 5; attempt++) expect((await guesser.login('anna', `wrong ${attempt}`)).status).toBe(401);

    const sixth = await guesser.login();

    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(50);
    expect((await world.visitor().login()).status).toBe(200);
  });

  test('counts the address of the socket, whatever a header claims', async () => {
    await using world = await ApiWorld.open();
    const guesser = world.visitor();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const headers = {
        'x-forwarded-for': `203.0.113.${attempt}`,
        forwarded: `for=203.0.113.${attempt}`,
        'x-real-ip': `203.0.113.${attempt}`,
      };
      statuses.push((await guesser.ask('/api/login', { method: 'POST', body: { username: 'anna', password: 'x' }, headers })).status);
    }

    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  });

  test('counts the address a trusted proxy names, and only the one it added', async () => {
    await using world = await ApiWorld.open({ server: { trustProxy: ['127.0.0.1'] } });
    const proxy = new Visitor(world.url, '127.0.0.1');
    const ask = async (forwarded: string, visitor = proxy): Promise<number> =>
      (
        await visitor.ask('/api/login', {
          method: 'POST',
          body: { username: 'x', password: 'x' },
          headers: { 'x-forwarded-for': forwarded },
        })
      ).status;
    for (let attempt = 0; attempt < 5; attempt++) await ask(`6.6.6.${attempt}, 203.0.113.9`);

    expect(await ask('6.6.6.99, 203.0.113.9')).toBe(429);
    expect(await ask('203.0.113.10')).toBe(401);
    expect(await ask('203.0.113.9', new Visitor(world.url, '127.0.0.77'))).toBe(401);
  });

  test('knows IPv4 visitors and proxies on a socket for both families', async () => {
    await using world = await ApiWorld.open({ host: '::', server: { trustProxy: ['127.0.0.1/32'] } });
    const base = world.url.replace('localhost', '127.0.0.1');
    const proxied = new Visitor(base, '127.0.0.1');

    await new Visitor(base, '127.0.0.9').login();
    await proxied.ask('/api/login', {
      method: 'POST',
      body: { username: 'anna', password: PASSWORD },
      headers: { 'x-forwarded-for': '203.0.113.9' },
    });

    const addresses = (await proxied.get('/api/sessions')).json.sessions.map(({ address }: { address: string }) => address);
    expect(addresses.toSorted()).toEqual(['127.0.0.9', '203.0.113.9']);
  });

  test('with a CSRF header demands that it is the one of the cookie', async () => {
    await using world = await ApiWorld.open();
    const body = { username: 'anna', password: PASSWORD };
    const ask = async (headers: Record<string, string>) =>
      (await world.visitor().ask('/api/login', { method: 'POST', body, headers })).status;

    expect(await ask({ 'x-csrf-token': 'a' })).toBe(403);
    expect(await ask({ 'x-csrf-token': 'a', cookie: 'csrf_token=b' })).toBe(403);
    expect(await ask({ 'x-csrf-token': 'a', cookie: 'csrf_token=a' })).toBe(200);
    expect(await ask({ cookie: 'csrf_token=left-over; sid=left-over' })).toBe(200);
  });

  test('again in the same browser ends the session it had', async () => {
    await using world = await ApiWorld.open();
    const anna = world.visitor();
    await anna.login();
    const before = anna.cookieHeader;

    await anna.login();

    expect(anna.cookieHeader).not.toBe(before);
    expect((await world.visitor().get('/api/config', { cookie: before })).status).toBe(401);
    expect((await anna.get('/api/sessions')).json.sessions).toHaveLength(1);
  });

  test('the sixth time at once ends the oldest session', async () => {
    await using world = await ApiWorld.open();
    const visitors: Visitor[] = [];
    for (let index = 0; index < 6; index++) {
      visitors.push(await world.signedIn());
      await new Promise((resolve) => setTimeout(resolve, 2)); // sessions are told apart by the millisecond
    }

    const statuses = await Promise.all(visitors.map(async (visitor) => (await visitor.get('/api/config')).status));

    expect(statuses).toEqual([401, 200, 200, 200, 200, 200]);
  });

  test('stays fast for others while a flood of guesses is hashed', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();

    const longestMs = watchBusyStretch();
    const flood = Array.from({ length: 50 }, () => world.visitor().login('anna', 'wrong'));
    let answered = 0;
    const isOver = Promise.all(flood).then(() => answered);
    for (; answered < 20; answered++) await anna.get('/api/config');
    const statuses = (await Promise.all(flood)).map(({ status }) => status);

    expect(statuses.every((status) => [401, 429, 503].includes(status))).toBe(true);
    expect(await isOver).toBeGreaterThanOrEqual(5); // they do not wait until all guesses are hashed,
    expect(longestMs()).toBeLessThan(200); // and nothing else holds them up
  });
});

describe('a session', () => {
  test('ends on the server at sign-out, and the cookies are taken back', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const cookie = anna.cookieHeader;

    const { status, json } = await anna.change('POST', '/api/logout');

    expect({ status, json }).toEqual({ status: 200, json: { message: 'Logged out' } });
    expect([...anna.cookies.keys()]).toEqual([expect.stringMatching(/^device_/)]);
    expect((await world.visitor().get('/api/config', { cookie })).status).toBe(401);
    expect((await world.visitor().get('/api/me', { cookie })).json).toEqual({ user: null });
  });

  test('ends after a day without use', async () => {
    const clock = new FakeClock();
    await using world = await ApiWorld.open({ clock });
    const anna = await world.signedIn();

    await clock.advance(23 * 3_600_000);
    expect((await anna.get('/api/config')).status).toBe(200);
    await clock.advance(24 * 3_600_000);

    expect((await anna.get('/api/config')).status).toBe(401);
  });

  test('gets its CSRF cookie again where it is lost', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const token = anna.cookies.get('csrf_token');
    anna.cookies.delete('csrf_token');

    expect((await anna.get('/api/me')).json).toEqual({ user: 'anna' });

    expect(anna.cookies.get('csrf_token')).toBe(token);
    expect((await anna.get('/api/me')).headers['set-cookie']).toBeUndefined();
  });

  test('is listed, and ended alone or with all the others', async () => {
    await using world = await ApiWorld.open();
    const [here, there, elsewhere] = [await world.signedIn(), await world.signedIn(), await world.signedIn()];
    const { sessions } = (await here.get('/api/sessions')).json;
    const thereId = sessions.find(({ address }: { address: string }) => address === '127.0.0.3').id;

    expect(sessions).toHaveLength(3);
    expect(sessions.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toHaveLength(1);
    expect((await here.change('DELETE', `/api/sessions/${thereId}`)).json).toEqual({ message: 'Ended' });
    expect((await there.get('/api/config')).status).toBe(401);
    expect((await elsewhere.get('/api/config')).status).toBe(200);
    expect((await here.change('DELETE', '/api/sessions')).json).toEqual({ message: 'Ended 1' });
    expect((await elsewhere.get('/api/config')).status).toBe(401);
    expect((await here.get('/api/config')).status).toBe(200);
  });

  test('of somebody else can be neither seen nor ended', async () => {
    await using world = await ApiWorld.open();
    const anna = await world.signedIn();
    const bert = await world.signedIn('bert', 'bert’s own password');
    const [{ id }] = (await anna.get('/api/sessions')).json.sessions;

    expect((await bert.get('/api/sessions')).text).not.toContain(id);
    expect((await bert.change('DELETE', `/api/sessions/${id}`)).status).toBe(404);
    expect((await anna.get('/api/config')).status).toBe(200);
  });
});
