import { expect, test } from 'vitest';
import type { Text } from '../text/text.ts';
import { adviceFor } from './advice.ts';
import { isTrouble } from './is-trouble.ts';

const t = ((key: string, values?: object) => `${key} ${JSON.stringify(values ?? {})}`) as unknown as Text; // its overloads are i18next's

test('advice names what to set at the camera, and is silent when all is well', () => {
  expect(adviceFor({ video: 'copied', keyframeSeconds: 4 }, t)).toEqual([]);
  expect(adviceFor({ video: null, keyframeSeconds: null }, t)).toEqual([]);
  expect(adviceFor({ video: 'transcoded', keyframeSeconds: 10 }, t)).toEqual([
    'streamer.adviceTranscoded {}',
    'streamer.adviceKeyframes {"seconds":"10.0"}',
  ]);
});

test('what went wrong is trouble, and so is what says that it is over', () => {
  const kinds = ['started', 'rotated', 'stopped', 'failed', 'rotation_failed', 'slow', 'slow_over', 'camera_away', 'camera_back'] as const;

  expect(kinds.filter((kind) => !isTrouble({ kind }))).toEqual(['started', 'rotated', 'stopped']);
});
