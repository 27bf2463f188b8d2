import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Database } from '../database/database.ts';
import { silentLog } from '../lib/log.ts';
import { type Attempt, LoginLimits } from './login-limits.ts';

let database: Database;
let clock: FakeClock;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', folder: '/nowhere', log: silentLog() });
  clock = new FakeClock();
});
afterEach(() => database[Symbol.asyncDispose]());

const of = (address: string, account: string, device: string | null = null): Attempt => ({ address, account, device });
const open = (): Promise<LoginLimits> => LoginLimits.open({ kysely: database.kysely, key: 'k'.repeat(32), clock });

describe('limits on signing in', () => {
  test('let five attempts a minute pass and tell the sixth how long to wait', async () => {
    const limits = await open();
    for (let attempt = 0; attempt < 5; attempt++) {
      await limits.count(of('192.0.2.1', `user${attempt}`));
      await clock.advance(2_000);
    }

    await expect(limits.count(of('192.0.2.1', 'user'))).rejects.toMatchObject({ code: 'too-many-attempts', data: { retryAfterS: 50 } });
    await expect(limits.count(of('192.0.2.2', 'user'))).resolves.toBeDefined();
    await clock.advance(50_000);
    await expect(limits.count(of('192.0.2.1', 'user'))).resolves.toBeDefined();
  });

  test('never let more than five pass within any minute', async () => {
    const limits = await open();
    const passed: number[] = [];

    for (let second = 0; second < 300; second += 3) {
      await limits.count(of('192.0.2.1', `user${second}`)).then(
        () => passed.push(second),
        () => undefined,
      );
      await clock.advance(3_000);
    }

    for (const start of passed) expect(passed.filter((at) => at >= start && at < start + 60).length).toBeLessThanOrEqual(5);
    expect(passed.length).toBe(25);
  });

  test('let twenty failures of an account pass from a network in fifteen minutes, and never lock it for good', async () => {
    const limits = await open();
    for (let attempt = 0; attempt < 20; attempt++) {
      await limits.count(of('192.0.2.1', 'admin'));
      await clock.advance(12_000);
    }

    await clock.advance(60_000);
    await expect(limits.count(of('192.0.2.1', 'admin'))).rejects.toMatchObject({ data: { retryAfterS: 600 } });
    await expect(limits.count(of('192.0.2.1', 'guest'))).resolves.toBeDefined();
    await expect(limits.count(of('198.51.100.1', 'admin'))).resolves.toBeDefined();
    await clock.advance(600_000);
    await expect(limits.count(of('192.0.2.1', 'admin'))).resolves.toBeDefined();
  });

  test('count an IPv6 network of 64 bits as one', async () => {
    const limits = await open();
    for (let attempt = 0; attempt < 5; attempt++) await limits.count(of(`2001:db8::${attempt}`, 'admin'));

    await expect(limits.count(of('2001:db8::ffff', 'admin'))).rejects.toMatchObject({ code: 'too-many-attempts' });
    await expect(limits.count(of('2001:db8:0:1::1', 'admin'))).resolves.toBeDefined();
  });

  test('leave each network one guess more when an account is guessed from everywhere, and at last none', async () => {
    const limits = await open();
    const everywhere = (index: number): string => `10.${index >> 8}.${index & 255}.1`;
    for (let index = 0; index < 100; index++) await limits.count(of(everywhere(index), 'admin'));

    await expect(limits.count(of(everywhere(0), 'admin'))).rejects.toMatchObject({ data: { retryAfterS: 900 } });
    for (let index = 100; index < 1_000; index++) await limits.count(of(everywhere(index), 'admin'));
    await expect(limits.count(of('198.51.100.1', 'admin'))).rejects.toMatchObject({ data: { retryAfterS: 900 } });
    await expect(limits.count(of('198.51.100.1', 'guest'))).resolves.toBeDefined();
    await expect(limits.count(of('198.51.100.1', 'admin', 'laptop'))).resolves.toBeDefined();
  });

  test('give a known device a budget of its own', async () => {
    const limits = await open();
    for (let attempt = 0; attempt < 5; attempt++) await limits.count(of('192.0.2.1', 'admin'));

    for (let attempt = 0; attempt < 5; attempt++) await limits.count(of('192.0.2.1', 'admin', 'laptop'));
    await expect(limits.count(of('192.0.2.1', 'admin', 'laptop'))).rejects.toMatchObject({ data: { retryAfterS: 60 } });
    await expect(limits.count(of('192.0.2.1', 'admin', 'phone'))).resolves.toBeDefined();
  });

  test('do not count what was right against the account', async () => {
    const limits = await open();

    for (let attempt = 0; attempt < 50; attempt++) {
      const counted = await limits.count(of(`192.0.2.${attempt}`, 'admin'));
      await counted.forgive();
    }

    await expect(limits.count(of('198.51.100.1', 'admin'))).resolves.toBeDefined();
  });

  test('survive a restart', async () => {
    const before = await open();
    for (let attempt = 0; attempt < 5; attempt++) await before.count(of('192.0.2.1', 'admin'));
    for (let attempt = 0; attempt < 5; attempt++) await before.count(of('192.0.2.9', 'admin', 'laptop'));

    const after = await open();

    await expect(after.count(of('192.0.2.1', 'admin'))).rejects.toMatchObject({ code: 'too-many-attempts' });
    await expect(after.count(of('192.0.2.9', 'admin', 'laptop'))).rejects.toMatchObject({ code: 'too-many-attempts' });
    await clock.advance(60_000);
    await expect((await open()).count(of('192.0.2.1', 'admin'))).resolves.toBeDefined();
  });

  test('remember at most 10,000 of them, in memory as on disk', async () => {
    const limits = await open();

    for (let index = 0; index < 4_000; index++)
      await limits.count(of(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, `name ${index}`));

    const { rows } = await database.kysely
      .selectFrom('login_attempts')
      .select((select) => select.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    expect(limits.size).toBe(10_000);
    expect(rows).toBe(10_000);
  }, 30_000);

  test('do not keep what was typed as a name', async () => {
    await (await open()).count(of('192.0.2.1', 'my password by mistake'));

    const rows = await database.kysely.selectFrom('login_attempts').selectAll().execute();
    expect(rows).toHaveLength(3);
    expect(JSON.stringify(rows)).not.toContain('mistake');
  });
});
