import { describe, expect, test } from 'vitest';
import { type KeyScene, timelineKey } from './keys.ts';

const HOUR = 3_600_000;
const now = Date.parse('2026-10-25T18:00:00+01:00');
const playhead = Date.parse('2026-10-25T12:00:00+01:00');
const scene: KeyScene = {
  ...{ view: { from: playhead - 3 * HOUR, to: playhead + 3 * HOUR }, playhead, now, timeZone: 'Europe/Berlin' },
  lane: {
    ...{ channel: 1, name: '', gaps: [], protections: [] },
    recordings: [
      { from: playhead - 5 * HOUR, to: playhead - 4 * HOUR, isLive: false },
      { from: playhead - HOUR, to: playhead + HOUR, isLive: false },
      { from: playhead + 2 * HOUR, to: now, isLive: true },
    ],
    activity: [{ from: playhead - 60_000, stepMs: 10_000, levels: [4, 0, 0, 0, 0, 0, 0, 0, 5] }],
  },
};
const press = (key: string, more: Partial<Parameters<typeof timelineKey>[0]> = {}, more2: Partial<KeyScene> = {}) =>
  timelineKey({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }, { ...scene, ...more2 });
const view = (from: number, to: number) => ({ kind: 'view', view: { from, to } });

describe('timelineKey', () => {
  test('zooms about the playhead', () => {
    expect(press('=')).toEqual(view(playhead - HOUR / 2, playhead + HOUR / 2));
    expect(press('+', { shiftKey: true })).toEqual(press('='));
    expect(press('-')).toEqual(view(playhead - 6 * HOUR, playhead + 6 * HOUR));
  });

  test('fits the day, of twenty-five hours here', () => {
    expect(press('0')).toEqual(view(Date.parse('2026-10-25T00:00:00+02:00'), Date.parse('2026-10-26T00:00:00+01:00')));
  });

  test.each([
    [']', {}, playhead + 2 * HOUR],
    ['[', {}, playhead - HOUR],
    ['[', { altKey: true, ctrlKey: true }, playhead - HOUR],
    ['ArrowRight', { ctrlKey: true }, playhead + 20_000],
    ['ArrowLeft', { ctrlKey: true }, playhead - 60_000],
    ['End', {}, now],
  ])('%s %o leads to another moment', (key, more, time) => {
    expect(press(key, more)).toEqual({ kind: 'seek', time });
  });

  test('leads to the start of the day, wherever its first recording is', () => {
    const day = { date: '2026-10-25', from: Date.parse('2026-10-25T00:00:00+02:00'), to: Date.parse('2026-10-26T00:00:00+01:00') };

    expect(press('Home')).toEqual({ kind: 'day', day });
  });

  test('stops at events as it does at activity', () => {
    const events = [{ id: 1, at: playhead + 10_000, kind: 'alarm_raised' as const }];
    const lane = scene.lane && { ...scene.lane, events };

    expect(press('ArrowRight', { ctrlKey: true }, { lane })).toEqual({ kind: 'seek', time: playhead + 10_000 });
    expect(press('ArrowLeft', { ctrlKey: true }, { lane })).toEqual({ kind: 'seek', time: playhead - 60_000 });
  });

  test('says when there is nowhere to go', () => {
    expect(press(']', {}, { playhead: now })).toEqual({ kind: 'nothing' });
    expect(press('[', {}, { lane: undefined })).toEqual({ kind: 'nothing' });
  });

  test('leaves other keys to others', () => {
    expect([
      press('a'),
      press('ArrowLeft'),
      press('0', { ctrlKey: true }),
      press('g', { metaKey: true }),
      press('Home', { altKey: true }),
    ]).toEqual([null, null, null, null, null]);
  });

  test('g asks for a moment, i and o mark', () => {
    expect([press('g'), press('i'), press('o')]).toEqual([{ kind: 'go-to' }, { kind: 'mark', edge: 'from' }, { kind: 'mark', edge: 'to' }]);
  });
});
