import { expect, test } from 'vitest';
import { EventKind } from '#shared/events.ts';
import { EXAMPLE_EVENTS } from '../../test/fakes/example-events.ts';
import { eventText } from './event-text.ts';

test('every kind of event has a sentence of its own, whole and without holes', () => {
  const texts = EXAMPLE_EVENTS.map((event) => eventText(event));

  expect(new Set(EXAMPLE_EVENTS.map(({ kind }) => kind))).toEqual(new Set(EventKind.options));
  expect(new Set(texts).size).toBe(EXAMPLE_EVENTS.length);
  for (const text of texts) expect(text).toMatch(/^[^{}]{8,}$/);
  expect(texts.filter((text) => /undefined|null|NaN|\[object/.test(text))).toEqual([]);
});

test('names, numbers and reasons stand in it as people say them', () => {
  const told = Object.fromEntries(EXAMPLE_EVENTS.map((event) => [event.kind, eventText(event)]));

  expect(told).toMatchObject({
    camera_lost: 'Camera 2 has not been reached yet: No route to host',
    cleanup: '12 recordings of camera 1, 3 deleted: 3.48 GB',
    sign_in_failed: 'Sign-in failed for an unknown user from 192.0.2.7',
    share_added: 'anna shared Front door from 2026-11-22T10:00:00.000Z to 2026-11-22T10:05:00.000Z until 2026-11-29T10:00:00.000Z',
    clock_stepped: 'The system clock was set back by 1.5 hours',
    alarm_raised: 'Camera 2 (Garden) is not being recorded: No route to host',
    alarm_cleared: 'Camera 2 (Garden) is being recorded again',
  });
});
