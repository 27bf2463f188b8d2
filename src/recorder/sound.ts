import { DAY_MS } from '#shared/durations.ts';
import type { EventTold } from '#shared/event-data.ts';
import type { Clock } from '../lib/clock.ts';
import type { StreamUnavailable } from '../lib/errors.ts';
import { complaintIn } from '../lib/process/last-words.ts';
import type { StreamTrack } from './stream-line.ts';

/**
 * What becomes of a camera's sound in a run: copied, or not even asked for. It is not heard without being written: go2rtc, which was asked
 * for pictures alone before, would connect to the camera anew for it.
 */
export type SoundUse = 'copied' | 'not asked for';

/** Why recordings are silent although the camera sends sound. */
export interface SoundLeftOut {
  /** ffmpeg's name of the codec; null where it was not told. */
  readonly codec: string | null;
  /** For people. */
  readonly reason: string;
}

/** What people call a codec, by ffmpeg's name. */
const NAMES: Readonly<Record<string, string>> = { adpcm_g726: 'G.726', adpcm_g726le: 'G.726', g726: 'G.726', adpcm_g722: 'G.722' };

/** What people call a codec of sound. @param codec as ffmpeg names it; one that is not known here is called so */
export function soundName(codec: string): string {
  return NAMES[codec] ?? codec;
}

/** What is remembered when recordings of a camera become silent, or are no longer (null). */
export function soundEvent(channel: number, leftOut: SoundLeftOut | null): EventTold {
  if (!leftOut) return { kind: 'sound_back', channel, data: {} };
  const { codec, reason: said } = leftOut;
  return { kind: 'sound_left_out', channel, data: { codec: codec && soundName(codec), said } };
}

/** Firmware is updated, settings are changed: a sound that could not be recorded yesterday is tried again. */
const TRY_AGAIN_AFTER_MS = DAY_MS;
/** When it failed without any sound, too, the sound is not suspected again so soon: the trouble is another. */
const ACQUITTED_MS = 600_000;
/** The second track of what is written is the sound. */
const NAMES_SOUND = /\b(?:stream|track) #?(?:0:)?1\b|#0:1\b|\baudio\b/i;

/**
 * Decides run by run how much of a camera's sound is recorded, so that no sound ever costs the pictures: a run that fails before its
 * first picture, or whose last words speak of the sound, is followed at once by one without it. Sound is copied, never decoded, while
 * recording: a decoder that waits for sound which never comes would hold the pictures up.
 */
export class SoundChoice {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #onChange: (leftOut: SoundLeftOut | null) => void;
  #use: SoundUse = 'copied';
  #leftOutAt = 0;
  #acquittedUntil = 0;
  /** The sound of the run that is under way. */
  #codec: string | null = null;
  #hasPictures = false;
  #leftOut: SoundLeftOut | null = null;
  #isTold = true;

  /** @param onChange told when a run records pictures without the camera's sound for the first time (why), and when with it again (null) */
  constructor(clock: Pick<Clock, 'monotonic'>, onChange: (leftOut: SoundLeftOut | null) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** What the run that begins now does with the sound. */
  next(): SoundUse {
    if (this.#clock.monotonic() - this.#leftOutAt >= TRY_AGAIN_AFTER_MS) this.#use = 'copied';
    this.#codec = null;
    this.#hasPictures = false;
    return this.#use;
  }

  /** The run's stream has this track. */
  track({ kind, codec }: Pick<StreamTrack, 'kind' | 'codec'>): void {
    if (kind === 'audio') this.#codec = codec;
  }

  /** The run has recorded its first picture. */
  recorded(): void {
    this.#hasPictures = true;
    this.#acquittedUntil = 0;
    if (this.#use === 'copied' && this.#leftOut) this.#note(null);
    if (this.#isTold) return;
    this.#isTold = true;
    this.#onChange(this.#leftOut);
  }

  /** The run has ended, and this is why. @returns whether the sound is to blame, so that the next run, without it, can begin at once */
  ended({ reason, data }: Pick<StreamUnavailable, 'reason' | 'data'>): boolean {
    const { lastWords } = data;
    if (reason !== 'recorder_failed' || typeof lastWords !== 'string') return false;
    if (this.#use === 'not asked for') {
      if (!this.#hasPictures) this.#acquit();
      return false;
    }
    const isSuspect = this.#hasPictures ? NAMES_SOUND.test(lastWords) : this.#clock.monotonic() >= this.#acquittedUntil;
    if (!isSuspect || this.#codec === null) return false;
    this.#leaveOut(lastWords);
    return true;
  }

  #leaveOut(lastWords: string): void {
    this.#use = 'not asked for';
    this.#leftOutAt = this.#clock.monotonic();
    this.#note({ codec: this.#codec, reason: complaintIn(lastWords.split('\n')) ?? 'the recorder failed' });
  }

  #acquit(): void {
    this.#use = 'copied';
    this.#acquittedUntil = this.#clock.monotonic() + ACQUITTED_MS;
    this.#note(null);
  }

  /** Nobody is told before it has come true. */
  #note(leftOut: SoundLeftOut | null): void {
    this.#leftOut = leftOut;
    this.#isTold = false;
  }
}
