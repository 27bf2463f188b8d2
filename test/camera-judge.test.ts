import { describe, expect, test } from 'vitest';
import type { ChannelLive } from '#shared/live.ts';
import type { Cell } from './cameras/cell.ts';
import { judge } from './cameras/judge.ts';
import type { Observation, Recording } from './cameras/observe.ts';

const BEGUN = Date.parse('2026-11-30T12:00:00Z');
const CELL: Cell = {
  id: 'toy',
  title: 'A toy',
  camera: { by: 'odd', material: { seconds: 20, fps: 10, gop: 20 }, quirks: {} },
  fps: 10,
  expected: { outcome: 'recorded', codec: 'h264', sound: ['aac'], withinSeconds: 5 },
  told: '',
  advice: '',
};
const LIVE: ChannelLive = {
  ...{ status: 'LIVE', file: null, phase: 'recording', reason: null, detail: null, since: null, nextTryAt: null },
  ...{ online: true, videoCodec: 'h264', audioCodec: 'aac', bitrateBps: 1 },
};

function recording(from: number, pictures: number, more: Partial<Recording['inFile']> = {}): Recording {
  return {
    ...{ name: `ch1/${from}.mp4`, startTime: '', datetime: at(from), size: '', sizeBytes: 1, duration: pictures / 10 },
    ...{ live: false, protected: false, problem: null },
    inFile: { pictures, seconds: (pictures - 1) / 10, codec: 'h264', sound: 'aac', ...more },
  } as Recording;
}

function at(seconds: number): string {
  return new Date(BEGUN + seconds * 1_000).toISOString();
}

/** Recorded from second 2 to 42, 400 pictures. */
function seen(more: Partial<Observation> = {}, span: { to?: number; coverage?: number } = {}): Observation {
  const { to = 42, coverage = 100 } = span;
  return {
    ...{ readyAt: BEGUN, endedAt: BEGUN + 42_000, states: [LIVE], findings: [], plays: 1, decodingErrors: '' },
    recordings: [recording(2, 200), recording(22, 200)],
    timeline: { channel: 1, recordings: [{ from: at(2), to: at(to), live: false }], gaps: [], unreadable: [], events: [], coverage },
    ...more,
  };
}

describe('the camera matrix', () => {
  test('has nothing to say where every picture is there', () => {
    expect(judge(CELL, seen()).wrong).toEqual([]);
  });

  test.each([
    ['pictures that are missing', seen({ recordings: [recording(2, 200), recording(22, 170)] }), '370 of 400 pictures'],
    ['pictures that are there twice', seen({ recordings: [recording(2, 200), recording(22, 220)] }), '420 pictures where 400 were sent'],
    ['coverage that is not the share of pictures', seen({}, { coverage: 95 }), 'coverage 95.0 %, pictures 100.0 %'],
    ['recordings that lie too early', seen({}, { to: 40 }), 'the last picture lies 2.0 s before the camera’s end'],
    ['recordings that lie in the future', seen({}, { to: 44 }), 'the last picture lies 2.0 s after the camera’s end'],
    ['a beginning that is late', seen({ readyAt: BEGUN - 20_000 }), 'begins 22.0 s after the start'],
    ['sound that is left out', seen({ recordings: [recording(2, 400, { sound: null })] }), 'ch1/2.mp4: sound null'],
    ['a second connection', seen({ plays: 2 }), '2 connections that play'],
    ['a file that does not decode', seen({ decodingErrors: 'no frame' }), 'does not decode: no frame'],
    [
      'trouble that is told',
      seen({ states: [{ ...LIVE, status: 'REC', reason: 'no_video', detail: 'x' }] }),
      'at the end REC, no_video, “x”',
    ],
  ])('names %s', (_, observation, words) => {
    expect(judge(CELL, observation).wrong).toContain(words);
  });

  test('names a reason that is not what was seen', () => {
    const refused: Cell = { ...CELL, expected: { outcome: 'refused', reason: 'not_found', words: /SHA-256/ } };
    const states = [{ ...LIVE, reason: 'auth_failed' as const, detail: 'The camera refuses the user name or password' }];

    expect(judge(refused, seen({ recordings: [], timeline: undefined, states })).wrong).toHaveLength(2);
  });
});
