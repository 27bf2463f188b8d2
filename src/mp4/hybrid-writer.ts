import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { MediaInvalid, systemCodeOf } from '../lib/errors.ts';
import { longHeader } from './box.ts';
import { BoxScanner, type ScannedPart } from './box-scanner.ts';
import type { FragmentIndex } from './fragment-index.ts';
import { FragmentLog } from './fragment-log.ts';
import { findFileBox, fragmentsFrom, wholeBox } from './fragments-in-file.ts';
import { fullMovie } from './full-movie.ts';
import { GrowingFile } from './growing-file.ts';
import { describeFile, FILE_TYPE, formerMovieHeader, type HybridFile, initOf, LONG_HEADER_BYTES } from './hybrid-file.ts';
import { type MovieTrack, readMovie, withoutEditLists } from './movie.ts';
import { applyEditShifts } from './movie-fragment.ts';

/** A large fragment is written in pieces of about this size, so that it need not be held in memory. */
const FLUSH_BYTES = 2 ** 20;

interface NewFragment {
  readonly moof: Buffer;
  readonly offset: number;
  readonly bytes: number;
}

/**
 * Writes a hybrid MP4: a fragmented one, playable after any crash, that becomes an ordinary one when it is closed.
 * One call at a time; chunks given to it must not be changed afterwards.
 */
export class HybridWriter {
  readonly #file: GrowingFile;
  readonly #reserveBytes: number;
  readonly #scanner = new BoxScanner();
  #log: FragmentLog | undefined;
  /** The tracks as they came, with the edit lists that we take out. */
  #sourceTracks: readonly MovieTrack[] = [];
  /** Begun, but its media have not all come. */
  #begun: Omit<NewFragment, 'bytes'> | undefined;
  /** Whole, but not yet in the file. */
  #completed: NewFragment[] = [];
  #firstFragment = 0;
  #wholeBytes = 0;

  private constructor(file: GrowingFile, reserveBytes: number) {
    this.#file = file;
    this.#reserveBytes = reserveBytes;
  }

  /** Creates the file, or empties it; nothing is written before the first bytes come. @throws the system's error */
  static async create(path: string, { reserveBytes }: { readonly reserveBytes: number }): Promise<HybridWriter> {
    return new HybridWriter(await GrowingFile.create(path), reserveBytes);
  }

  /**
   * Lets another program write a fragmented MP4 into the file by itself, behind the reserve; then goes on as if its bytes had come
   * through `write`. That spares carrying every byte through this process.
   * @param run gives the program the descriptor as its standard output, and resolves when it has ended
   * @throws what `run` throws; MediaInvalid when no whole fragment was written. The file is removed then
   */
  static async writtenBy(
    path: string,
    { reserveBytes }: { readonly reserveBytes: number },
    run: (descriptor: number) => Promise<void>,
  ): Promise<HybridWriter> {
    try {
      await writeBehind(path, reserveBytes, run);
      const writer = new HybridWriter(await GrowingFile.reopen(path), reserveBytes);
      await writer.#takeOver().catch((error: unknown) => writer.abandon().then(() => Promise.reject(error)));
      return writer;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Size of the file up to the last whole fragment. */
  get sizeBytes(): number {
    return this.#wholeBytes;
  }

  /** The fragments that are in the file by now; undefined before the first bytes. */
  get index(): FragmentIndex | undefined {
    return this.#log?.index;
  }

  /** When the first fragment begins, by the timestamps that came; undefined before it. */
  get firstTimeMs(): number | undefined {
    return this.#log?.firstTimeMs;
  }

  /** What players need before the first fragment; undefined before the first bytes. */
  get init(): Uint8Array | undefined {
    return this.#log && initOf(this.#log.movie.bytes);
  }

  /**
   * Takes the next bytes of a fragmented MP4, cut anywhere. When it resolves, every fragment they complete is in the file.
   * @throws MediaInvalid when they are none; the system's error when they cannot be written: closing keeps what was whole before
   */
  async write(chunk: Uint8Array): Promise<void> {
    for (const part of this.#scanner.push(chunk)) await this.#take(part);
    if (this.#completed.length > 0 || this.#file.pendingBytes >= FLUSH_BYTES) await this.#flush();
  }

  /**
   * Makes an ordinary MP4 of it and syncs it. Where the reserve is too small, or the disk too full for the tables, it stays
   * fragmented, which is as good a file. A fragment of which only a part came is cut off.
   * @throws MediaInvalid when nothing was recorded; the system's error. The file is closed in any case
   */
  async close(): Promise<HybridFile> {
    try {
      const log = this.#log;
      if (!log || log.index.fragments.length === 0) throw new MediaInvalid('nothing was recorded into the MP4');
      await this.#file.cutAt(this.#wholeBytes);
      const isClosed = await this.#becomeOrdinary(log);
      await this.#file.sync();
      return describeFile({ movie: log.movie, tables: log.tables, index: log.index, sizeBytes: this.#wholeBytes, isClosed });
    } finally {
      await this.#file.close();
    }
  }

  /** Removes the file, also after it was closed. */
  async abandon(): Promise<void> {
    await this.#file.remove();
  }

  /** Reads what another program wrote behind the reserve, and makes the front of it a hybrid's. */
  async #takeOver(): Promise<void> {
    const { source } = this.#file;
    const found = await findFileBox(source, 'moov', this.#reserveBytes);
    const log = this.#recognise(await wholeBox(source, found));
    for await (const { moof, offset, bytes } of fragmentsFrom(source, found.end)) {
      if (this.#wholeBytes === 0) this.#firstFragment = offset;
      if (applyEditShifts(moof, this.#sourceTracks)) await this.#file.overwrite(moof, offset);
      log.add(moof, { offset, bytes });
      this.#wholeBytes = offset + bytes;
    }
    if (this.#wholeBytes === 0) throw new MediaInvalid('nothing was recorded into the MP4');
    const front = initOf(log.movie.bytes);
    if (front.length + LONG_HEADER_BYTES > this.#firstFragment) throw new MediaInvalid('the reserve is too small for the moov');
    await this.#file.overwrite(Buffer.concat([front, longHeader('free', this.#firstFragment - front.length)]), 0);
  }

  /** Takes note of the tracks, whose edit lists become part of the fragments' times. */
  #recognise(moov: Buffer): FragmentLog {
    this.#sourceTracks = readMovie(moov).tracks;
    this.#log = new FragmentLog(readMovie(withoutEditLists(moov)));
    return this.#log;
  }

  async #take(part: ScannedPart): Promise<void> {
    if (part.kind === 'media') this.#takeMedia(part.bytes, part.isLast);
    else if (part.type === 'moov') await this.#begin(part.bytes);
    else if (part.type === 'moof') this.#beginFragment(part.bytes);
    // ftyp we write ourselves; indexes (sidx, mfra) would speak of other places
  }

  /** Writes the front of the file: what makes it readable, and the reserve. */
  async #begin(source: Buffer): Promise<void> {
    if (this.#log) throw new MediaInvalid('the MP4 has a second moov');
    const front = initOf(this.#recognise(source).movie.bytes);
    this.#firstFragment = Math.max(this.#reserveBytes, front.length + LONG_HEADER_BYTES);
    this.#file.append(front);
    this.#file.append(longHeader('free', this.#firstFragment - front.length));
    await this.#file.skipTo(this.#firstFragment);
    this.#wholeBytes = this.#firstFragment;
  }

  #beginFragment(source: Buffer): void {
    if (!this.#log) throw new MediaInvalid('the MP4 has a fragment before its moov');
    if (this.#begun) throw new MediaInvalid('the MP4 has a fragment without media');
    const moof = Buffer.from(source);
    applyEditShifts(moof, this.#sourceTracks);
    this.#begun = { moof, offset: this.#file.end };
    this.#file.append(moof);
  }

  #takeMedia(bytes: Buffer, isLast: boolean): void {
    if (!this.#begun) throw new MediaInvalid('the MP4 has media before its first fragment');
    this.#file.append(bytes);
    if (!isLast) return;
    this.#completed.push({ ...this.#begun, bytes: this.#file.end - this.#begun.offset });
    this.#begun = undefined;
  }

  async #flush(): Promise<void> {
    await this.#file.flush();
    for (const fragment of this.#completed) {
      this.#log?.add(fragment.moof, fragment);
      this.#wholeBytes = fragment.offset + fragment.bytes;
    }
    this.#completed = [];
  }

  /** @returns whether it could */
  async #becomeOrdinary({ movie, tables }: FragmentLog): Promise<boolean> {
    const fullAt = FILE_TYPE.length + movie.bytes.length + LONG_HEADER_BYTES;
    const full = fullMovie(movie, tables);
    const mediaAt = fullAt + full.length;
    if (mediaAt + LONG_HEADER_BYTES > this.#firstFragment) return false;
    try {
      await this.#file.overwrite(Buffer.concat([full, longHeader('mdat', this.#wholeBytes - mediaAt)]), fullAt);
      await this.#file.sync(); // the tables must be on the disk before anything points at them
      await this.#file.overwrite(formerMovieHeader(movie.bytes), FILE_TYPE.length);
      return true;
    } catch (error) {
      if (systemCodeOf(error) === 'ENOSPC') return false;
      throw error;
    }
  }
}

/** Opened for appending, the file takes what the program writes right behind the reserve, which stays a hole. */
async function writeBehind(path: string, reserveBytes: number, run: (descriptor: number) => Promise<void>): Promise<void> {
  await using file = await open(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND);
  await file.truncate(reserveBytes);
  await run(file.fd);
}
