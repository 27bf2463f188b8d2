import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ListedSegment } from '../catalogue/catalogue.ts';
import type { Clock } from '../lib/clock.ts';
import { Refused } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { decodeFragmentIndex } from '../mp4/mp4.ts';
import { isClosed, type RunningSegment } from '../segments/segments.ts';
import { type Activity, ActivityReader } from './activity-reader.ts';
import { Followers } from './copies/followers.ts';
import { Exports, type ExportsOptions, type ExportsShelf } from './exports/exports.ts';
import { Shares } from './exports/shares.ts';
import { type PictureShelf, Pictures, type SpriteSheet, type Thumbnail } from './pictures.ts';
import { playlistText } from './playlist.ts';
import { isPart, transcodedPlaylist } from './transcoded-playlist.ts';
import { type TranscodeRequest, Transcoder } from './transcoder.ts';
import { type WindowQuery, windowOf } from './window.ts';

export type { ExportJob } from './exports/export-rows.ts';
export type { Exports } from './exports/exports.ts';
export type { ShareFacts, Shares } from './exports/shares.ts';
export { SPRITES, type SpriteSheet, type Thumbnail } from './pictures.ts';

/** What this room asks the catalogue. */
export type PlaybackQuestions = PictureShelf &
  ExportsShelf & {
    segmentByPath(path: string): Promise<ListedSegment | RunningSegment | undefined>;
    mediaOf(id: number): Promise<{ readonly index: Uint8Array | null } | undefined>;
  };

export interface PlaybackOptions {
  readonly questions: PlaybackQuestions;
  /** RECORD_DIR */
  readonly root: string;
  readonly dataDir: string;
  readonly ffmpeg: string;
  /** TRANSCODE_LIMIT: for so many people at once recordings are converted for their browsers. */
  readonly transcodeLimit: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** What exports need besides. */
  readonly exports: Pick<ExportsOptions, 'database' | 'timeZone' | 'onChange' | 'note' | 'limits'>;
}

/** What somebody wants to watch. */
export interface PlaylistQuery extends WindowQuery {
  readonly convertFor?: string;
}

/** A playlist, ready to be sent. */
export interface Playlist {
  readonly text: string;
  readonly etag: string;
  /** It will never change. */
  readonly isSettled: boolean;
}

interface Parts {
  readonly exports: Exports;
  readonly followers: Followers;
  readonly pictures: Pictures;
  readonly transcoder: Transcoder;
}

/** What people watch or take away of the recordings. Nothing runs here while nobody asks. */
export class Playback implements AsyncDisposable {
  readonly exports: Exports;
  readonly shares: Shares;
  readonly #options: PlaybackOptions;
  readonly #followers: Followers;
  readonly #pictures: Pictures;
  readonly #activity: ActivityReader;
  readonly #transcoder: Transcoder;

  private constructor(options: PlaybackOptions, { exports, followers, pictures, transcoder }: Parts) {
    this.#options = options;
    this.exports = exports;
    this.shares = new Shares({ database: options.exports.database, clock: options.clock });
    this.#activity = new ActivityReader(options.questions);
    this.#followers = followers;
    this.#pictures = pictures;
    this.#transcoder = transcoder;
  }

  static async open(options: PlaybackOptions): Promise<Playback> {
    const { questions, root, dataDir, ffmpeg, transcodeLimit: limit, clock, log } = options;
    const shared = { shelf: questions, root, ffmpeg, clock, log };
    const followers = await Followers.open({ ...shared, folder: path.join(dataDir, 'playback') });
    const pictures = await Pictures.open({ ...shared, dataDir });
    const transcoder = await Transcoder.open({ ffmpeg, folder: path.join(dataDir, 'transcode'), limit, clock });
    const exports = await Exports.open({ ...shared, ...options.exports, folder: path.join(dataDir, 'exports') });
    return new Playback(options, { exports, followers, pictures, transcoder });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.exports, this.#followers, this.#pictures, this.#transcoder].map((each) => each[Symbol.asyncDispose]()));
  }

  /** How many recordings are being copied because somebody watches them before they are MP4s. */
  get copies(): number {
    return this.#followers.count;
  }

  /**
   * HLS over what was recorded in a span.
   * @param query with `convertFor` a user, what it names is encoded for his browser
   * @throws Refused `recording-unknown` when that is nothing; `too-many-viewers`; `too-busy`, `transcoding-off`
   */
  async playlist(query: PlaylistQuery): Promise<Playlist> {
    const { questions, root, clock } = this.#options;
    const { channel, convertFor } = query;
    if (convertFor !== undefined) this.#transcoder.sit(convertFor);
    const { pieces, isComplete, isSettled } = await windowOf(query, { shelf: questions, followers: this.#followers, root, clock });
    if (pieces.length === 0) throw new Refused('recording-unknown', 'Nothing was recorded in this time, or it cannot be read');
    const text = convertFor === undefined ? playlistText(pieces, isComplete) : transcodedPlaylist(channel, pieces, isComplete);
    return {
      text,
      isSettled: isSettled && convertFor === undefined,
      etag: `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`,
    };
  }

  /** An init segment that a playlist names. */
  async initSegment(sha256: string): Promise<Uint8Array | undefined> {
    return (await this.#options.questions.initSegment(sha256)) ?? (await this.#followers.initSegment(sha256));
  }

  /** What a playlist for a user's browser names. @throws Refused `too-busy`, `transcoding-off`; MediaInvalid */
  transcode(request: TranscodeRequest): Promise<Buffer> {
    return this.#transcoder.transcode(request);
  }

  /** Whether bytes of a recording, or of its copy, are a part that a playlist for a user's browser may name. */
  async isPart(file: string, copy: string | undefined, part: { readonly offset: number; readonly bytes: number }): Promise<boolean> {
    if (copy !== undefined) {
      const index = await this.#followers.indexOf(copy);
      return index !== undefined && isPart(index, part);
    }
    const segment = await this.#options.questions.segmentByPath(file);
    const media = segment && isClosed(segment) ? await this.#options.questions.mediaOf(segment.id) : undefined;
    return Boolean(media?.index) && isPart(decodeFragmentIndex(media?.index ?? new Uint8Array()), part);
  }

  /** How many ffmpeg encode recordings for browsers now, or wait for their turn. */
  get transcoding(): number {
    return this.#transcoder.running;
  }

  /** Where the copy is that a playlist names. */
  copy(token: string): Promise<string | undefined> {
    return this.#followers.fileOf(token);
  }

  /** A small picture of the keyframe nearest to a moment. @throws Refused `recording-unknown`, `too-busy` */
  thumbnail(channel: number, at: number): Promise<Thumbnail> {
    return this.#pictures.thumbnail(channel, at);
  }

  /** What the sheet of the ten minutes around a moment shows. @throws Refused `recording-unknown` */
  sprites(channel: number, at: number): Promise<SpriteSheet> {
    return this.#pictures.sprites(channel, at);
  }

  /** That sheet, a JPEG. @throws Refused `recording-unknown`, `too-busy` */
  spriteSheet(channel: number, at: number): Promise<Buffer> {
    return this.#pictures.spriteSheet(channel, at);
  }

  /** How much happened on a channel, in steps of a multiple of ten seconds. */
  activity(channel: number, span: { readonly from: number; readonly to: number }, stepMs: number): Promise<Activity> {
    return this.#activity.activity(channel, span, stepMs);
  }
}
