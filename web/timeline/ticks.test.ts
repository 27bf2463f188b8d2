import { describe, expect, test } from 'vitest';
import { siteDay } from './site-time.ts';
import { isLabelled, ticksOf } from './ticks.ts';

const labels = (date: string, timeZone: string, width: number) =>
  ticksOf(siteDay(date, timeZone), width, timeZone).map(({ label, isSecond }) => (isSecond ? `${label}²` : label));

describe('ticksOf', () => {
  test('puts one at each hour where there is room', () => {
    expect(labels('2026-11-22', 'Europe/Berlin', 1400)).toEqual([...Array(24).keys(), 0].map((h) => `${`${h}`.padStart(2, '0')}:00`));
  });

  test('puts fewer on a phone', () => {
    expect(labels('2026-11-22', 'Europe/Berlin', 360)).toEqual(['00:00', '06:00', '12:00', '18:00', '00:00']);
  });

  test('leaves out the hour that is skipped in spring', () => {
    expect(labels('2026-03-29', 'Europe/Berlin', 1400).slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00']);
  });

  test('shows the hour twice that comes twice in autumn', () => {
    expect(labels('2026-10-25', 'Europe/Berlin', 1500).slice(0, 5)).toEqual(['00:00', '01:00', '02:00', '02:00²', '03:00']);
  });

  test('stays at round local times after a change by half an hour', () => {
    expect(labels('2026-04-05', 'Australia/Lord_Howe', 1500).slice(0, 4)).toEqual(['00:00', '01:00', '02:00', '03:00']);
  });
});

test('a label at the very end of the ruler is left out', () => {
  const day = siteDay('2026-11-22', 'UTC');
  const ticks = ticksOf(day, 360, 'UTC');

  expect(ticks.filter((tick) => isLabelled(tick, day, 360)).map(({ label }) => label)).toEqual(['06:00', '12:00', '18:00']);
});
