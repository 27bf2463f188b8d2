import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { type Clock, rest } from '../../lib/clock.ts';
import { MediaInvalid } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { runChild } from '../../lib/process/child.ts';
import { MEMORY_FOR } from '../../lib/process/child-limits.ts';
import { complaintIn } from '../../lib/process/last-words.ts';
import { type FragmentIndex, HybridWriter, reserveBytesFor } from '../../mp4/mp4.ts';
import { type RemuxSource, remuxCommand } from './remux-command.ts';

/** It is an ordinary child of a person who waits, but never more urgent than a recorder. */
const NICENESS = 5;
const GRACE_MS = 2000;
const INSIST_AFTER_MS = 200;
const LOOK_MS = 20;
/** A copy to which nothing was added for so long has come to the last keyframe in the file. */
const CAUGHT_UP_MS = 200;
/** After a segment is closed: time for ffmpeg to read its last bytes. */
const LAST_BYTES_MS = 700;

export interface FollowerOptions extends RemuxSource {
  /** Where the copy is kept while somebody watches. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Copies a file that has no fragments (an MKV, perhaps still growing) into one that has, for as long as somebody watches it. */
export class Follower implements AsyncDisposable {
  /** Nobody guesses it: names the copy in addresses. */
  readonly token = randomBytes(16).toString('base64url');
  /** The copy's path. */
  readonly file: string;
  readonly #options: FollowerOptions;
  readonly #writer: HybridWriter;
  readonly #life = new AbortController();
  #done: Promise<void> = Promise.resolve();
  #askedAt: number;
  #isOver = false;
  #initSha256 = '';
  #isEnding = false;
  #isUnwanted = false;
  #failure: Error | undefined;

  private constructor(options: FollowerOptions, { file, writer }: { readonly file: string; readonly writer: HybridWriter }) {
    this.#options = options;
    this.file = file;
    this.#writer = writer;
    this.#askedAt = options.clock.monotonic();
  }

  static async start(options: FollowerOptions): Promise<Follower> {
    const file = path.join(options.folder, `${randomBytes(8).toString('hex')}.mp4`);
    const writer = await HybridWriter.create(file, { reserveBytes: reserveBytesFor(0) });
    const follower = new Follower(options, { file, writer });
    follower.#done = follower.#run();
    return follower;
  }

  /** Media time it was asked to begin at. */
  get fromMs(): number {
    return this.#options.fromMs;
  }

  /** Media time of its first fragment. */
  get startMs(): number {
    return this.#options.fromMs === 0 ? 0 : (this.#writer.firstTimeMs ?? 0);
  }

  get index(): FragmentIndex {
    return this.#writer.index ?? { timescale: 1, fragments: [] };
  }

  get init(): Uint8Array | undefined {
    return this.#writer.init;
  }

  /** What it is called in addresses; the same as that of the finished MP4. */
  get initSha256(): string {
    if (this.#initSha256 === '' && this.init) this.#initSha256 = createHash('sha256').update(this.init).digest('hex');
    return this.#initSha256;
  }

  /** Nothing will be added to it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Why it could not be copied; what was copied before is there. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  get idleMs(): number {
    return this.#options.clock.monotonic() - this.#askedAt;
  }

  /** Somebody watches. */
  touch(): void {
    this.#askedAt = this.#options.clock.monotonic();
  }

  /** The segment is closed: what is left of it is copied, then ffmpeg ends. */
  sourceClosed(): void {
    if (this.#isEnding || !this.#options.isGrowing) return;
    this.#isEnding = true;
    void rest(this.#options.clock, LAST_BYTES_MS, this.#life.signal).then(() => this.#life.abort());
  }

  /** Waits until the copy reaches a media time, or is over; not longer than it may. @throws the signal's reason */
  async reaches(mediaMs: number, withinMs: number, signal?: AbortSignal): Promise<void> {
    await this.#until(() => this.#endMs() >= mediaMs, withinMs, signal);
  }

  /** As `reaches`, but also until the copy has all that can be copied now: for who will ask again. */
  async catchesUp(mediaMs: number, withinMs: number): Promise<void> {
    const { clock } = this.#options;
    let [count, newAt] = [0, 0];
    await this.#until(() => {
      const { length } = this.index.fragments;
      if (length > count) [count, newAt] = [length, clock.monotonic()];
      return this.#endMs() >= mediaMs || (count > 0 && clock.monotonic() - newAt >= CAUGHT_UP_MS);
    }, withinMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isUnwanted = true;
    this.#life.abort();
    await this.#done;
    await this.#writer.abandon();
  }

  /** Its own end is waited for by `#done`, not by its life: between the two the last bytes are still being copied. */
  async #until(isEnough: () => boolean, withinMs: number, signal?: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const until = clock.monotonic() + withinMs;
    while (!this.#isOver && !isEnough() && clock.monotonic() < until) {
      signal?.throwIfAborted();
      const look = new AbortController();
      const waiting = signal ? AbortSignal.any([look.signal, signal]) : look.signal;
      await Promise.race([rest(clock, LOOK_MS, waiting), this.#done]);
      look.abort();
    }
    signal?.throwIfAborted();
  }

  #endMs(): number {
    const { timescale, fragments } = this.index;
    if (fragments.length === 0) return Number.NEGATIVE_INFINITY;
    return this.startMs + (fragments.reduce((sum, { duration }) => sum + duration, 0) * 1000) / timescale;
  }

  async #run(): Promise<void> {
    const { log, absolutePath } = this.#options;
    try {
      const command = await remuxCommand(this.#options);
      const { lastWords } = await runChild(command, {
        signal: this.#life.signal,
        graceMs: GRACE_MS,
        insistAfterMs: INSIST_AFTER_MS,
        niceness: NICENESS,
        memoryBytes: MEMORY_FOR.copying,
        readStdout: async (stream) => {
          for await (const chunk of stream) await this.#writer.write(chunk);
        },
      });
      if (this.index.fragments.length === 0 && !this.#isUnwanted)
        throw new MediaInvalid(complaintIn(lastWords) ?? 'nothing can be read from it', { data: { lastWords: lastWords.join('\n') } });
      if (!this.#isUnwanted) await this.#writer.close();
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      log.warn({ error, file: path.basename(absolutePath) }, 'cannot read a segment that is not MP4 yet for playback');
    } finally {
      this.#isOver = true;
    }
  }
}
