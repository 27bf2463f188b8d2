import { expect, test } from 'vitest';
import { EventKind } from '#shared/events.ts';
import { EVENT_GROUPS, EVENT_LOOKS, kindsOf, lookOf } from './event-kinds.ts';

test('every kind has a name, an icon and a group', () => {
  expect(Object.keys(EVENT_LOOKS).sort()).toEqual(EventKind.options.toSorted());
  expect(EVENT_GROUPS.flatMap(({ kinds }) => kinds).length).toBe(EventKind.options.length);
});

test('a choice is a group, one kind, or everything', () => {
  expect(kindsOf('alarms')).toEqual(['alarm_raised', 'alarm_cleared']);
  expect(kindsOf('sign_in')).toEqual(['sign_in']);
  expect(kindsOf('')).toEqual([]);
  expect(kindsOf('toString')).toEqual([]);
});

test('a kind of a newer server is an event like any other', () => {
  expect(lookOf('meteor' as EventKind)).toMatchObject({ name: 'other', group: 'system' });
});
