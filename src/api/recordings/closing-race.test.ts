import { expect, test } from 'vitest';
import { ApiWorld } from '../../../test/fakes/api-world.ts';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { Catalogue } from '../../catalogue/catalogue.ts';
import { silentLog } from '../../lib/log.ts';

const START = Date.parse('2026-11-22T10:15:00+01:00');
const RUNNING = { channel: 1, path: 'ch1/2026-11-22/101500+0100.mkv', startedAt: START };
const CLOSED = { ...RUNNING, endedAt: START + 600_000, durationMs: 600_000, sizeBytes: 7 };

/** A world in which the only segment is closed as soon as anything was asked of the catalogue. */
async function closingWorld() {
  const clock = new FakeClock(START + 600_000);
  const rooms = new AsyncDisposableStack();
  let close: (() => Promise<unknown>) | undefined;
  const world = rooms.use(
    await ApiWorld.open({
      clock,
      catalogue: async (database) => {
        const catalogue = rooms.use(await Catalogue.open({ database, clock, log: silentLog() }));
        await catalogue.segmentOpened(RUNNING);
        close = () => catalogue.segmentClosed(CLOSED);
        return closingAfterAnyAnswer(catalogue, () => close?.());
      },
    }),
  );
  await world.writeFile(RUNNING.path, 'growing');
  return { anna: await world.signedIn(), [Symbol.asyncDispose]: () => rooms.disposeAsync() };
}

function closingAfterAnyAnswer(catalogue: Catalogue, close: () => unknown): Catalogue {
  return new Proxy(catalogue, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return async (...questions: unknown[]) => {
        const answer: unknown = await value.apply(target, questions);
        await close();
        return answer;
      };
    },
  });
}

test.each([
  ['the list of its day', '/api/channel/1/recordings?date=2026-11-22'],
  ['the list of days', '/api/dates'],
  ['its file', `/recordings/${RUNNING.path}`],
])('a segment that closes while %s is asked for is in it', async (_, address) => {
  await using world = await closingWorld();

  const { status, text } = await world.anna.get(address);

  expect(status).toBe(200);
  expect(text).toMatch(/2026-11-22|growing/);
});
