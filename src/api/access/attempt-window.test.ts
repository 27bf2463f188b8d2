import { expect, test } from 'vitest';
import { FakeClock } from '../../../test/fakes/fake-clock.ts';
import { AttemptWindow } from './attempt-window.ts';

test('so many pass within the window, for each key, and the next is told how long to wait', async () => {
  const clock = new FakeClock();
  const window = new AttemptWindow({ clock, most: 2, windowMs: 60_000, sentence: 'Too many' });
  window.count('a');
  await clock.advance(20_000);
  window.count('a');

  expect(() => window.count('a')).toThrow(expect.objectContaining({ code: 'too-many-attempts', data: { retryAfterS: 40 } }));
  expect(() => window.count('b')).not.toThrow();
  await clock.advance(40_000);
  expect(() => window.count('a')).not.toThrow();
});

test('what is refused does not count', async () => {
  const clock = new FakeClock();
  const window = new AttemptWindow({ clock, most: 1, windowMs: 1_000, sentence: 'Too many' });
  window.count('a');
  for (let again = 0; again < 10; again++) expect(() => window.count('a')).toThrow();

  await clock.advance(1_000);

  expect(() => window.demand('a')).not.toThrow();
});

test('forgives the latest attempt', () => {
  const window = new AttemptWindow({ clock: new FakeClock(), most: 1, windowMs: 60_000, sentence: 'Too many' });
  window.count('a');

  window.forgive('a');

  expect(() => window.count('a')).not.toThrow();
  expect(() => window.count('a')).toThrow();
});
