import { box, fullBox, longWords, words } from './box.ts';
import type { MovieTrack } from './movie.ts';
import type { Run, Sample } from './movie-fragment.ts';

const MAX_UINT32 = 2 ** 32 - 1;

/** Equal neighbours, counted: `[count, value, count, value, …]`. */
class RunLength {
  readonly words: number[];

  constructor(words: readonly number[] = []) {
    this.words = [...words];
  }

  add(value: number): void {
    const last = this.words.length - 1;
    if (last > 0 && this.words[last] === value) this.words[last - 1] = (this.words[last - 1] ?? 0) + 1;
    else this.words.push(1, value);
  }
}

/** Everything known of one track's samples, gathered fragment by fragment; becomes the `stbl` of an ordinary MP4. */
export class SampleTable {
  readonly track: MovieTrack;
  /** Decoding time of the first sample, in units of the track. */
  #firstTime = 0;
  #lastTime = 0;
  #lastDuration = 0;
  /** First presentation time, and the end of what is presented last. */
  #from = Number.POSITIVE_INFINITY;
  #to = 0;
  readonly #sizes: number[] = [];
  readonly #durations = new RunLength();
  readonly #compositionOffsets = new RunLength();
  readonly #syncSamples: number[] = [];
  readonly #chunkOffsets: number[] = [];
  readonly #chunkSamples: number[] = [];

  constructor(track: MovieTrack) {
    this.track = track;
  }

  get samples(): number {
    return this.#sizes.length;
  }

  /** Where the next sample begins when nothing is missing. */
  get nextTime(): number {
    return this.#lastTime + this.#lastDuration;
  }

  /** When its presentation begins and ends, in units of the track, counted like the decoding times of the fragments. */
  get presentation(): { from: number; to: number } {
    return this.samples === 0 ? { from: 0, to: 0 } : { from: this.#from, to: this.#to };
  }

  /** What the edit list must skip, so that the first picture is shown at once: B-frames are decoded before they are shown. */
  get mediaTime(): number {
    return this.samples === 0 ? 0 : this.#from - this.#firstTime;
  }

  /** Decoding time from the first sample to the end of the last. */
  get decodedSpan(): number {
    return this.samples === 0 ? 0 : this.nextTime - this.#firstTime;
  }

  /** Adds a run; `fileOffset` is where its first sample lies in the file. */
  add({ decodeTime, samples }: Run, fileOffset: number): void {
    let time = decodeTime ?? this.nextTime;
    for (const sample of samples) {
      this.#addSample(sample, time);
      time += sample.duration;
    }
    this.#chunkOffsets.push(fileOffset);
    this.#chunkSamples.push(samples.length);
  }

  #addSample({ bytes, duration, compositionOffset, isSync }: Sample, time: number): void {
    if (this.samples === 0) this.#firstTime = time;
    // a sample lasts until the next begins, whatever it said itself; time never runs backwards
    else this.#durations.add(Math.max(time, this.#lastTime) - this.#lastTime);
    this.#lastTime = this.samples === 0 ? time : Math.max(time, this.#lastTime);
    this.#lastDuration = duration;
    this.#from = Math.min(this.#from, this.#lastTime + compositionOffset);
    this.#to = Math.max(this.#to, this.#lastTime + compositionOffset + duration);
    this.#sizes.push(bytes);
    this.#compositionOffsets.add(compositionOffset);
    if (isSync) this.#syncSamples.push(this.samples);
  }

  /** The sample table box, with the sample descriptions of the `moov` that began the file. */
  toBox(sampleDescriptions: Uint8Array): Buffer {
    const durations = new RunLength(this.#durations.words);
    if (this.samples > 0) durations.add(this.#lastDuration);
    return box(
      'stbl',
      sampleDescriptions,
      fullBox('stts', 0, 0, words([durations.words.length / 2]), words(durations.words)),
      ...this.#compositionBox(),
      ...this.#syncBox(),
      this.#chunkBox(),
      fullBox('stsz', 0, 0, words([0, this.samples]), words(this.#sizes)),
      this.#offsetBox(),
    );
  }

  #compositionBox(): Buffer[] {
    const { words: runs } = this.#compositionOffsets;
    if (runs.length <= 2 && (runs[1] ?? 0) === 0) return [];
    const isSigned = runs.some((value) => value < 0);
    return [fullBox('ctts', isSigned ? 1 : 0, 0, words([runs.length / 2]), words(runs))];
  }

  /** Without this box every sample counts as one that can be decoded alone. */
  #syncBox(): Buffer[] {
    if (this.#syncSamples.length === this.samples) return [];
    return [fullBox('stss', 0, 0, words([this.#syncSamples.length]), words(this.#syncSamples))];
  }

  #chunkBox(): Buffer {
    const entries: number[] = [];
    for (const [at, samples] of this.#chunkSamples.entries()) {
      if (entries.at(-2) !== samples) entries.push(at + 1, samples, 1);
    }
    return fullBox('stsc', 0, 0, words([entries.length / 3]), words(entries));
  }

  #offsetBox(): Buffer {
    const count = words([this.#chunkOffsets.length]);
    const needsLong = (this.#chunkOffsets.at(-1) ?? 0) > MAX_UINT32;
    return needsLong
      ? fullBox('co64', 0, 0, count, longWords(this.#chunkOffsets))
      : fullBox('stco', 0, 0, count, words(this.#chunkOffsets));
  }
}
