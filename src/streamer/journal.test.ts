import { expect, test } from 'vitest';
import { Database } from '../database/database.ts';
import { systemClock } from '../lib/clock.ts';
import { silentLog } from '../lib/log.ts';
import { Journal, type StreamRecord } from './journal.ts';

const log = silentLog();
const open = (): Promise<Database> => Database.open({ url: 'sqlite::memory:', folder: '/nowhere', log });
const record = (at: number, kind: StreamRecord['kind']): StreamRecord => ({ at, kind, key: 1, reason: null, text: `at ${at}` });

test('the schedule is kept over a restart', async () => {
  await using database = await open();
  const before = await Journal.open({ database, log, clock: systemClock, keys: 2 });
  expect(before.schedule).toEqual({ key: 1, since: null, isStopped: false });
  before.plan({ key: 2, since: 1000 });
  before.plan({ isStopped: true });
  await before.written();

  expect((await Journal.open({ database, log, clock: systemClock, keys: 2 })).schedule).toEqual({ key: 2, since: 1000, isStopped: true });
  expect((await Journal.open({ database, log, clock: systemClock, keys: 1 })).schedule).toEqual({ key: 1, since: null, isStopped: true });
});

test('the history keeps the newest 1,000 and knows the last error', async () => {
  await using database = await open();
  const journal = await Journal.open({ database, log, clock: systemClock, keys: 2 });
  for (let at = 1; at <= 1010; at++) journal.note(record(at, at === 500 ? 'failed' : 'rotated'));
  await journal.written();

  const history = await journal.history(2000);
  expect([history.length, history[0]?.at, history.at(-1)?.at]).toEqual([1000, 1010, 11]);
  expect((await Journal.open({ database, log, clock: systemClock, keys: 2 })).lastError?.at).toBe(500);
});

test('a database that fails does not touch the stream', async () => {
  const database = await open();
  const journal = await Journal.open({ database, log, clock: systemClock, keys: 2 });
  await database[Symbol.asyncDispose]();
  journal.plan({ key: 2 });

  await journal.written();

  expect(journal.schedule.key).toBe(2);
});
