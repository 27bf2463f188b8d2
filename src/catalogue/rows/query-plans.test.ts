import { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Database } from '../../database/database.ts';
import { silentLog } from '../../lib/log.ts';
import { Catalogue } from '../catalogue.ts';

let database: Database;
let catalogue: Catalogue;
beforeEach(async () => {
  database = await Database.open({ url: 'sqlite::memory:', folder: '', log: silentLog() });
  catalogue = await Catalogue.open({ database, clock: new FakeClock(), log: silentLog() });
});
afterEach(async () => {
  await catalogue[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** How SQLite answers each query that the work asks: one line a step. */
async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
  const asked: CompiledQuery[] = [];
  const executor = database.kysely.getExecutor();
  const original = executor.executeQuery.bind(executor);
  executor.executeQuery = (query, ...rest) => {
    asked.push(query);
    return original(query, ...rest);
  };
  try {
    await work();
  } finally {
    executor.executeQuery = original;
  }
  const plans: string[] = [];
  for (const { sql: text, parameters } of asked) {
    const { rows } = await database.kysely.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`EXPLAIN QUERY PLAN ${text}`, [...parameters]),
    );
    plans.push(...rows.map(({ detail }) => detail));
  }
  return plans;
}

/** What reads in the order of an index and stops at the limit, or reads a partial index that is nearly empty. */
const CHEAP_SCANS = /USING (COVERING )?INDEX segments_(by_time|being_deleted|to_convert)\b/;

/** Steps that read a whole large table, or sort it. */
const expensive = (plans: readonly string[]): string[] =>
  plans.filter(
    (step) => (/^SCAN (segments|gaps|events|newest|s)\b/.test(step) && !CHEAP_SCANS.test(step)) || /TEMP B-TREE FOR ORDER BY/.test(step),
  );

const questions: readonly (readonly [string, (c: Catalogue) => Promise<unknown>])[] = [
  ['channelStates', (c) => c.questions.channelStates()],
  ['datesWithRecordings', (c) => c.questions.datesWithRecordings()],
  ['segmentsOfDay', (c) => c.questions.segmentsOfDay(1, '2026-11-22')],
  ['segmentsIn', (c) => c.questions.segmentsIn(1, 0, 1)],
  ['playableIn', (c) => c.questions.playableIn(1, 0, 1)],
  ['recordedBytes', (c) => c.questions.recordedBytes([1, 2], 0, 1)],
  ['segmentByPath', (c) => c.questions.segmentByPath('x')],
  ['timeline', (c) => c.questions.timeline(0, 1, [1])],
  ['usage', (c) => c.questions.usage()],
  ['oldestDeletable', (c) => c.questions.oldestDeletable(10)],
  ['olderThan', (c) => c.questions.olderThan(1, 10)],
  ['beingDeleted', (c) => c.beingDeleted()],
  ['newestEnd', (c) => c.questions.newestEnd()],
  ['deletableBytes', (c) => c.questions.deletableBytes()],
  ['nextToConvert', (c) => c.nextToConvert([])],
  ['momentsWithin', (c) => c.questions.momentsWithin(1, 0, 1)],
  ['events of some kinds', (c) => c.questions.events({ limit: 10, kinds: ['cleanup'] })],
  ['events of a channel', (c) => c.questions.events({ limit: 10, channel: 1 })],
];

test.each(questions)('%s is answered from an index', async (_, ask) => {
  const plans = await plansOf(() => ask(catalogue));

  expect(plans.length).toBeGreaterThan(0);
  expect(expensive(plans)).toEqual([]);
});
