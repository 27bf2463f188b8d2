import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import path from 'node:path';
import type { PlayableSegment } from '../catalogue/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import { MediaInvalid, Refused } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { decodeFragmentIndex, keyframeFile } from '../mp4/mp4.ts';
import { isClosed, type RunningSegment } from '../segments/segments.ts';
import { PictureCache } from './picture-cache.ts';
import { PictureMaker } from './picture-maker.ts';
import type { PlaybackShelf } from './window.ts';

/** What this asks the catalogue. */
export interface PictureShelf extends PlaybackShelf {
  initSegment(sha256: string): Promise<Uint8Array | undefined>;
}

export interface PicturesOptions {
  readonly shelf: PictureShelf;
  /** RECORD_DIR */
  readonly root: string;
  readonly dataDir: string;
  readonly ffmpeg: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A small picture of a recorded moment. */
export interface Thumbnail {
  readonly jpeg: Buffer;
  /** The picture's own time, epoch ms. */
  readonly at: number;
  /** The same moment will always give the same picture. */
  readonly isSettled: boolean;
}

/** What stands where on a sheet of small pictures. */
export interface SpriteSheet {
  readonly from: number;
  readonly to: number;
  /** Times of its pictures in order, row by row; moments without a recording have none. */
  readonly tiles: readonly number[];
  /** Changes with the pictures. */
  readonly version: string;
}

/** How sheets are laid out. */
export const SPRITES = { spanMs: 600_000, stepMs: 10_000, columns: 10, rows: 6, tileWidth: 160, tileHeight: 90 } as const;

const WIDTH = 320;
const CACHE_BYTES = 256e6;
/** No picture of ours is larger; a broken index must not ask for gigabytes of memory. */
const MOST_BYTES = 32 * 2 ** 20;
const NICENESS = { asked: 5, ahead: 19 };
const TILE = `scale=${SPRITES.tileWidth}:${SPRITES.tileHeight}:force_original_aspect_ratio=decrease,pad=${SPRITES.tileWidth}:${SPRITES.tileHeight}:-1:-1`;

interface Keyframe {
  readonly segment: PlayableSegment;
  readonly at: number;
  readonly offset: number;
  readonly bytes: number;
}

/** Thumbnails and sprite sheets: keyframes cut out of the files by their index, and one ffmpeg for each picture that is not there yet. */
export class Pictures implements AsyncDisposable {
  readonly #options: PicturesOptions;
  readonly #cache: PictureCache;
  readonly #maker: PictureMaker;
  readonly #making = new Map<string, Promise<Buffer>>();

  private constructor(options: PicturesOptions, { cache, maker }: { readonly cache: PictureCache; readonly maker: PictureMaker }) {
    this.#options = options;
    this.#cache = cache;
    this.#maker = maker;
  }

  static async open(options: PicturesOptions): Promise<Pictures> {
    const { dataDir, ffmpeg } = options;
    const cache = await PictureCache.open(path.join(dataDir, 'thumbnails'), CACHE_BYTES);
    return new Pictures(options, { cache, maker: await PictureMaker.open({ ffmpeg, folder: path.join(dataDir, 'thumbnails-work') }) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#maker[Symbol.asyncDispose]();
    await Promise.allSettled([...this.#making.values()]);
  }

  /** The keyframe nearest to a moment. @throws Refused `recording-unknown` when nothing was recorded then */
  async thumbnail(channel: number, at: number): Promise<Thumbnail> {
    const isToCome = at > this.#options.clock.now();
    const [segment] = isToCome ? [] : await this.#options.shelf.playableIn(channel, at, at + 1);
    const keyframe = segment && nearest(keyframesOf(segment), at);
    if (keyframe) {
      const draw = async (): Promise<Buffer> => this.#draw([keyframe], `scale=${WIDTH}:-2`, NICENESS.asked);
      return { jpeg: await this.#once(`t${channel}-${keyframe.at}`, draw), at: keyframe.at, isSettled: true };
    }
    return await this.#ofUnfinished(segment, at);
  }

  /** What a sheet of ten minutes shows. @throws Refused `recording-unknown` when nothing was recorded then */
  async sprites(channel: number, at: number): Promise<SpriteSheet> {
    const { sheet } = await this.#sheet(channel, at);
    return sheet;
  }

  /** The sheet itself. Those before and after it are made next, when nobody else needs the processor. */
  async spriteSheet(channel: number, at: number): Promise<Buffer> {
    const jpeg = await this.#spriteSheet(channel, at, NICENESS.asked);
    for (const other of [at + SPRITES.spanMs, at - SPRITES.spanMs]) {
      if (other + SPRITES.spanMs < this.#options.clock.now())
        this.#spriteSheet(channel, other, NICENESS.ahead).catch((error: unknown) =>
          this.#options.log.debug({ error }, 'cannot make a thumbnail sheet in advance'),
        );
    }
    return jpeg;
  }

  async #spriteSheet(channel: number, at: number, niceness: number): Promise<Buffer> {
    const { sheet, keyframes } = await this.#sheet(channel, at);
    const filter = `${TILE},tile=${SPRITES.columns}x${SPRITES.rows}`;
    return await this.#once(`s${channel}-${sheet.from}-${sheet.version}`, () => this.#draw(keyframes, filter, niceness));
  }

  async #sheet(channel: number, at: number): Promise<{ sheet: SpriteSheet; keyframes: Keyframe[] }> {
    const from = Math.floor(at / SPRITES.spanMs) * SPRITES.spanMs;
    const to = from + SPRITES.spanMs;
    const segments = await this.#options.shelf.playableIn(channel, from, to);
    const all = segments.flatMap(keyframesOf).filter((keyframe) => keyframe.at >= from && keyframe.at < to);
    const [first] = all;
    if (!first) throw new Refused('recording-unknown', 'Nothing was recorded in these ten minutes, or it is not converted yet');
    const keyframes: Keyframe[] = [];
    for (let wanted = from; wanted < to; wanted += SPRITES.stepMs) {
      const one = nearest(all, wanted);
      // one ffmpeg knows one codec: what the camera sent after it was changed is on no sheet with what was before
      if (
        one &&
        one !== keyframes.at(-1) &&
        Math.abs(one.at - wanted) <= SPRITES.stepMs / 2 &&
        one.segment.configuration === first.segment.configuration
      )
        keyframes.push(one);
    }
    const tiles = keyframes.map((keyframe) => keyframe.at);
    const version = createHash('sha256').update(tiles.join()).digest('hex').slice(0, 12);
    return { sheet: { from, to, tiles, version }, keyframes };
  }

  /** Made once, however many ask for it at the same time. */
  async #once(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = await this.#cache.get(name);
    if (known) return known;
    const already = this.#making.get(name);
    if (already) return await already;
    const making = make();
    this.#making.set(name, making);
    try {
      const jpeg = await making;
      await this.#cache.put(name, jpeg);
      return jpeg;
    } finally {
      this.#making.delete(name);
    }
  }

  async #draw(keyframes: readonly Keyframe[], filter: string, niceness: number): Promise<Buffer> {
    const [first] = keyframes;
    const init = first?.segment.configuration && (await this.#options.shelf.initSegment(first.segment.configuration));
    if (!init) throw new Refused('recording-unknown', 'This recording cannot be read');
    const bytes = async (): Promise<Uint8Array> => {
      const pictures: Buffer[] = [];
      for (const keyframe of keyframes) {
        const picture = await this.#read(keyframe).catch(() => undefined);
        if (picture) pictures.push(picture);
      }
      return keyframeFile(init, pictures);
    };
    try {
      return (await this.#maker.make({ source: { bytes }, filter, niceness })).jpeg;
    } catch (error) {
      throw unreadable(error);
    }
  }

  async #read({ segment, offset, bytes }: Keyframe): Promise<Buffer | undefined> {
    if (bytes > MOST_BYTES) return undefined;
    await using file = await open(
      path.join(this.#options.root, segment.path),
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
    );
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
    return bytesRead === bytes ? buffer : undefined;
  }

  /** A file without an index: ffmpeg looks for the moment itself. */
  async #ofUnfinished(segment: { readonly path: string; readonly startedAt: number } | undefined, at: number): Promise<Thumbnail> {
    if (!segment) throw new Refused('recording-unknown', 'Nothing was recorded at this moment');
    const file = path.join(this.#options.root, segment.path);
    if (!(await lstat(file).catch(() => undefined))?.isFile()) throw new Refused('recording-unknown', 'The file of this recording is gone');
    try {
      const source = { file, fromMs: Math.max(0, at - segment.startedAt) };
      const { jpeg, mediaMs } = await this.#maker.make({ source, filter: `scale=${WIDTH}:-2`, niceness: NICENESS.asked });
      return { jpeg, at: Math.round(segment.startedAt + mediaMs), isSettled: false };
    } catch (error) {
      throw unreadable(error);
    }
  }
}

function keyframesOf(segment: PlayableSegment | RunningSegment): Keyframe[] {
  if (!isClosed(segment) || !segment.index || !segment.configuration) return [];
  const { timescale, fragments } = decodeFragmentIndex(segment.index);
  const keyframes: Keyframe[] = [];
  let time = 0;
  for (const { offset, duration, keyframeBytes } of fragments) {
    const at = Math.round(segment.startedAt + (time * 1000) / timescale);
    if (keyframeBytes > 0) keyframes.push({ segment, at, offset, bytes: keyframeBytes });
    time += duration;
  }
  return keyframes;
}

function nearest(keyframes: readonly Keyframe[], at: number): Keyframe | undefined {
  let best: Keyframe | undefined;
  for (const keyframe of keyframes) if (!best || Math.abs(keyframe.at - at) < Math.abs(best.at - at)) best = keyframe;
  return best;
}

/** What cannot be decoded is the recording's fault, not a failure of ours. */
function unreadable(error: unknown): unknown {
  return error instanceof MediaInvalid
    ? new Refused('recording-unknown', 'This moment of the recording cannot be read', { cause: error })
    : error;
}
