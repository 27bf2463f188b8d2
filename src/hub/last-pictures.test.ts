import { expect, test } from 'vitest';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { LastPictures } from './last-pictures.ts';

test('the newest picture of a stream is kept, with its age', async () => {
  const clock = new FakeClock();
  const pictures = new LastPictures(clock);
  pictures.keep('cam1', Buffer.from('old'));
  await clock.advance(1000);
  pictures.keep('cam1', Buffer.from('new'));
  await clock.advance(12_000);

  expect(pictures.of('cam1')).toEqual({ picture: Buffer.from('new'), ageMs: 12_000 });
  expect(pictures.of('cam2')).toBeUndefined();
});

test('what was taken longest ago goes first when there is no more room', () => {
  const pictures = new LastPictures(new FakeClock(), 20);
  for (const name of ['cam1', 'cam2', 'cam1', 'cam3']) pictures.keep(name, Buffer.alloc(8));

  expect(['cam1', 'cam2', 'cam3'].filter((name) => pictures.of(name))).toEqual(['cam1', 'cam3']);
});
