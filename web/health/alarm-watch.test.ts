import { expect, test } from 'vitest';
import type { Alarm } from '#shared/alarms.ts';
import { AlarmWatch } from './alarm-watch.ts';

const alarm = (id: string, raisedAt = '2026-11-22T10:00:00Z'): Alarm => ({
  id,
  kind: 'hub_down',
  channel: null,
  text: '',
  reason: null,
  since: raisedAt,
  raisedAt,
});
const NOON = Date.parse('2026-11-22T12:00:00Z');
const ids = (watch: AlarmWatch): string[] => watch.getSnapshot().map(({ id }) => id);

test('an alarm that begins is told until it ends; what was there before is not', () => {
  const watch = new AlarmWatch();

  watch.look([alarm('a')], NOON);
  const atFirst = ids(watch);
  watch.look([alarm('a'), alarm('b')], NOON);
  const begun = ids(watch);
  watch.look([alarm('a')], NOON);

  expect([atFirst, begun, ids(watch)]).toEqual([[], ['b'], []]);
});

test('who puts it aside hears of it again only when it is raised anew', () => {
  const watch = new AlarmWatch();
  watch.look([], NOON);
  watch.look([alarm('b')], NOON);

  watch.putAside('b');
  watch.look([alarm('b')], NOON);
  const aside = ids(watch);
  watch.look([], NOON);
  watch.look([alarm('b', '2026-11-22T11:00:00Z')], NOON);

  expect([aside, ids(watch)]).toEqual([[], ['b']]);
});

test('nobody is told that nothing is new', () => {
  const watch = new AlarmWatch();
  let told = 0;
  watch.subscribe(() => told++);

  watch.look([], NOON);
  watch.look([alarm('b')], NOON);
  watch.look([alarm('b')], NOON);

  expect(told).toBe(1);
});

test('what began while the page was being loaded is told', () => {
  const watch = new AlarmWatch();

  watch.look([alarm('a'), alarm('b', '2026-11-22T11:59:50Z')], NOON);

  expect(ids(watch)).toEqual(['b']);
});
