import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { eventText } from '../catalogue/catalogue.ts';
import { Database } from '../database/database.ts';
import { silentLog } from '../lib/log.ts';
import { Auth, type AuthOptions } from './auth.ts';

const HOUR = 3_600_000;
const PASSWORD = 'correct horse battery';

let folder: string;
let database: Database;
let clock: FakeClock;
let lines: string[];
let events: { kind: string; text: string }[];
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'auth-'));
  database = await Database.open({ url: 'sqlite::memory:', folder, log: silentLog() });
  clock = new FakeClock();
  lines = [];
  events = [];
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function open(options: Partial<AuthOptions> = {}): Promise<Auth> {
  return Auth.open({
    database,
    dataDir: folder,
    secretKey: 'a secret key of some length',
    users: [{ name: 'anna', password: PASSWORD }],
    clock,
    log: silentLog(),
    note: (event) => events.push({ kind: event.kind, text: eventText(event) }),
    announce: (line) => lines.push(line),
    ...options,
  });
}

/** Each from an address of its own, so that the limits stay out of the way. */
let visitor = 0;
function signIn(auth: Auth, username = 'anna', password = PASSWORD): ReturnType<Auth['login']> {
  return auth.login({ username, password, address: `192.0.2.${visitor++ % 250}`, userAgent: 'a test' });
}

describe('users', () => {
  test('sign in with a plain or hashed password of the configuration', async () => {
    const auth = await open({
      users: [
        { name: 'anna', password: PASSWORD },
        { name: 'bert', password: await bcrypt('bert’s own', 10) },
      ],
    });

    expect((await signIn(auth)).session.user).toBe('anna');
    expect((await signIn(auth, 'bert', 'bert’s own')).session.user).toBe('bert');
    await expect(signIn(auth, 'bert', PASSWORD)).rejects.toMatchObject({ code: 'invalid-credentials' });
    await expect(signIn(auth, 'anna', 'bert’s own')).rejects.toMatchObject({ code: 'invalid-credentials' });
  });

  test('are refused with the same words, known or not', async () => {
    const auth = await open();

    const refusals = await Promise.all(
      ['anna', 'nobody', '', '__proto__', 'constructor'].map((name) => signIn(auth, name, 'wrong').catch((error: unknown) => error)),
    );

    for (const refusal of refusals)
      expect(refusal).toMatchObject({ code: 'invalid-credentials', message: 'Invalid credentials', data: {} });
  });

  test('take the same time, known or not, however their passwords are hashed', async () => {
    const auth = await open({
      users: [
        { name: 'anna', password: PASSWORD },
        { name: 'bert', password: await bcrypt('bert’s own', 10) },
      ],
    });
    const times: Record<string, number[]> = { anna: [], bert: [], nobody: [] };

    for (let round = 0; round < 8; round++) {
      for (const [name, list] of Object.entries(times)) {
        const before = process.cpuUsage();
        await signIn(auth, name, `wrong ${round}`).catch(() => undefined);
        const { user, system } = process.cpuUsage(before);
        list.push(user + system);
        await clock.advance(60_000);
      }
    }

    // processor time, and the least of it: the clock on the wall says more about this machine's other guests
    const [anna = 0, bert = 0, nobody = 0] = Object.values(times).map((list) => Math.min(...list));
    expect(Math.abs(anna - nobody) / nobody).toBeLessThan(0.1);
    expect(Math.abs(bert - nobody) / nobody).toBeLessThan(0.1);
  }, 60_000);

  test('have no plain password in the database', async () => {
    await signIn(await open());

    const dump = await Promise.all(
      (['users', 'sessions', 'meta', 'login_attempts', 'events'] as const).map((table) =>
        database.kysely.selectFrom(table).selectAll().execute(),
      ),
    );
    expect(JSON.stringify(dump)).not.toContain(PASSWORD);
    expect(JSON.stringify(dump)).toContain('$argon2id$');
  });

  test('none configured: admin gets a password that is told once and survives restarts', async () => {
    const auth = await open({ users: [] });
    await open({ users: [] });
    const password = /password (\S+)/.exec(lines.join())?.[1] ?? '';

    expect(lines).toHaveLength(1);
    expect(password).toMatch(/^([a-z2-9]{5}-){3}[a-z2-9]{5}$/);
    expect((await signIn(auth, 'admin', password)).session.user).toBe('admin');
    expect((await signIn(await open({ users: [] }), 'admin', password)).session.user).toBe('admin');
  });

  test('the generated admin is gone when users are configured, and new when they are gone again', async () => {
    await open({ users: [] });
    const [first = ''] = lines;
    const configured = await open();
    await expect(signIn(configured, 'admin', /password (\S+)/.exec(first)?.[1])).rejects.toMatchObject({ code: 'invalid-credentials' });

    await open({ users: [] });

    expect(lines).toHaveLength(2);
    expect(lines[1]).not.toBe(first);
  });

  test('a password changed in the configuration ends that user’s sessions, a mere restart does not', async () => {
    const users = [
      { name: 'anna', password: PASSWORD },
      { name: 'bert', password: 'bert’s own' },
    ];
    const auth = await open({ users });
    const [anna, bert] = [await signIn(auth), await signIn(auth, 'bert', 'bert’s own')];

    const restarted = await open({ users });
    expect(await restarted.sessionOf(anna.token)).toMatchObject({ user: 'anna' });
    const changed = await open({
      users: users.map(({ name, password }) => ({ name, password: name === 'anna' ? 'another one' : password })),
    });

    expect(await changed.sessionOf(anna.token)).toBeNull();
    expect(await changed.sessionOf(bert.token)).toMatchObject({ user: 'bert' });
    expect(await (await open({ users: users.slice(0, 1) })).sessionOf(bert.token)).toBeNull();
  });
});

describe('sessions', () => {
  test('are found by their token only, of which the database holds the hash', async () => {
    const auth = await open();
    const { token, session } = await signIn(auth);

    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await auth.sessionOf(token)).toEqual(session);
    for (const other of [undefined, '', session.idHash, session.id, `${token}x`, token.slice(1)])
      expect(await auth.sessionOf(other)).toBeNull();
    expect(JSON.stringify(await database.kysely.selectFrom('sessions').selectAll().execute())).not.toContain(token);
  });

  test('are five per user: the sixth ends the oldest', async () => {
    const auth = await open();
    const tokens: string[] = [];
    for (let index = 0; index < 6; index++) {
      tokens.push((await signIn(auth)).token);
      await clock.advance(1000);
    }

    const alive = await Promise.all(tokens.map((token) => auth.sessionOf(token)));

    expect(alive.map(Boolean)).toEqual([false, true, true, true, true, true]);
    expect(await auth.sessionsOf('anna')).toHaveLength(5);
  });

  test('end after 24 idle hours, slide with use, and end after 30 days in any case', async () => {
    const auth = await open();
    const idle = await signIn(auth);
    const used = await signIn(auth);

    for (let hours = 0; hours < 30 * 24 - 20; hours += 20) {
      await clock.advance(20 * HOUR);
      expect(await auth.sessionOf(used.token)).not.toBeNull();
    }
    await clock.advance(20 * HOUR);

    expect(await auth.sessionOf(idle.token)).toBeNull();
    expect(await auth.sessionOf(used.token)).toBeNull();
    expect(await auth.isAlive(used.session)).toBe(false);
  });

  test('write that they were used at most once a minute', async () => {
    const auth = await open();
    const { token, session } = await signIn(auth);

    await clock.advance(59_000);
    expect((await auth.sessionOf(token))?.lastSeenAt).toBe(session.createdAt);
    await clock.advance(1_000);
    expect((await auth.sessionOf(token))?.lastSeenAt).toBe(session.createdAt + 60_000);
  });

  test('are listed and ended one by one or all the others, by their own user only', async () => {
    const auth = await open({
      users: [
        { name: 'anna', password: PASSWORD },
        { name: 'bert', password: 'bert’s own' },
      ],
    });
    const [one, two, three] = [await signIn(auth), await signIn(auth), await signIn(auth)];
    const bert = await signIn(auth, 'bert', 'bert’s own');

    expect(await auth.endSession('bert', one.session.id, '192.0.2.9')).toBe(false);
    expect(await auth.endSession('anna', one.session.id, '192.0.2.9')).toBe(true);
    expect(await auth.endOtherSessions(two.session, '192.0.2.9')).toBe(1);

    expect(await auth.sessionOf(one.token)).toBeNull();
    expect(await auth.sessionOf(three.token)).toBeNull();
    expect(await auth.sessionOf(two.token)).not.toBeNull();
    expect(await auth.sessionOf(bert.token)).not.toBeNull();
  });
});

describe('CSRF tokens', () => {
  test('belong to one session and one key', async () => {
    const auth = await open();
    const [one, two] = [await signIn(auth), await signIn(auth)];
    const token = auth.csrfTokenFor(one.session);

    expect(auth.isCsrfValid(one.session, token, token)).toBe(true);
    expect(auth.isCsrfValid(two.session, token, token)).toBe(false);
    expect(auth.isCsrfValid(one.session, token, auth.csrfTokenFor(two.session))).toBe(false);
    expect(auth.isCsrfValid(one.session, undefined, token)).toBe(false);
    expect(auth.isCsrfValid(one.session, token, undefined)).toBe(false);
    expect(auth.isCsrfValid(one.session, '', '')).toBe(false);
    expect((await open({ secretKey: 'another key of some length' })).isCsrfValid(one.session, token, token)).toBe(false);
    expect((await open()).isCsrfValid(one.session, token, token)).toBe(true);
  });
});

describe('events', () => {
  test('tell each sign-in, failure and sign-out once, without what was typed as an unknown name', async () => {
    const auth = await open();
    const { session } = await signIn(auth);
    await signIn(auth, 'my password by mistake', 'x').catch(() => undefined);
    await signIn(auth, 'anna', 'x').catch(() => undefined);
    await auth.logout(session, '192.0.2.77');

    expect(events.map(({ kind }) => kind)).toEqual(['sign_in', 'sign_in_failed', 'sign_in_failed', 'sign_out']);
    expect(JSON.stringify(events)).not.toContain('mistake');
    expect(events.at(-1)?.text).toBe('anna signed out from 192.0.2.77');
  });
});

test('without SECRET_KEY one is made in DATA_DIR and kept', async () => {
  const auth = await open({ secretKey: null });
  const { session } = await signIn(auth);

  expect((await open({ secretKey: null })).csrfTokenFor(session)).toBe(auth.csrfTokenFor(session));
});
