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
const ids = (watch: AlarmWatch): string[] => watch.getSnapshot().map(({ id }) => id);

test('an alarm that begins is told until it ends; what was there before is not', () => {
  const watch = new AlarmWatch();

  watch.look([alarm('a')]);
  const atFirst = ids(watch);
  watch.look([alarm('a'), alarm('b')]);
  const begun = ids(watch);
  watch.look([alarm('a')]);

  expect([atFirst, begun, ids(watch)]).toEqual([[], ['b'], []]);
});

test('who puts it aside hears of it again only when it is raised anew', () => {
  const watch = new AlarmWatch();
  watch.look([]);
  watch.look([alarm('b')]);

  watch.putAside('b');
  watch.look([alarm('b')]);
  const aside = ids(watch);
  watch.look([]);
  watch.look([alarm('b', '2026-11-22T11:00:00Z')]);

  expect([aside, ids(watch)]).toEqual([[], ['b']]);
});

test('nobody is told that nothing is new', () => {
  const watch = new AlarmWatch();
  let told = 0;
  watch.subscribe(() => told++);

  watch.look([]);
  watch.look([alarm('b')]);
  watch.look([alarm('b')]);

  expect(told).toBe(1);
});
