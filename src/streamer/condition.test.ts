import { expect, test } from 'vitest';
import { conditionsOf } from './condition.ts';

const LIVE = { enabled: true, phase: 'live', reason: null, detail: null, channel: 2 } as const;

test('a stream that somebody wants and nobody sees is a condition, one that was stopped or runs is none', () => {
  const kinds = (more: Partial<Parameters<typeof conditionsOf>[0]>) => conditionsOf({ ...LIVE, ...more }).map(({ kind }) => kind);

  expect(kinds({ phase: 'waiting', reason: 'closed' })).toEqual(['streaming_failing']);
  expect(kinds({ phase: 'starting' })).toEqual(['streaming_failing']);
  expect(kinds({ phase: 'degraded', reason: 'upload_slow' })).toEqual(['streaming_failing']);
  expect([kinds({}), kinds({ phase: 'stopped' }), kinds({ phase: 'waiting', enabled: false })]).toEqual([[], [], []]);
});
