import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { Viewer } from '../player/viewer/viewer.ts';
import { obeyPlaybackKey } from './playback-key.ts';

function opened() {
  const clock = new FakeClock();
  const viewer = Viewer.start({ clock, monotonic: () => clock.monotonic(), focused: 1, rate: 1 });
  const begin = clock.now() - 3_600_000;
  viewer.seek(begin);
  const press = (key: string, more: { shiftKey?: boolean; ctrlKey?: boolean } = {}): boolean =>
    obeyPlaybackKey({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more }, viewer);
  return { viewer, press, moved: () => (viewer.getSnapshot().time ?? 0) - begin };
}

test.each([
  ['j', false, -10],
  ['l', false, 10],
  ['ArrowLeft', false, -5],
  ['ArrowRight', true, 60],
  ['ArrowLeft', true, -60],
])('%s (with Shift: %s) moves by %d s', (key, shiftKey, seconds) => {
  const { viewer, press, moved } = opened();

  expect(press(key, { shiftKey })).toBe(true);
  expect(moved()).toBe(seconds * 1_000);
  viewer.dispose();
});

test('speed, sound and playing have their keys, and stay within their bounds', () => {
  const { viewer, press } = opened();

  for (const _ of '123456789') press('>');
  expect(viewer.getSnapshot().rate).toBe(16);
  for (const _ of '123456789') press('<');
  expect(viewer.getSnapshot().rate).toBe(0.25);
  press('ArrowUp');
  press('ArrowDown');
  expect(viewer.getSnapshot()).toMatchObject({ isMuted: false, volume: 0.9 });
  press(' ');
  expect(viewer.getSnapshot().isPlaying).toBe(true);
  viewer.dispose();
});

test('other keys, and those with Ctrl, are left alone', () => {
  const { viewer, press, moved } = opened();

  expect(press('ArrowLeft', { ctrlKey: true })).toBe(false);
  expect(press('q')).toBe(false);
  expect(moved()).toBe(0);
  viewer.dispose();
});
