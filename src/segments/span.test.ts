import { expect, test } from 'vitest';
import { eachWithout, type Span, touches, without } from './span.ts';

const some = (count: number, everyMs: number, lengthMs: number): Span[] =>
  Array.from({ length: count }, (_, at) => ({ from: at * everyMs, to: at * everyMs + lengthMs }));

test('what is left of many spans is what is left of each', () => {
  const spans = some(40, 70, 50);
  const others = [...some(20, 110, 30), ...some(9, 200, 120)];

  const left = eachWithout(spans, others);

  expect(left).toEqual(spans.flatMap((span) => without(span, others)));
});

test('each keeps what else is told of it', () => {
  const left = eachWithout([{ from: 0, to: 10, reason: 'restart' }], [{ from: 4, to: 6 }]);

  expect(left).toEqual([
    { from: 0, to: 4, reason: 'restart' },
    { from: 6, to: 10, reason: 'restart' },
  ]);
});

test('a camera that flickered for months is told of as soon as one that did not', () => {
  const gaps = some(20_000, 100, 20);
  const recordings = gaps.map(({ to }) => ({ from: to, to: to + 80 }));
  const begun = performance.now();

  const left = eachWithout(gaps, recordings);

  expect(left).toHaveLength(20_000);
  expect(performance.now() - begun).toBeLessThan(2_000); // some milliseconds; comparing each with each took minutes
});

test('a span that reaches less than a second into another one does not touch it', () => {
  const file = { from: 600_000, to: 1_200_000 };

  expect(touches({ from: 0, to: 600_400 }, file)).toBe(false);
  expect(touches({ from: 0, to: 601_000 }, file)).toBe(true);
  expect(touches({ from: 1_199_600, to: 1_800_000 }, file)).toBe(false);
  expect(touches({ from: 700_000, to: 700_300 }, file)).toBe(true);
  expect(touches(file, { from: 700_000, to: 700_300 })).toBe(true);
  expect(touches(file, { from: 1_200_000, to: 1_800_000 })).toBe(false);
});
