import { expect, test } from 'vitest';
import type { Answer } from '../../client/answer.ts';
import { LatestPicture } from './latest-picture.ts';

test('asks for one picture at a time, and then for the newest wish only', async () => {
  const asked: number[] = [];
  const waiting: ((answer: Answer<Blob>) => void)[] = [];
  const picture = new LatestPicture({
    ask: (time) => {
      asked.push(time);
      return new Promise((done) => waiting.push(done));
    },
  });
  const answer = async (value: Answer<Blob>): Promise<void> => {
    waiting.shift()?.(value);
    await new Promise((done) => setImmediate(done));
  };

  for (const time of [1_200, 2_000, 3_000, 4_900]) picture.want(time);
  await answer({ kind: 'success', value: new Blob(['a']) });
  await answer({ kind: 'aborted' });

  expect(asked).toEqual([1_000, 4_000]);
  expect(picture.getSnapshot()?.time).toBe(1_000);
  picture.dispose();
  expect(picture.getSnapshot()).toBeNull();
});
