import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { type BroadcastState, NOTHING } from './broadcast-state.ts';
import { StateWatch } from './state-watch.ts';

class Told {
  readonly clock = new FakeClock();
  readonly events: string[] = [];
  readonly notes: string[] = [];
  changes = 0;
  readonly watch = new StateWatch({
    clock: this.clock,
    onChange: () => this.changes++,
    onEvent: ({ kind }) => this.events.push(kind),
    note: (kind, reason, text) => this.notes.push(`${kind} ${reason}: ${text}`),
  });

  look(state: Partial<BroadcastState>): void {
    this.watch.look({ ...NOTHING, ...state });
  }
}

test('an interruption is an event when it lasts longer than 15 s, and so is its end', async () => {
  const told = new Told();
  told.look({ phase: 'live' });
  told.look({ phase: 'waiting', reason: 'closed' });
  await told.clock.advance(14_000);
  told.look({ phase: 'starting' });
  expect(told.events).toEqual([]);

  await told.clock.advance(2000);
  told.look({ phase: 'waiting', reason: 'closed' });
  told.look({ phase: 'waiting', reason: 'closed' });
  told.look({ phase: 'live' });

  expect(told.events).toEqual(['streaming_lost', 'streaming_back']);
});

test('a slow upload is noted once, with the pictures it has cost, also over a rotation', () => {
  const told = new Told();
  const slow = { phase: 'degraded', reason: 'upload_slow', detail: 'Too slow' } as const;
  told.look({ phase: 'live', droppedFrames: 7 });
  told.look({ ...slow, droppedFrames: 7 });
  told.look({ ...slow, droppedFrames: 40 });
  told.look({ phase: 'rotating', droppedFrames: 40 });
  told.look({ ...slow, droppedFrames: 47 });
  told.look({ phase: 'live', droppedFrames: 47 });

  expect(told.notes).toEqual(['slow upload_slow: Too slow', 'slow_over upload_slow: Pictures left out: 40']);
});

test('a phase keeps its beginning when only its reason changes', async () => {
  const told = new Told();
  told.look({ phase: 'waiting', reason: 'dns' });
  const { since } = told.watch;
  await told.clock.advance(5000);
  told.look({ phase: 'waiting', reason: 'refused' });

  expect([told.watch.since, told.changes]).toEqual([since, 2]);
});
