import { expect, test } from 'vitest';
import { siteDayAt } from '../../time/site-time.ts';
import { RecordingHistory } from './recording-history.ts';
import type { Gap, Run } from './runs.ts';

const ZONE = 'Asia/Kathmandu';
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 30, 10, 49);

/** A server that recorded this, and answers as the real one does: within what is asked for. */
function history(runs: readonly (readonly [from: number, to: number])[], gaps: readonly Gap[] = []) {
  const all = runs.map(([from, to]): Run => ({ from, to, isLive: false }));
  const within = <Span extends { from: number; to: number }>(spans: readonly Span[], from: number, to: number): Span[] =>
    spans
      .filter((span) => span.from < to && span.to > from)
      .map((span) => ({ ...span, from: Math.max(span.from, from), to: Math.min(span.to, to) }));
  const dates = [...new Set(all.map((run) => siteDayAt(run.from, ZONE).date))].toSorted().toReversed();
  return new RecordingHistory({
    ask: async (_, from, to) => ({ runs: within(all, from, to), gaps: within(gaps, from, to), coverage: 0 }),
    dates: async () => dates,
    timeZone: ZONE,
    now: () => NOW,
  });
}

const midnight = siteDayAt(NOW - DAY, ZONE).from;

test('an empty day lies between the last recording before it and the next, however long ago they were, and has its reason', async () => {
  const [before, after] = [midnight - 60 * DAY, midnight + 20 * DAY];
  const gap: Gap = { from: before, to: after, reason: 'recording_off' };
  const told = history(
    [
      [before - HOUR, before],
      [after, after + HOUR],
    ],
    [gap],
  );

  expect(await told.gapAt(1, midnight)).toEqual(gap);
});

test.each([0, 10, 23])('a gap at %i o’clock ends where the same day has recordings before and after it', async (hour) => {
  const time = midnight + hour * HOUR + 1;
  const told = history([
    [time - 2 * HOUR, time - HOUR / 2],
    [time + HOUR / 2, time + 2 * HOUR],
  ]);

  expect(await told.gapAt(1, time)).toEqual({ from: time - HOUR / 2, to: time + HOUR / 2, reason: null });
});

test('a recording that runs over midnight ends on the day after', async () => {
  const told = history([[midnight - HOUR / 4, midnight + HOUR / 4]]);

  expect(await told.gapAt(1, midnight + 10 * HOUR)).toEqual({ from: midnight + HOUR / 4, to: null, reason: null });
});

test('before the first recording and after the last there is nothing', async () => {
  const told = history([[midnight, midnight + HOUR]]);

  expect(await told.gapAt(1, midnight - DAY)).toEqual({ from: null, to: midnight, reason: null });
  expect(await told.gapAt(1, midnight + 2 * HOUR)).toEqual({ from: midnight + HOUR, to: null, reason: null });
  expect(await history([]).gapAt(1, midnight)).toEqual({ from: null, to: null, reason: null });
});

test('the newest recording is found when nothing was recorded for months', async () => {
  const begin = midnight - 100 * DAY;

  expect(await history([[begin, begin + HOUR]]).newest(1)).toMatchObject({ from: begin, to: begin + HOUR });
  expect(await history([]).newest(1)).toBeNull();
});
