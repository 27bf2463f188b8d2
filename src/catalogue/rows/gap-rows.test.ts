import { afterEach, beforeEach, expect, test } from 'vitest';
import { Database } from '../../database/database.ts';
import { silentLog } from '../../lib/log.ts';
import { fillHoleBefore, gapsWithin, pruneGaps } from './gap-rows.ts';

let database: Database;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
});
afterEach(() => database[Symbol.asyncDispose]());

/** A time that can be right. */
const BASE = 1_700_000_000_000;

const everything = { from: 0, to: Number.MAX_SAFE_INTEGER };

async function enter(channel: number, count: number): Promise<void> {
  const rows = Array.from({ length: count }, (_, at) => ({
    channel,
    from_at: BASE + at * 10_000 + 1,
    to_at: BASE + at * 10_000 + 5_000,
    reason: 'no_frames',
  }));
  for (let at = 0; at < rows.length; at += 1_000)
    await database.kysely
      .insertInto('gaps')
      .values(rows.slice(at, at + 1_000))
      .execute();
}

test('a channel keeps its newest gaps, and its neighbours all of theirs', async () => {
  await enter(1, 100);
  await enter(2, 100);

  await pruneGaps(database.kysely, 1, 30);

  const left = await gapsWithin(database.kysely, 1, everything);
  expect([left.length, left[0]?.from, left.at(-1)?.from]).toEqual([30, BASE + 700_001, BASE + 990_001]);
  expect(await gapsWithin(database.kysely, 2, everything)).toHaveLength(100);
});

test('fewer than are kept stay as they are', async () => {
  await enter(1, 10);

  await pruneGaps(database.kysely, 1);

  expect(await gapsWithin(database.kysely, 1, everything)).toHaveLength(10);
});

test('a camera that flickers for months does not fill the catalogue', async () => {
  await enter(1, 20_200);
  for (let gap = 0; gap < 100; gap++) {
    const at = BASE + 300_000_000 + gap * 10_000;
    await database.kysely.insertInto('segments').values(segment(at)).execute();
    await fillHoleBefore(database.kysely, { channel: 1, maxGapMs: 1_500 }, at + 9_000, () => 'no_frames');
  }

  const { count } = await database.kysely
    .selectFrom('gaps')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  expect(count).toBeLessThanOrEqual(20_000 + 50);
});

function segment(startedAt: number) {
  const path = `ch1/2026-11-22/${startedAt}.mkv`;
  const facts = { duration_ms: 1_000, size_bytes: 1, container: 'mkv' as const, problem: null };
  return { channel: 1, path, date: '2026-11-22', started_at: startedAt, ended_at: startedAt + 1_000, ...facts };
}
