import { expect, test } from 'vitest';
import { IngestFailed } from '../lib/errors.ts';
import { adviceFor } from './advice.ts';
import { type PhaseFacts, phaseOf } from './broadcast-state.ts';

const WELL: PhaseFacts = { step: 'live', failure: null, origin: 'camera', cameraTrouble: null, isUploadSlow: false, isEncoderSlow: false };

test.each<[Partial<PhaseFacts>, string, string | null]>([
  [{}, 'live', null],
  [{ step: 'rotating' }, 'rotating', null],
  [{ step: 'starting', origin: null }, 'starting', null],
  [{ step: 'starting', origin: null, cameraTrouble: 'It is away' }, 'waiting', 'camera_away'],
  [{ step: 'waiting', failure: new IngestFailed('dns', 'x is not known') }, 'waiting', 'dns'],
  [{ origin: 'slate' }, 'degraded', 'camera_away'],
  [{ isUploadSlow: true, origin: 'slate' }, 'degraded', 'upload_slow'],
  [{ isEncoderSlow: true }, 'degraded', 'encoder_slow'],
])('%j is shown as %s (%s)', (facts, phase, reason) => {
  expect(phaseOf({ ...WELL, ...facts })).toMatchObject({ phase, reason });
});

test('advice names what to set at the camera', () => {
  const facts = { width: 1920, height: 1080, frameRate: 20, keyframeMs: 2000 };

  expect(adviceFor({ ...facts, treatment: { video: 'copied', audio: 'silent' } })).toEqual([]);
  expect(adviceFor({ ...facts, keyframeMs: 10_000, treatment: { video: 'transcoded', audio: 'copied' } })).toEqual([
    expect.stringContaining('set the camera to H.264'),
    expect.stringContaining('10.0 s apart'),
  ]);
});
