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

async function record(number: number, isConverted: boolean): Promise<number> {
  const startedAt = number * 600_000;
  const path = `ch1/2026-11-22/${String(number).padStart(6, '0')}+0000.mkv`;
  const id = await catalogue.segmentClosed({
    channel: 1,
    path,
    startedAt,
    endedAt: startedAt + 600_000,
    durationMs: 600_000,
    sizeBytes: 1,
  });
  const file = { id, path: path.replace('mkv', 'mp4'), sizeBytes: 1, durationMs: 600_000 };
  if (isConverted) await catalogue.converted({ ...file, init: new Uint8Array(), index: new Uint8Array(), tracks: [] });
  return id;
}

test('the newest converted recording is found behind those that wait', async () => {
  await record(1, true);
  const wanted = await record(2, true);
  for (let number = 3; number < 10; number++) await record(number, false);

  expect([await catalogue.questions.newestWithMedia(1), await catalogue.questions.newestWithMedia(2)]).toEqual([wanted, undefined]);
});

test('what is long past says nothing of now', async () => {
  await record(1, true);
  for (let number = 2; number < 30; number++) await record(number, false);

  expect(await catalogue.questions.newestWithMedia(1)).toBeUndefined();
});

test('the backlog tells what waits from what was given up', async () => {
  const id = await record(1, false);
  await record(2, false);
  await record(3, true);
  for (let attempt = 0; attempt < 3; attempt++) await catalogue.conversionFailed(id, 'it is broken', false);

  expect(await catalogue.questions.conversionBacklog()).toEqual({ waiting: 1, givenUp: 1 });
});
