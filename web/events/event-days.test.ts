import { expect, test } from 'vitest';
import type { NvrEvent } from '#shared/events.ts';
import { eventDays, momentOf } from './event-days.ts';

const event = (id: number, at: string, more: Partial<NvrEvent> = {}): NvrEvent => ({
  id,
  at,
  kind: 'camera_lost',
  channel: 1,
  text: '',
  data: {},
  ...more,
});

test('days are those of the site, and an event that two pages share is there once', () => {
  const pages = [
    { events: [event(4, '2026-11-22T23:30:00Z'), event(3, '2026-11-22T22:30:00Z')] },
    { events: [event(3, '2026-11-22T22:30:00Z'), event(2, '2026-11-21T23:30:00Z')] },
  ];

  expect(eventDays(pages, 'Europe/Berlin').map(({ date, events }) => [date, events.map(({ id }) => id)])).toEqual([
    ['2026-11-23', [4]],
    ['2026-11-22', [3, 2]],
  ]);
  expect(eventDays([], 'Europe/Berlin')).toEqual([]);
});

test('a lost camera is shown from shortly before, anything else from its moment', () => {
  expect(momentOf(event(1, '2026-11-22T10:00:02.500Z'))).toBe('2026-11-22T09:59:57Z');
  expect(momentOf(event(1, '2026-11-22T10:00:02.500Z', { kind: 'camera_back' }))).toBe('2026-11-22T10:00:02Z');
});
