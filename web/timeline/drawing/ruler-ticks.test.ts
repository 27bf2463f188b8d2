import { describe, expect, test } from 'vitest';
import { siteDay } from '../../time/site-time.ts';
import { placeOf } from '../control/view.ts';
import { minorStepMs, rulerTicks } from './ruler-ticks.ts';

const BERLIN = 'Europe/Berlin';
const HOUR = 3_600_000;
const labels = (view: { from: number; to: number }, width: number, timeZone = BERLIN) =>
  rulerTicks(view, width, timeZone).map(({ label, pass }) => (pass === null ? label : `${label} (${pass})`));

describe('rulerTicks', () => {
  test('shows two hours and more where a day is as wide as a screen', () => {
    expect(labels(siteDay('2026-11-22', BERLIN), 1440).slice(0, 3)).toEqual(['00:00', '02:00', '04:00']);
    expect(labels(siteDay('2026-11-22', BERLIN), 1800).slice(0, 3)).toEqual(['00:00', '01:00', '02:00']);
    expect(labels(siteDay('2026-11-22', BERLIN), 390)).toEqual(['00:00', '06:00', '12:00', '18:00', '00:00']);
  });

  test('goes down to seconds', () => {
    const from = Date.parse('2026-11-22T13:03:00Z');

    expect(labels({ from, to: from + 60_000 }, 390)).toEqual(['14:03:00', '14:03:15', '14:03:30', '14:03:45', '14:04:00']);
    expect(labels({ from, to: from + 60_000 }, 1440).slice(0, 3)).toEqual(['14:03:00', '14:03:05', '14:03:10']);
  });

  test.each([60_000, 240_000, 900_000, 2 * HOUR, 5 * HOUR, 13 * HOUR, 25 * HOUR])('keeps 72 px between labels of %d ms', (length) => {
    for (const width of [390, 800, 1440, 2560]) {
      const view = { from: Date.parse('2026-11-22T03:17:23Z'), to: Date.parse('2026-11-22T03:17:23Z') + length };
      const places = rulerTicks(view, width, BERLIN).map(({ time }) => placeOf(view, time, width));
      const nearest = Math.min(...places.slice(1).map((place, index) => place - (places[index] ?? 0)));

      expect(nearest).toBeGreaterThanOrEqual(72 - 1e-6);
    }
  });

  test('names the day where it begins', () => {
    const dates = rulerTicks({ from: Date.parse('2026-11-21T20:00:00Z'), to: Date.parse('2026-11-22T02:00:00Z') }, 800, BERLIN);

    expect(dates.filter(({ date }) => date).map(({ label, date }) => [label, date])).toEqual([['00:00', '2026-11-22']]);
  });

  test('on the night of 25 October 2026 the hour from two to three comes twice, and both are named', () => {
    const day = siteDay('2026-10-25', BERLIN);

    expect((day.to - day.from) / HOUR).toBe(25);
    expect(labels(day, 1900).slice(0, 6)).toEqual(['00:00', '01:00', '02:00 (1)', '02:00 (2)', '03:00', '04:00']);
    const night = { from: day.from + 2 * HOUR, to: day.from + 4 * HOUR };
    expect(labels(night, 400)).toEqual(['02:00 (1)', '02:30 (1)', '02:00 (2)', '02:30 (2)', '03:00']);
    expect(labels({ from: day.from + 3.5 * HOUR, to: day.from + 3.5 * HOUR + 60_000 }, 200)).toEqual([
      '02:30:00 (2)',
      '02:30:30 (2)',
      '02:31:00 (2)',
    ]);
  });

  test('on the night of 29 March 2026 the hour from two to three is missing, and nothing is named twice', () => {
    const day = siteDay('2026-03-29', BERLIN);

    expect((day.to - day.from) / HOUR).toBe(23);
    expect(labels(day, 1900).slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00']);
    expect(labels({ from: day.from + HOUR, to: day.from + 3 * HOUR }, 400)).toEqual(['01:00', '01:30', '03:00', '03:30', '04:00']);
  });

  test('the distances of a long day are true', () => {
    const day = siteDay('2026-10-25', BERLIN);
    const places = rulerTicks(day, 2500, BERLIN).map(({ time }) => placeOf(day, time, 2500));

    expect(places.slice(0, 5)).toEqual([0, 100, 200, 300, 400]);
  });
});

test('small marks stand at least seven pixels apart and never where labels are', () => {
  expect(minorStepMs({ from: 0, to: 24 * HOUR }, 1440)).toBe(900_000);
  expect(minorStepMs({ from: 0, to: 24 * HOUR }, 390)).toBeNull();
  expect(minorStepMs({ from: 0, to: 60_000 }, 1440)).toBe(1000);
});
