import { expect, test } from 'vitest';
import type { Text } from '../text/text.ts';
import { gapText } from './gap-text.ts';

/** Keys and what they are filled with, instead of words. */
// as an edge: the real one knows its keys
const t = ((key: string, more: Record<string, string> = {}) => [key, ...Object.values(more)].join(' ')) as unknown as Text;
const telling = { time: Date.parse('2026-11-29T00:00:00+01:00'), timeZone: 'Europe/Berlin', text: { t, language: 'en' as const } };
const at = (time: string): number => Date.parse(`2026-11-${time}+01:00`);

test.each([
  ['within the day on view', '29T14:05:00', '29T14:11:00', 'player.noRecording 14:05:00 14:11:00'],
  ['over several days', '28T18:22:10', '30T08:01:00', 'player.noRecordingDays 28 Nov 2026, 18:22 30 Nov 2026, 08:01'],
  ['from the day on view on', '29T14:05:00', null, 'player.noRecordingSince 14:05:00'],
  ['up to another day', null, '30T08:01:00', 'player.noRecordingUntil 30 Nov 2026, 08:01'],
  ['without an end', null, null, 'player.noRecordingHere'],
])('a gap %s is told', (_, from, to, title) => {
  const [begin, end] = [from, to].map((time) => (time === null ? null : at(time)));

  expect(gapText({ from: begin ?? null, to: end ?? null, reason: null }, telling)).toEqual({ title, reason: null });
});

test('its reason comes with it', () => {
  expect(gapText({ from: null, to: null, reason: 'camera_offline' }, telling).reason).toBe('gap.camera_offline');
});
