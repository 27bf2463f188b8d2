import { describe, expect, test } from 'vitest';
import type { TimelineLane } from '../lanes/lane.ts';
import { dragged, estimate, handleStep, marked, withEdge } from './selection.ts';

const NOW = 1_000_000;

test('an edge never passes the other, nor now', () => {
  expect(withEdge({ from: 10_000, to: 20_000 }, 'from', 50_000, NOW)).toEqual({ from: 19_000, to: 20_000 });
  expect(withEdge({ from: 10_000, to: 20_000 }, 'to', 5000, NOW)).toEqual({ from: 10_000, to: 11_000 });
  expect(withEdge({ from: 10_000, to: 20_000 }, 'to', 2_000_000, NOW)).toEqual({ from: 10_000, to: NOW });
});

test('a drag selects in both directions', () => {
  expect(dragged(30_000, 10_000, NOW)).toEqual({ from: 10_000, to: 30_000 });
  expect(dragged(NOW + 5, NOW + 9000, NOW)).toEqual({ from: NOW - 1000, to: NOW });
});

describe('marked', () => {
  test.each([
    [null, 'from', 100_000, { from: 100_000, to: 160_000 }],
    [null, 'to', 100_000, { from: 40_000, to: 100_000 }],
    [{ from: 10_000, to: 200_000 }, 'from', 100_000, { from: 100_000, to: 200_000 }],
    [{ from: 10_000, to: 200_000 }, 'to', 100_000, { from: 10_000, to: 100_000 }],
    [{ from: 10_000, to: 20_000 }, 'from', 100_000, { from: 100_000, to: 160_000 }],
    [null, 'from', 990_000, { from: 990_000, to: NOW }],
  ] as const)('%o, %s at %d', (selection, edge, time, expected) => {
    expect(marked(selection, edge, time, NOW)).toEqual(expected);
  });
});

test('keys move a handle by a second, ten, or a minute', () => {
  const by = (key: string, shiftKey = false) => handleStep({ key, shiftKey });

  expect([by('ArrowLeft'), by('ArrowRight', true), by('PageUp'), by('PageDown'), by('a')]).toEqual([-1000, 10_000, 60_000, -60_000, null]);
});

test('the estimate counts what is recorded', () => {
  const lane = (bytesPerSecond?: number): TimelineLane => ({
    ...{ channel: 1, name: '', gaps: [], protections: [], bytesPerSecond },
    recordings: [
      { from: 0, to: 50_000, isLive: false },
      { from: 80_000, to: 90_000, isLive: true },
    ],
  });
  const selection = { from: 40_000, to: 100_000 };

  expect(estimate(selection, [lane(1000)], NOW)).toEqual({ recordedMs: 30_000, bytes: 30_000 });
  expect(estimate(selection, [lane(1000), lane(500)], NOW)).toEqual({ recordedMs: 30_000, bytes: 45_000 });
  expect(estimate(selection, [lane(1000), lane()], NOW).bytes).toBeNull();
  expect(estimate(selection, [], NOW)).toEqual({ recordedMs: 0, bytes: null });
});
