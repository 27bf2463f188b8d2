import { expect, test } from 'vitest';
import type { StreamTrouble } from '../../hub/hub.ts';
import { LiveViewers } from './live-viewers.ts';

test('while a camera gives nothing to anybody its viewers go, with the reason; while the disk is the trouble they stay', () => {
  const viewers = new LiveViewers();
  const ends: unknown[] = [];
  const end = (why: StreamTrouble | string): void => void ends.push(why);
  viewers.admit({ channel: 1, user: 'anna', end });
  const state = { channel: 1, phase: 'waiting', reason: 'disk_full', detail: 'The disk is full' } as const;

  viewers.recordingState(state);
  viewers.recordingState({ ...state, channel: 2, reason: 'auth_failed' });
  expect(ends).toEqual([]);
  viewers.recordingState({ ...state, reason: 'auth_failed', detail: 'The camera refuses the password' });

  expect(ends).toEqual([{ reason: 'auth_failed', detail: 'The camera refuses the password' }]);
});
