import { describe, expect, test } from 'vitest';
import type { Conservation } from './fakes/cameras.ts';
import type { FaultEntry } from './soak/diary.ts';
import { judgeFrames } from './soak/frames.ts';
import { Chance, seedOfDay } from './soak/seed.ts';

const BEGIN = Date.parse('2026-11-22T10:00:00Z');
const at = (seconds: number): number => BEGIN + seconds * 1000;
/** Frame numbers count from 0 at the beginning, twenty a second. */
const frameAt = (seconds: number): number => seconds * 20;

function recorded(more: Partial<Conservation> = {}): Conservation {
  const first = { counter: 0, time: new Date(BEGIN).toISOString() };
  const whole = { conserved: true, frames: 2000, files: 10, lost: [], missing: [], duplicates: [], outOfOrder: 0 };
  return { camera: 1, ...whole, first, sentBeforeFirst: 0, sentAfterLast: 0, ...more };
}

function without(fromSeconds: number, toSeconds: number): Conservation {
  const range = { from: frameAt(fromSeconds), to: frameAt(toSeconds) - 1, frames: frameAt(toSeconds - fromSeconds), fromTime: '' };
  return recorded({ missing: [range], lost: [range] });
}

function killed(seconds: number, camera: FaultEntry['camera'] = 1): FaultEntry {
  const allowed = { beforeMs: 2_500, backWithinMs: 5_000 };
  return { name: 'recorder-killed', camera, begunAt: at(seconds), endedAt: at(seconds), allowed };
}

const brokenIn = (stream: Conservation, faults: readonly FaultEntry[]): readonly string[] =>
  judgeFrames([stream], faults).invariants.flatMap(({ broken }) => broken);

describe('the soak’s judgement of frames', () => {
  test('lets a fault cost what it may', () => {
    expect(brokenIn(without(28, 33), [killed(30)])).toEqual([]);
    expect(judgeFrames([without(28, 33)], [killed(30)]).returns).toMatchObject([{ fault: 'recorder-killed', backAfterMs: 3_000 }]);
  });

  test('names a gap without a fault, also beside a fault of another camera', () => {
    expect(brokenIn(without(28, 33), [])).toMatchObject([expect.stringContaining('camera 1 has nothing for 5.00 s')]);
    expect(brokenIn(without(28, 33), [killed(30, 2)])).toHaveLength(1);
  });

  test('names what was lost earlier than a kill can explain, and a gap that comes too late for it', () => {
    expect(brokenIn(without(26, 31), [killed(30)])).toHaveLength(1);
    expect(brokenIn(without(36, 37), [killed(30)])).toHaveLength(1);
  });

  test('names a camera that comes back late', () => {
    expect(brokenIn(without(30, 39), [killed(30)])).toEqual([]);
    expect(brokenIn(without(30, 41), [killed(30)])).toEqual(['the worst of 1 returns is 11.0 s, allowed are 5 s']);
    expect(brokenIn(without(30, 60), [killed(30)])).toHaveLength(2);
  });

  test('judges many returns by the 95th of a hundred', () => {
    const faults = Array.from({ length: 20 }, (_, index) => killed(100 * (index + 1)));
    const gapsOf = (count: number, seconds: number) =>
      faults.slice(0, count).map(({ begunAt }) => {
        const from = ((begunAt - BEGIN) / 1000) * 20;
        return { from, to: from + seconds * 20 - 1, frames: seconds * 20, fromTime: '' };
      });
    const late = gapsOf(20, 7);
    const fine = [...gapsOf(19, 3), ...gapsOf(20, 7).slice(19)];

    expect(brokenIn(recorded({ missing: late, lost: late }), faults)).toEqual(['p95 of 20 returns is 7.0 s, allowed are 5 s']);
    expect(brokenIn(recorded({ missing: fine, lost: fine }), faults)).toEqual([]);
  });

  test('lets a second fault keep a camera away longer', () => {
    expect(brokenIn(without(30, 60), [killed(30), killed(50, 'all')])).toEqual([]);
    expect(judgeFrames([without(30, 60)], [killed(30), killed(50, 'all')]).returns).toMatchObject([{ isShared: true }]);
  });

  test('names frames that are in two files', () => {
    const twice = { from: 40, to: 59, frames: 20, files: ['a.mp4', 'a.mkv'] };

    expect(brokenIn(recorded({ duplicates: [twice] }), [killed(2)])).toEqual(['camera 1: 20 frames from 40 are in a.mp4 and a.mkv']);
  });
});

describe('the soak’s chance', () => {
  test('is the same for the same seed, and each has its own', () => {
    const drawn = (seed: number, name: string): number[] => {
      const chance = new Chance(seed).fork(name);
      return Array.from({ length: 5 }, () => chance.whole(1, 1_000_000));
    };

    expect(drawn(1, 'faults')).toEqual(drawn(1, 'faults'));
    expect(drawn(1, 'faults')).not.toEqual(drawn(2, 'faults'));
    expect(drawn(1, 'faults')).not.toEqual(drawn(1, 'clients'));
  });

  test('chooses by weight', () => {
    const chance = new Chance(7);
    const things = [
      { name: 'often', weight: 9 },
      { name: 'seldom', weight: 1 },
      { name: 'never', weight: 0 },
    ];

    const chosen = Array.from({ length: 1_000 }, () => chance.weighted(things).name);

    expect(chosen.filter((name) => name === 'often').length).toBeGreaterThan(800);
    expect(chosen).toContain('seldom');
    expect(chosen).not.toContain('never');
  });

  test('has a seed for each day', () => {
    expect(seedOfDay(new Date('2026-11-22T23:59:59Z'))).toBe(20_261_122);
  });
});
