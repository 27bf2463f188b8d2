import { expect, test } from 'vitest';
import { spanLine } from './span-text.ts';

const at = (time: string): number => Date.parse(`2026-11-${time}Z`);

test('a span within a day names the day once', () => {
  expect(spanLine({ from: at('22T13:03:20'), to: at('22T13:05:00') }, 'Europe/Berlin', 'en')).toBe('Sun, 22 Nov 2026, 14:03:20 – 14:05:00');
});

test('a span over midnight at the site names both days', () => {
  const line = spanLine({ from: at('22T22:59:00'), to: at('22T23:01:00') }, 'Europe/Berlin', 'de');

  expect(line).toMatch(/^So., 22. Nov. 2026, 23:59:00 – Mo., 23. Nov. 2026, 00:01:00$/);
});

test('a span of which both ends lie in the hour that comes twice tells them apart', () => {
  const span = { from: Date.parse('2026-10-25T00:30:00Z'), to: Date.parse('2026-10-25T01:30:00Z') };

  expect(spanLine(span, 'Europe/Berlin', 'en')).toBe('Sun, 25 Oct 2026, 02:30:00 (1st) – 02:30:00 (2nd)');
});
