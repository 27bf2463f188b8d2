import { describe, expect, test } from 'vitest';
import { StreamChoice } from './stream-choice.ts';

const wish = { hasSub: true, width: 800, isSaving: false };
const MINUTE = 60_000;

class Time {
  now = 0;
  readonly choice = new StreamChoice(() => this.now);

  bad(samples: number): void {
    for (let i = 0; i < samples; i++) this.choice.sample(true);
  }
}

describe('the stream of a tile', () => {
  test('is the main one where there is no other, however small the tile', () => {
    const { choice } = new Time();

    expect(choice.choose({ hasSub: false, width: 100, isSaving: true })).toBe('main');
  });

  test('follows the size of the picture, but not each step of a window that is dragged', () => {
    const { choice } = new Time();

    const streams = [300, 639, 640, 600, 560, 559, 600, 640].map((width) => choice.choose({ ...wish, width }));

    expect(streams).toEqual(['sub', 'sub', 'main', 'main', 'main', 'sub', 'sub', 'main']);
  });

  test('is the sub-stream while data are saved', () => {
    const { choice } = new Time();

    expect(choice.choose({ ...wish, isSaving: true })).toBe('sub');
    expect(choice.choose(wish)).toBe('main');
  });

  test('steps down after three bad samples in a row, and up again after a minute', () => {
    const time = new Time();

    time.bad(2);
    time.choice.sample(false);
    time.bad(2);
    expect(time.choice.choose(wish)).toBe('main');
    time.bad(1);
    expect(time.choice.choose(wish)).toBe('sub');
    time.now = MINUTE - 1;
    expect(time.choice.choose(wish)).toBe('sub');
    time.now = MINUTE;
    expect(time.choice.choose(wish)).toBe('main');
  });

  test('stays down longer each time the link proves too weak soon again', () => {
    const time = new Time();
    time.bad(3);

    time.now = MINUTE + 6000;
    time.bad(3);
    time.now += 2 * MINUTE - 1;
    expect(time.choice.choose(wish)).toBe('sub');
    time.now += 1;
    expect(time.choice.choose(wish)).toBe('main');

    time.now += 10 * MINUTE;
    time.bad(3);
    time.now += MINUTE;
    expect(time.choice.choose(wish)).toBe('main');
  });

  test('is the sub-stream for good where the browser cannot play the main one', () => {
    const { choice } = new Time();

    choice.mainIsUnplayable();

    expect(choice.choose({ ...wish, width: Number.POSITIVE_INFINITY })).toBe('sub');
  });
});
