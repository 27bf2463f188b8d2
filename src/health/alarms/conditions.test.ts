import { expect, test } from 'vitest';
import { alarmText } from '../../catalogue/catalogue.ts';
import { conditionsOf, type SystemState } from './conditions.ts';

const CAMERA = {
  channel: 3,
  name: 'Garden',
  phase: 'recording',
  reason: null,
  detail: null,
  lastFrameAgeMs: 500,
  patienceMs: 12_000,
  hasRecorded: true,
} as const;
const WELL: SystemState = { cameras: [CAMERA], volume: { state: 'ok', detail: null }, hub: { isUp: true, reason: null }, memoryBytes: 2e8 };

function kinds(situation: Partial<SystemState>): string[] {
  return conditionsOf({ ...WELL, ...situation }).map(({ kind, reason }) => `${kind} ${reason}`);
}

test('nothing is wrong while all is well, also where nobody counts frames', () => {
  expect(kinds({ cameras: [CAMERA, { ...CAMERA, lastFrameAgeMs: null }] })).toEqual([]);
});

test('a camera that is not recorded is named, with the reason in words', () => {
  const [condition] = conditionsOf({ ...WELL, cameras: [{ ...CAMERA, phase: 'waiting', reason: 'timeout', detail: 'No answer' }] });

  expect(condition).toMatchObject({ reason: 'timeout', holdMs: 30_000 });
  expect(condition && alarmText(condition)).toBe('Camera 3 (Garden) is not being recorded: No answer');
});

test('a camera that was never recorded is not said to have been', () => {
  const camera = { ...CAMERA, phase: 'waiting', reason: 'timeout', detail: 'No answer', hasRecorded: false } as const;
  const [condition] = conditionsOf({ ...WELL, cameras: [camera] });

  expect(condition && [alarmText(condition), alarmText(condition, true)]).toEqual([
    'Camera 3 (Garden) has not yet been recorded: No answer',
    'Camera 3 (Garden) is being recorded',
  ]);
});

test('a recorder that says it records while frames stand still is not believed', () => {
  expect(kinds({ cameras: [{ ...CAMERA, lastFrameAgeMs: 31_000 }] })).toEqual(['camera_not_recorded no_video']);
});

test('a picture each minute is no standstill', () => {
  expect(kinds({ cameras: [{ ...CAMERA, lastFrameAgeMs: 61_000, patienceMs: 180_000 }] })).toEqual([]);
});

test('a camera that begins, and of which nothing is known, is told within 40 s, the next look included', () => {
  const [condition] = conditionsOf({ ...WELL, cameras: [{ ...CAMERA, phase: 'starting' }] });

  expect(condition?.holdMs).toBeLessThanOrEqual(35_000);
});

test('waiting for a keyframe is trouble only when it lasts longer than a long group of pictures', () => {
  const [condition] = conditionsOf({ ...WELL, cameras: [{ ...CAMERA, phase: 'starting', reason: 'no_keyframe', detail: 'Waiting' }] });

  expect(condition?.holdMs).toBe(120_000);
});

test('disk, hub and memory are told apart', () => {
  expect([
    ...kinds({ volume: { state: 'low', detail: 'x' } }),
    ...kinds({ volume: { state: 'read_only', detail: 'x' } }),
    ...kinds({ hub: { isUp: false, reason: 'died' } }),
    ...kinds({ memoryBytes: 1e9 }),
  ]).toEqual(['disk_low low', 'disk_failing read_only', 'hub_down hub_down', 'memory_high memory_high']);
});
