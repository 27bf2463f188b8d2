import { describe, expect, test } from 'vitest';
import { PlaybackClock } from './playback-clock.ts';

function opened() {
  let now = 5_000;
  const clock = new PlaybackClock(() => now, 1_000_000);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { clock, pass };
}

test('stands until it is started, runs at its rate, and stands again', () => {
  const { clock, pass } = opened();
  pass(300);
  expect(clock.time).toBe(1_000_000);

  clock.start();
  pass(1_000);
  expect(clock.time).toBe(1_001_000);
  clock.setRate(4);
  pass(500);
  expect(clock.time).toBe(1_003_000);
  clock.stop();
  pass(10_000);

  expect(clock.time).toBe(1_003_000);
});

test('goes on from where it is set', () => {
  const { clock, pass } = opened();
  clock.start();
  pass(100);

  clock.set(2_000_000);
  pass(100);

  expect(clock.time).toBe(2_000_100);
});

describe('a player', () => {
  test.each([
    [0, { kind: 'none' }],
    [39, { kind: 'none' }],
    [-39, { kind: 'none' }],
    [100, { kind: 'nudge', factor: 0.95 }],
    [-100, { kind: 'nudge', factor: 1.05 }],
    [-600, { kind: 'nudge', factor: 1.1 }],
    [999, { kind: 'nudge', factor: 0.9 }],
    [1_000, { kind: 'seek' }],
    [-60_000, { kind: 'seek' }],
  ])('that is %d ms ahead is corrected', (ahead, correction) => {
    const { clock } = opened();

    expect(clock.correction(1_000_000 + ahead)).toEqual(correction);
  });

  test('comes back to the clock within seconds by nudges alone', () => {
    const { clock, pass } = opened();
    clock.start();
    let wall = clock.time - 180;
    for (let tick = 0; tick < 20; tick++) {
      const correction = clock.correction(wall);
      expect(correction.kind).not.toBe('seek');
      wall += 250 * (correction.kind === 'nudge' ? correction.factor : 1);
      pass(250);
    }

    expect(Math.abs(wall - clock.time)).toBeLessThan(40);
  });
});
