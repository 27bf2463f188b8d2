import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { silentLog } from '../lib/log.ts';
import { SegmentIntake } from './segment-intake.ts';

const SEGMENT = { channel: 1, path: 'ch1/2026-11-22/100000+0100.mkv', startedAt: 0, endedAt: 1000, durationMs: 1000, sizeBytes: 9 };

function intake(failures: number) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const write = (what: string) => async (): Promise<void> => {
    asked.push(what);
    if (asked.length <= failures) throw new Error('SQLITE_BUSY');
  };
  const catalogue = { segmentOpened: write('opened'), segmentClosed: write('closed') };
  return { clock, asked, intake: new SegmentIntake({ catalogue, clock, log: silentLog() }) };
}

test('a segment is told to the catalogue again until it is written', async () => {
  const { clock, asked, intake: taking } = intake(2);

  const done = taking.closed(SEGMENT);
  await clock.advance(4_000);
  expect(asked).toEqual(['closed']);
  await clock.advance(7_000);
  await done;

  expect(asked).toEqual(['closed', 'closed', 'closed']);
});

test('at the end nothing is waited for: what cannot be written then is told to the recorder', async () => {
  const { clock, asked, intake: taking } = intake(9);
  const waiting = taking.closed(SEGMENT);
  await clock.advance(0);

  taking[Symbol.dispose]();

  await expect(waiting).rejects.toThrow('SQLITE_BUSY');
  await expect(taking.opened(SEGMENT)).rejects.toThrow('SQLITE_BUSY');
  expect(asked).toEqual(['closed', 'closed', 'opened']);
});
