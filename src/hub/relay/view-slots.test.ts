import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { StreamNames } from '../stream-names.ts';
import { type View, ViewSlots } from './view-slots.ts';

/** Ninety-six slots, a clock, and what go2rtc would tell of their peers. */
function world() {
  const clock = new FakeClock();
  const slots = new ViewSlots(new StreamNames('key'), clock);
  const peers = new Map<string, number>();
  return {
    slots,
    peers,
    clock,
    look: async () => {
      await clock.advance(1);
      slots.look(clock.monotonic(), (name) => ({ consumers: peers.get(name) ?? 0, connected: peers.get(name) ?? 0 }));
    },
    /** go2rtc begins to read a view's source. @returns what tells that it has ceased */
    connect(view: View): { wasEnded: boolean; leave: () => void } {
      const source = slots.sourceOf(view.name);
      if (!source) throw new Error('this view shows nothing');
      const connection = { wasEnded: false, leave: source.left };
      source.joined({
        [Symbol.dispose]: () => {
          connection.wasEnded = true;
          source.left();
        },
      });
      peers.set(view.name, 1);
      return connection;
    },
  };
}

const WISH = { target: 'cam1', owner: 'anna' };

test('a view that is ended loses its source at once, gets none any more, and its place is free when its peer has gone', async () => {
  const { slots, peers, look, connect } = world();
  const view = slots.open(WISH);
  const connection = connect(view);

  view.end();
  await view.ended;

  expect(connection.wasEnded).toBe(true);
  expect(slots.sourceOf(view.name)).toBeUndefined();
  await look();
  expect(slots.open(WISH).name).not.toBe(view.name); // its peer is still there, and would see what comes next
  peers.delete(view.name);
  await look();
  expect(slots.open({ ...WISH, target: 'cam2' }).name).toBe(view.name);
  expect(slots.sourceOf(view.name)?.target).toBe('cam2');
});

test('a view whose browser has gone ends; one whose source only broke goes on', async () => {
  const { slots, peers, look, connect } = world();
  const view = slots.open(WISH);
  let isOver = false;
  void view.ended.then(() => {
    isOver = true;
  });

  connect(view).leave();
  await look();
  expect(isOver).toBe(false);
  connect(view).leave();
  peers.delete(view.name);
  await look();
  expect(isOver).toBe(true);
});

test('a look that was asked for before a place changed says nothing about it', async () => {
  const { slots, clock } = world();
  await clock.advance(100);
  const askedAt = clock.monotonic();
  const view = slots.open(WISH);

  view.end();
  slots.look(askedAt, () => undefined);

  expect(slots.open(WISH).name).not.toBe(view.name);
});

test('an offer that comes to nothing frees its place after ten seconds', async () => {
  const { slots, clock, look } = world();
  const view = slots.open(WISH);

  await clock.advance(5_000);
  await look();
  expect(slots.sourceOf(view.name)).toBeDefined();
  await clock.advance(5_000);
  await look();

  expect(slots.sourceOf(view.name)).toBeUndefined();
  expect(slots.open(WISH).name).toBe(view.name);
});

test('one user holds 48 places at most, and all together 96', async () => {
  const { slots, connect, look } = world();
  const take = async (owner: string, count: number): Promise<void> => {
    for (let taken = 0; taken < count; taken++) connect(slots.open({ ...WISH, owner }));
    await look(); // their browsers have connected
  };
  await take('anna', 32);
  await take('anna', 16);

  expect(() => slots.open(WISH)).toThrow('Too many live views');
  await take('bert', 32);
  await take('bert', 16);
  expect(() => slots.open({ ...WISH, owner: 'carl' })).toThrow('Too many live views');
});

test('32 offers at most may have a browser that has not connected', async () => {
  const { slots, connect, look } = world();
  const views = Array.from({ length: 32 }, () => slots.open(WISH));

  expect(() => slots.open({ ...WISH, owner: 'bert' })).toThrow('Too many live views');
  for (const view of views.slice(0, 2)) connect(view);
  await look();

  slots.open({ ...WISH, owner: 'bert' });
  slots.open({ ...WISH, owner: 'bert' });
  expect(() => slots.open({ ...WISH, owner: 'bert' })).toThrow('Too many live views');
});
