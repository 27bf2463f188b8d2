import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Viewer } from '../player/viewer/viewer.ts';
import type { KeyEffect } from '../timeline/control/keys.ts';
import { obeyPageKey } from './page-key.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

function pressed(key: string, modifiers: Partial<typeof none> = {}) {
  const clock = new FakeClock();
  const viewer = Viewer.start({ clock, monotonic: () => clock.monotonic(), focused: 4, rate: 1 });
  const now = clock.now();
  const effects: KeyEffect[] = [];
  const more: string[] = [];
  const isObeyed = obeyPageKey(
    { ...none, ...modifiers, key },
    {
      scene: { view: { from: now - 3_600_000, to: now }, playhead: now - 60_000, now, timeZone: 'Europe/Berlin', lane: undefined },
      ...{ viewer, channels: [4, 7] },
      onEffect: (effect) => effects.push(effect),
      more: { x: () => more.push('x') },
    },
  );
  viewer.dispose();
  return { isObeyed, effects, more, state: viewer.getSnapshot() };
}

test('the timeline comes first, then playback, then the page', () => {
  expect(pressed('g').effects).toEqual([{ kind: 'go-to' }]);
  expect(pressed(' ').state.isPlaying).toBe(true);
  expect(pressed('x').more).toEqual(['x']);
});

test('a number focuses the camera in that place', () => {
  expect(pressed('2').state.focused).toBe(7);
  expect(pressed('3')).toMatchObject({ isObeyed: false, state: { focused: 4 } });
});

test('what means nothing here is left to the browser', () => {
  expect(pressed('q').isObeyed).toBe(false);
  expect(pressed('x', { ctrlKey: true })).toMatchObject({ isObeyed: false, more: [] });
});
