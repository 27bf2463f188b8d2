import { expect, test } from 'vitest';
import { WallReporter } from './wall-news.ts';

const kinds = (news: ReturnType<WallReporter['hear']>) => news?.map(({ kind, camera }) => `${camera} ${kind}`) ?? null;

test('tells that a picture is gone and that it is back, not each attempt', () => {
  const reporter = new WallReporter();
  const hear = (phase: Parameters<WallReporter['hear']>[2], now: number) => kinds(reporter.hear(1, 'Door', phase, now));

  expect([hear('idle', 0), hear('connecting', 10), hear('live', 500), hear('stalled', 9000), hear('live', 9500)]).toEqual(
    Array(5).fill(null),
  );
  expect(hear('offline', 20_000)).toEqual(['Door lost']);
  expect([hear('connecting', 80_000), hear('offline', 90_000)]).toEqual([null, null]);
  expect(hear('stills', 100_000)).toEqual(['Door back']);
});

test('tells of a camera that is away from the beginning', () => {
  expect(kinds(new WallReporter().hear(1, 'Door', 'offline', 0))).toEqual(['Door lost']);
});

test('puts into one sentence what happens at once, e.g. when a switch dies', () => {
  const reporter = new WallReporter();
  reporter.hear(1, 'Door', 'offline', 0);
  expect(kinds(reporter.hear(2, 'Yard', 'offline', 300))).toEqual(['Door lost', 'Yard lost']);
  expect(kinds(reporter.hear(3, 'Hall', 'offline', 3000))).toEqual(['Hall lost']);
});
