import { beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '#shared/durations.ts';
import { FakeClock } from '../../test/fakes/fake-clock.ts';
import { StreamUnavailable } from '../lib/errors.ts';
import { SoundChoice, type SoundLeftOut } from './sound.ts';

const REFUSED = '[matroska @ 0x1] No wav codec tag found for codec adpcm_g726le\n    Last message repeated 1 times';

let clock: FakeClock;
let told: (SoundLeftOut | null)[];
let choice: SoundChoice;
beforeEach(() => {
  clock = new FakeClock();
  told = [];
  choice = new SoundChoice(clock, (leftOut) => told.push(leftOut));
});

interface Run {
  readonly codec?: string | null;
  readonly hasPictures?: boolean;
  /** ffmpeg's; none: the run ended for a reason that is known. */
  readonly lastWords?: string;
}

/** A run, from its choice to its end. @returns what it did with the sound */
function run({ codec = 'adpcm_g726le', hasPictures = false, lastWords }: Run): string {
  const use = choice.next();
  if (codec !== null && use !== 'not asked for') choice.track({ kind: 'audio', codec });
  if (hasPictures) choice.recorded();
  const trouble =
    lastWords === undefined
      ? new StreamUnavailable('no_video', 'The camera sends no pictures')
      : new StreamUnavailable('recorder_failed', 'The recorder failed', { data: { lastWords } });
  choice.ended(trouble);
  return use;
}

describe('sound', () => {
  test('that is to blame lets the next run begin at once; anything else does not', () => {
    choice.next();
    choice.track({ kind: 'audio', codec: 'adpcm_g726le' });
    const failed = new StreamUnavailable('recorder_failed', 'The recorder failed', { data: { lastWords: REFUSED } });

    expect(choice.ended(new StreamUnavailable('no_video', 'The camera sends no pictures'))).toBe(false);
    expect(choice.ended(failed)).toBe(true);
    choice.next();
    expect(choice.ended(failed)).toBe(false);
  });

  test('that makes a run fail before its first picture is left out of the next, and that is told when it has pictures', () => {
    expect(run({ lastWords: REFUSED })).toBe('copied');
    expect(told).toEqual([]);

    expect(run({ hasPictures: true })).toBe('not asked for');
    expect(told).toEqual([{ codec: 'adpcm_g726le', reason: 'No wav codec tag found for codec adpcm_g726le' }]);
    expect(run({ hasPictures: true })).toBe('not asked for');
    expect(told).toHaveLength(1);
  });

  test('is not to blame where a run fails without it, too, and not suspected again for ten minutes', async () => {
    const failing = (): string => run({ lastWords: 'Error' });

    expect([failing(), failing(), failing(), failing()]).toEqual(['copied', 'not asked for', 'copied', 'copied']);
    expect(told).toEqual([]);
    await clock.advance(600_000);
    expect([failing(), failing()]).toEqual(['copied', 'not asked for']);
  });

  test('of which a run with pictures complains is left out; any other complaint is not the sound’s', () => {
    run({ hasPictures: true, lastWords: 'Error muxing a packet for output file #0' });
    expect(run({ hasPictures: true, lastWords: 'Error applying bitstream filters to a packet for stream #0:1' })).toBe('copied');
    expect(run({ hasPictures: true })).toBe('not asked for');
  });

  test('is not suspected where the reason is known, or where there is none', () => {
    run({});
    run({ codec: null, lastWords: 'Error' });
    expect(choice.next()).toBe('copied');
  });

  test('is tried again after a day, and that it is back is told', async () => {
    run({ lastWords: REFUSED });
    run({ hasPictures: true });
    await clock.advance(DAY_MS);

    expect(run({ hasPictures: true })).toBe('copied');
    expect(told.at(-1)).toBeNull();
  });
});
