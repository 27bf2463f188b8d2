import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { PendingDeletes } from './pending-deletes.ts';

function opened() {
  const clock = new FakeClock(0);
  const sent: string[] = [];
  const deletes = new PendingDeletes({ clock, send: async ({ path }) => void sent.push(`${path}@${clock.now()}`) });
  return { clock, sent, deletes };
}

test('a deletion is sent after ten seconds', async () => {
  const { clock, sent, deletes } = opened();

  deletes.schedule('a.mp4', '10:15');
  await clock.advance(9999);
  expect(sent).toEqual([]);
  expect(deletes.getSnapshot()).toEqual([{ path: 'a.mp4', label: '10:15', dueAt: 10_000 }]);
  await clock.advance(1);

  expect(sent).toEqual(['a.mp4@10000']);
  expect(deletes.getSnapshot()).toEqual([]);
});

test('an undone deletion is never sent, the others are', async () => {
  const { clock, sent, deletes } = opened();

  deletes.schedule('a.mp4', '10:15');
  deletes.schedule('b.mp4', '10:25');
  deletes.undo('a.mp4');
  await clock.advance(20_000);

  expect(sent).toEqual(['b.mp4@10000']);
});
