import { expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { Past } from '../../health/past.ts';
import { silentLog } from '../../lib/log.ts';

const MIDNIGHT = Date.parse('2026-11-22T00:00:00+01:00');
const HOUR = 3_600_000;

test('a day is covered by the same percent on the timeline, in the calendar and in health', async () => {
  const clock = new FakeClock(MIDNIGHT + 30 * HOUR);
  let catalogue: Catalogue | undefined;
  await using world = await ApiWorld.open({
    clock,
    catalogue: async (database) => (catalogue = await Catalogue.open({ database, clock, log: silentLog() })),
  });
  const anna = await world.signedIn();
  for (const hour of [0, 12]) {
    const startedAt = MIDNIGHT + hour * HOUR;
    const path = `ch1/2026-11-22/${String(hour).padStart(2, '0')}0000+0100.mp4`;
    await world.writeFile(path, 'video');
    await catalogue?.segmentClosed({ channel: 1, path, startedAt, endedAt: startedAt + 12 * HOUR, durationMs: 12 * HOUR, sizeBytes: 5 });
  }
  await anna.change('DELETE', '/api/recording?path=ch1/2026-11-22/000000%2B0100.mp4');

  const { channels } = (await anna.get('/api/timeline?from=2026-11-22T00:00:00%2B01:00&to=2026-11-23T00:00:00%2B01:00&channel=1')).json;
  const { days } = (await anna.get('/api/coverage?month=2026-11&channel=1')).json;

  const timeline = (from: number, to: number, wanted: readonly number[]) =>
    catalogue?.questions.timeline(from, to, wanted) ?? Promise.resolve([]);
  const health = await new Past({ timeline, channels: () => [1], timeZone: 'Europe/Berlin', clock }).recent();

  expect([channels[0].coverage, days[21].percent, health.get(1)?.coverage.at(-2)?.percent]).toEqual([100, 100, 100]);
  await catalogue?.[Symbol.asyncDispose]();
});
