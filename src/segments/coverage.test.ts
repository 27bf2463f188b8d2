import { expect, test } from 'vitest';
import { coverageOf, type History } from './coverage.ts';

const DAY = { from: 0, to: 1_000 };

test.each<[string, History, number | null]>([
  ['all of what is still there', { recordings: [{ from: 500, to: 1_000 }], gaps: [{ from: 0, to: 500, reason: 'deleted' }] }, 100],
  ['a half', { recordings: [{ from: 0, to: 500 }], gaps: [{ from: 500, to: 1_000, reason: 'camera_offline' }] }, 50],
  ['what was to be recorded', { recordings: [{ from: 0, to: 500 }], gaps: [{ from: 500, to: 1_000, reason: 'recording_off' }] }, 100],
  ['what came after the first recording', { recordings: [{ from: 750, to: 1_500 }], gaps: [] }, 100],
  ['what can be read', { recordings: [DAY], gaps: [], unreadable: [{ from: 0, to: 100 }] }, 90],
  [
    'never a hundred that is not one',
    { recordings: [{ from: 1, to: 100_000 }], gaps: [{ from: 0, to: 0.01, reason: 'no_frames' }] },
    99.99,
  ],
  ['nothing', { recordings: [], gaps: [{ from: 0, to: 2_000, reason: 'no_frames' }] }, 0],
  ['what is not known', { recordings: [], gaps: [{ from: 0, to: 2_000, reason: 'deleted' }] }, null],
])('covers %s', (_, history, percent) => {
  expect(coverageOf([history], DAY).percent).toBe(percent);
});

test('several channels are covered together', () => {
  const [all, none]: History[] = [
    { recordings: [DAY], gaps: [] },
    { recordings: [], gaps: [{ ...DAY, reason: 'camera_offline' }] },
  ];

  expect(
    coverageOf(
      [all, none].flatMap((one) => one ?? []),
      DAY,
    ),
  ).toEqual({ recordedMs: 1_000, wantedMs: 2_000, percent: 50 });
});
