import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Database } from '../../database/database.ts';
import { silentLog } from '../../lib/log.ts';
import { Shares } from './shares.ts';

test('of many links asked for at once there are as many as may be, and not one more', async () => {
  await using database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
  const row = { channels: '[1]', from_at: 0, to_at: 1, cut: 'keyframes', state: 'done', created_by: 'anna', created_at: 0 };
  await database.kysely.insertInto('exports').values(row).execute();
  const shares = new Shares({ database, clock: new FakeClock() });
  const wish = { exportId: 1, note: '', by: 'anna', pinHash: null, keptForMs: 1_000 };

  const made = await Promise.allSettled(Array.from({ length: 530 }, () => shares.make(wish)));

  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(500);
  expect(await shares.list()).toHaveLength(500);
});
