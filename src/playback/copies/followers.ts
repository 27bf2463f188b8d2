import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Clock, rest } from '../../lib/clock.ts';
import { Refused } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { SingleFlight } from '../../lib/single-flight.ts';
import { Follower } from './follower.ts';

/** Nobody has asked for it so long: nobody watches it any more. */
const IDLE_MS = 30_000;
const LOOK_MS = 5_000;
/** Two people with nine cameras each. Each costs an ffmpeg and a copy of a segment in DATA_DIR. */
const MOST = 18;
/** One that nobody asked for so long makes room for another. */
const SPARE_AFTER_MS = 10_000;
/** A file that cannot be read is not tried again at once. */
const TRY_AGAIN_MS = 60_000;

export interface FollowersOptions {
  readonly ffmpeg: string;
  /** RECORD_DIR */
  readonly root: string;
  /** Emptied at the start. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** All files that are being copied into fragments for somebody who watches; each ends when nobody has asked for 30 s. */
export class Followers implements AsyncDisposable {
  readonly #options: FollowersOptions;
  readonly #life = new AbortController();
  readonly #followers = new Map<string, Promise<Follower>>();
  readonly #failedAt = new Map<string, number>();
  readonly #sweeping = new SingleFlight(() => this.#sweep());

  private constructor(options: FollowersOptions) {
    this.#options = options;
  }

  static async open(options: FollowersOptions): Promise<Followers> {
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    return new Followers(options);
  }

  /** How many there are now. */
  get count(): number {
    return this.#followers.size;
  }

  /**
   * The copy of a file from a media time on: one that is there already, or a new one.
   * @returns undefined when the file could not be read a moment ago
   * @throws Refused `too-many-viewers`
   */
  async of(file: string, { isGrowing, fromMs }: { readonly isGrowing: boolean; readonly fromMs: number }): Promise<Follower | undefined> {
    const { clock } = this.#options;
    for (const [key, starting] of this.#followers) {
      if (!key.startsWith(`${file} `)) continue;
      const follower = await starting.catch(() => undefined);
      if (!follower || follower.fromMs > fromMs || follower.failure) continue;
      follower.touch();
      if (!isGrowing) follower.sourceClosed();
      return follower;
    }
    if (clock.monotonic() - (this.#failedAt.get(file) ?? Number.NEGATIVE_INFINITY) < TRY_AGAIN_MS) return undefined;
    return await this.#start(file, { isGrowing, fromMs });
  }

  /** The path of a copy by its token; asking for it keeps it alive. */
  async fileOf(token: string): Promise<string | undefined> {
    return (await this.#byToken(token))?.file;
  }

  /** Where the fragments of a copy lie, by its token. */
  async indexOf(token: string): Promise<Follower['index'] | undefined> {
    return (await this.#byToken(token))?.index;
  }

  /** The init segment of a copy, by its SHA-256 in hex. */
  async initSegment(sha256: string): Promise<Uint8Array | undefined> {
    for (const starting of this.#followers.values()) {
      const follower = await starting.catch(() => undefined);
      if (follower?.initSha256 === sha256) return follower.init;
    }
    return undefined;
  }

  /** Remembers that a file cannot be read. */
  failed(file: string): void {
    if (this.#failedAt.size > 1000) this.#failedAt.clear();
    this.#failedAt.set(file, this.#options.clock.monotonic());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#sweeping.settled();
    await Promise.all([...this.#followers.keys()].map((key) => this.#end(key)));
  }

  async #byToken(token: string): Promise<Follower | undefined> {
    for (const starting of this.#followers.values()) {
      const follower = await starting.catch(() => undefined);
      if (follower?.token !== token) continue;
      follower.touch();
      return follower;
    }
    return undefined;
  }

  async #start(file: string, { isGrowing, fromMs }: { isGrowing: boolean; fromMs: number }): Promise<Follower> {
    // again and again: while room was made, others may have come
    while (this.#followers.size >= MOST && !this.#followers.has(`${file} ${fromMs}`)) await this.#makeRoom();
    const { root, folder, ffmpeg, clock, log } = this.#options;
    const key = `${file} ${fromMs}`;
    const meanwhile = this.#followers.get(key);
    if (meanwhile) return await meanwhile;
    const starting = Follower.start({ ffmpeg, absolutePath: path.join(root, file), isGrowing, fromMs, folder, clock, log });
    this.#followers.set(key, starting);
    starting.catch(() => this.#followers.delete(key));
    const follower = await starting;
    void this.#sweeping.run();
    return follower;
  }

  async #makeRoom(): Promise<void> {
    const idle = await Promise.all([...this.#followers].map(async ([key, starting]) => ({ key, idleMs: await idleMsOf(starting) })));
    const longest = idle.sort((a, b) => b.idleMs - a.idleMs)[0];
    if (!longest || longest.idleMs < SPARE_AFTER_MS)
      throw new Refused('too-many-viewers', `${MOST} recordings that are being written are watched already: try again in a moment`);
    await this.#end(longest.key);
  }

  /** Runs only while there are any. */
  async #sweep(): Promise<void> {
    while (this.#followers.size > 0 && !this.#life.signal.aborted) {
      await rest(this.#options.clock, LOOK_MS, this.#life.signal);
      for (const [key, starting] of this.#followers) if ((await idleMsOf(starting)) > IDLE_MS) await this.#end(key);
    }
  }

  async #end(key: string): Promise<void> {
    const starting = this.#followers.get(key);
    this.#followers.delete(key);
    await (await starting?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}

/** One that could not even begin is asked for by nobody. */
async function idleMsOf(starting: Promise<Follower>): Promise<number> {
  return (await starting.catch(() => undefined))?.idleMs ?? Number.POSITIVE_INFINITY;
}
