import { describe, expect, test } from 'vitest';
import { goToMoment } from './go-to-text.ts';

const timeZone = 'Europe/Berlin';
const now = Date.parse('2026-11-22T16:00:00+01:00');
const playhead = Date.parse('2026-11-20T10:00:00+01:00');
const at = (text: string, context = { playhead, now, timeZone }) => goToMoment(text, context);

describe('goToMoment', () => {
  test.each([
    ['14:03', '2026-11-20T14:03:00+01:00'],
    ['14:03:20', '2026-11-20T14:03:20+01:00'],
    [' 9:05 ', '2026-11-20T09:05:00+01:00'],
    ['14h', '2026-11-20T14:00:00+01:00'],
    ['um 14 Uhr', '2026-11-20T14:00:00+01:00'],
    ['14:03 Uhr', '2026-11-20T14:03:00+01:00'],
    ['2pm', '2026-11-20T14:00:00+01:00'],
    ['12:30 am', '2026-11-20T00:30:00+01:00'],
    ['today 14:03', '2026-11-22T14:03:00+01:00'],
    ['yesterday 14:03', '2026-11-21T14:03:00+01:00'],
    ['gestern 14:03', '2026-11-21T14:03:00+01:00'],
    ['Gestern, um 14:03', '2026-11-21T14:03:00+01:00'],
    ['heute 1:02:03', '2026-11-22T01:02:03+01:00'],
    ['vorgestern 8:00', '2026-11-20T08:00:00+01:00'],
    ['yesterday', '2026-11-21T00:00:00+01:00'],
    ['22.11. 14:03:20', '2026-11-22T14:03:20+01:00'],
    ['22.11.2025 14:03', '2025-11-22T14:03:00+01:00'],
    ['22.11.25 14:03', '2025-11-22T14:03:00+01:00'],
    ['24.12. 18:00', '2025-12-24T18:00:00+01:00'],
    ['2026-07-01 00:30', '2026-07-01T00:30:00+02:00'],
    ['1. Juli 0:30', '2026-07-01T00:30:00+02:00'],
    ['1 jul 2025 0:30', '2025-07-01T00:30:00+02:00'],
    ['3. März 8:00', '2026-03-03T08:00:00+01:00'],
    ['3.10.', '2026-10-03T00:00:00+02:00'],
    ['2026-11-22T14:03:20Z', '2026-11-22T15:03:20+01:00'],
    ['-15m', '2026-11-20T09:45:00+01:00'],
    ['- 30 s', '2026-11-20T09:59:30+01:00'],
    ['+1,5h', '2026-11-20T11:30:00+01:00'],
    ['-1d', '2026-11-19T10:00:00+01:00'],
    ['15 min ago', '2026-11-22T15:45:00+01:00'],
    ['vor 2 Std', '2026-11-22T14:00:00+01:00'],
    ['now', '2026-11-22T16:00:00+01:00'],
    ['jetzt', '2026-11-22T16:00:00+01:00'],
  ])('reads %s', (text, expected) => {
    expect(new Date(at(text) ?? 0).toISOString()).toBe(new Date(expected).toISOString());
  });

  test.each(['', 'abc', '25:00', '14:60', '31.2. 10:00', '13.13. 10:00', '14', '15m', 'gestern abend', '14:03 gestern x', '99.1.'])(
    'does not understand “%s”',
    (text) => {
      expect(at(text)).toBeNull();
    },
  );

  test('a time that is still to come today was yesterday', () => {
    expect(at('23:50', { playhead: now, now, timeZone })).toBe(Date.parse('2026-11-21T23:50:00+01:00'));
  });

  test('a date may lie in the future: who asks is told', () => {
    expect(at('today 23:50')).toBeGreaterThan(now);
  });

  test('the hour that comes twice is the first one, unless the second is asked for', () => {
    expect(at('25.10. 2:30')).toBe(Date.parse('2026-10-25T02:30:00+02:00'));
    expect(at('25.10. 2:30 (2nd)')).toBe(Date.parse('2026-10-25T02:30:00+01:00'));
    expect(at('25.10. 2:30 2.')).toBe(Date.parse('2026-10-25T02:30:00+01:00'));
  });

  test('the hour that is skipped leads to the end of the skip', () => {
    expect(at('29.3. 2:30')).toBe(Date.parse('2026-03-29T03:00:00+02:00'));
  });
});
