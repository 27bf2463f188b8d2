import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Database } from '../database/database.ts';
import { silentLog } from '../lib/log.ts';
import { LoginLimits } from './login-limits.ts';

let database: Database;
let clock: FakeClock;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', folder: '/nowhere', log: silentLog() });
  clock = new FakeClock();
});
afterEach(() => database[Symbol.asyncDispose]());

const open = (): Promise<LoginLimits> => LoginLimits.open({ kysely: database.kysely, key: 'k'.repeat(32), clock });

describe('limits on signing in', () => {
  test('let five attempts a minute pass and tell the sixth how long to wait', async () => {
    const limits = await open();
    for (let attempt = 0; attempt < 5; attempt++) {
      await limits.count('192.0.2.1', `user${attempt}`);
      await clock.advance(2_000);
    }

    await expect(limits.count('192.0.2.1', 'user')).rejects.toMatchObject({ code: 'too-many-attempts', data: { retryAfterS: 50 } });
    await expect(limits.count('192.0.2.2', 'user')).resolves.toBeDefined();
    await clock.advance(50_000);
    await expect(limits.count('192.0.2.1', 'user')).resolves.toBeDefined();
  });

  test('never let more than five pass within any minute', async () => {
    const limits = await open();
    const passed: number[] = [];

    for (let second = 0; second < 300; second += 3) {
      await limits.count('192.0.2.1', `user${second}`).then(
        () => passed.push(second),
        () => undefined,
      );
      await clock.advance(3_000);
    }

    for (const start of passed) expect(passed.filter((at) => at >= start && at < start + 60).length).toBeLessThanOrEqual(5);
    expect(passed.length).toBe(25);
  });

  test('let twenty failures of an account pass in fifteen minutes, from whatever address, and never lock it for good', async () => {
    const limits = await open();
    for (let attempt = 0; attempt < 20; attempt++) await limits.count(`192.0.2.${attempt}`, 'admin');

    await expect(limits.count('198.51.100.1', 'admin')).rejects.toMatchObject({ data: { retryAfterS: 900 } });
    await expect(limits.count('198.51.100.2', 'guest')).resolves.toBeDefined();
    await clock.advance(15 * 60_000);
    await expect(limits.count('198.51.100.1', 'admin')).resolves.toBeDefined();
  });

  test('do not count what was right against the account', async () => {
    const limits = await open();

    for (let attempt = 0; attempt < 50; attempt++) {
      const counted = await limits.count(`192.0.2.${attempt}`, 'admin');
      await counted.forgive();
    }

    await expect(limits.count('198.51.100.1', 'admin')).resolves.toBeDefined();
  });

  test('survive a restart', async () => {
    const before = await open();
    for (let attempt = 0; attempt < 5; attempt++) await before.count('192.0.2.1', 'admin');

    const after = await open();

    await expect(after.count('192.0.2.1', 'admin')).rejects.toMatchObject({ code: 'too-many-attempts' });
    await clock.advance(60_000);
    await expect((await open()).count('192.0.2.1', 'admin')).resolves.toBeDefined();
  });

  test('remember at most 10,000 addresses and accounts, in memory as on disk', async () => {
    const limits = await open();

    for (let index = 0; index < 6_000; index++)
      await limits.count(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`, `name ${index}`);

    const { rows } = await database.kysely
      .selectFrom('login_attempts')
      .select((select) => select.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    expect(limits.size).toBe(10_000);
    expect(rows).toBe(10_000);
  }, 30_000);

  test('do not keep what was typed as a name', async () => {
    await (await open()).count('192.0.2.1', 'my password by mistake');

    const rows = await database.kysely.selectFrom('login_attempts').selectAll().execute();
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain('mistake');
  });
});
