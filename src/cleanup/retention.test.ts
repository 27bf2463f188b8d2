import { describe, expect, test } from 'vitest';
import { type Candidate, goalOf, planOf, type Retention, type StorageState } from './retention.ts';

const GB = 1e9;
const DAY = 86_400_000;
const NOW = 1000 * DAY;

const retention: Retention = { maxBytes: 500 * GB, keepForMs: null, minFreeBytes: 2 * GB };
const calm: StorageState = { now: NOW, usedBytes: 400 * GB, freeBytes: 100 * GB, deletableBytes: 400 * GB, mayDeleteByAge: true };

describe('what must be freed', () => {
  test.each([
    ['nothing while all limits are kept', {}, {}, 0, []],
    ['nothing at exactly the limit', {}, { usedBytes: 500 * GB }, 0, []],
    ['what is over the limit', {}, { usedBytes: 503 * GB }, 3 * GB, []],
    ['what is missing of the free space', {}, { freeBytes: 0.5 * GB }, 1.5 * GB, []],
    ['the larger of both', {}, { usedBytes: 503 * GB, freeBytes: 0 }, 3 * GB, []],
    ['nothing for an unlimited storage', { maxBytes: Number.POSITIVE_INFINITY, minFreeBytes: 0 }, { freeBytes: 0 }, 0, []],
    ['all there is when others hardly exceed the limit', {}, { usedBytes: 520 * GB, deletableBytes: 1 * GB }, 20 * GB, []],
    ['nothing when files of others alone are far over the limit', {}, { usedBytes: 600 * GB, deletableBytes: 10 * GB }, 0, ['storage']],
    ['a little, to go on recording, when the free space is out of reach', {}, { freeBytes: 0, deletableBytes: 1 * GB }, 256e6, ['free']],
    ['nothing more when that little is free already', {}, { freeBytes: 0.3 * GB, deletableBytes: 1 * GB }, 0, ['free']],
    ['nothing when not even that can be reached', {}, { freeBytes: 0, deletableBytes: 0.1 * GB }, 0, ['free']],
    ['nothing when everything is protected', {}, { freeBytes: 0, usedBytes: 600 * GB, deletableBytes: 0 }, 0, ['storage', 'free']],
    ['the whole minimum when it is small and can be reached', { minFreeBytes: 1e6 }, { freeBytes: 0, deletableBytes: 2e6 }, 1e6, []],
  ] as const)('%s', (_, limits, state, bytes, shortages) => {
    const goal = goalOf({ ...retention, ...limits }, { ...calm, ...state });

    expect([goal.bytes, goal.shortages]).toEqual([bytes, shortages]);
  });

  test('is named after the limit that asks for more', () => {
    expect(goalOf(retention, { ...calm, usedBytes: 501 * GB, freeBytes: 0 }).cause).toBe('free');
    expect(goalOf(retention, { ...calm, usedBytes: 503 * GB, freeBytes: 0 }).cause).toBe('storage');
  });
});

describe('what goes', () => {
  /** Ends so many days ago, so many GB; oldest first. */
  const candidates = (...list: readonly (readonly [number, number])[]): Candidate[] =>
    list.map(([daysAgo, gigabytes], index) => ({ id: index + 1, endedAt: NOW - daysAgo * DAY, diskBytes: gigabytes * GB }));

  const goal = (bytes: number) => ({ bytes, cause: 'storage' as const, shortages: [] });

  test.each([
    ['nothing when nothing is needed', null, true, 0, candidates([40, 1], [30, 1]), []],
    ['just enough of the oldest', null, true, 2.5, candidates([40, 1], [30, 1], [20, 1], [10, 1]), [1, 2, 3]],
    ['one large file where one is enough', null, true, 0.1, candidates([40, 50], [30, 1]), [1]],
    ['many small files', null, true, 0.05, candidates(...Array.from({ length: 100 }, (_, i) => [100 - i, 0.01] as const)), [1, 2, 3, 4, 5]],
    ['all candidates when they are not enough', null, true, 99, candidates([40, 1], [30, 1]), [1, 2]],
    ['what is too old, though there is room', 30, true, 0, candidates([40, 1], [31, 1], [29, 1]), [1, 2]],
    ['not what is exactly as old as it may be', 30, true, 0, candidates([30, 1]), []],
    ['nothing by age while the clock is not trusted', 30, false, 0, candidates([40, 1]), []],
    ['what is needed even while the clock is not trusted', 30, false, 1, candidates([40, 1], [39, 1]), [1]],
    ['what is too old counts as freed', 30, true, 2, candidates([40, 1], [35, 1], [20, 1]), [1, 2]],
    ['what is too old and then as much as is needed', 30, true, 3, candidates([40, 1], [35, 1], [20, 1], [10, 1]), [1, 2, 3]],
    ['nothing when there is nothing', 30, true, 5, [], []],
  ] as const)('%s', (_, keepDays, mayDeleteByAge, gigabytes, list, ids) => {
    const limits = { ...retention, keepForMs: keepDays === null ? null : keepDays * DAY };

    const plan = planOf(limits, { ...calm, mayDeleteByAge }, goal(gigabytes * GB), list);

    expect(plan.map(({ segment }) => segment.id)).toEqual(ids);
  });

  test('says of each why', () => {
    const plan = planOf({ ...retention, keepForMs: 30 * DAY }, calm, goal(2 * GB), candidates([40, 1], [20, 1]));

    expect(plan.map(({ cause }) => cause)).toEqual(['age', 'storage']);
  });
});
