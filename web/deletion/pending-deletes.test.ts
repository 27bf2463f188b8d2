import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { PendingDeletes, type WantedDelete } from './pending-deletes.ts';

function opened() {
  const clock = new FakeClock(0);
  const sent: string[] = [];
  const wanted = (id: string): WantedDelete => ({
    id,
    hides: () => true,
    tell: () => '',
    carryOut: async () => {
      sent.push(`${id}@${clock.now()}`);
      await clock.sleep(500, AbortSignal.any([]));
    },
  });
  return { clock, sent, wanted, deletes: new PendingDeletes(clock) };
}

test('a deletion is carried out after ten seconds, and is told to be under way until it is done', async () => {
  const { clock, sent, wanted, deletes } = opened();

  deletes.schedule(wanted('a'));
  await clock.advance(9999);
  expect(sent).toEqual([]);
  expect(deletes.getSnapshot()).toMatchObject([{ id: 'a', dueAt: 10_000, isDue: false }]);
  await clock.advance(1);
  expect(sent).toEqual(['a@10000']);
  expect(deletes.getSnapshot()).toMatchObject([{ isDue: true }]);
  await clock.advance(500);

  expect(deletes.getSnapshot()).toEqual([]);
});

test('an undone deletion is never carried out, the others are, and each only once', async () => {
  const { clock, sent, wanted, deletes } = opened();

  deletes.schedule(wanted('a'));
  deletes.schedule(wanted('b'));
  deletes.schedule(wanted('b'));
  deletes.undo('a');
  await clock.advance(20_000);

  expect(sent).toEqual(['b@10000']);
});
