import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import { byIndex, isOneOf, type Tables } from '../../database/database.ts';
import { systemCodeOf } from '../../lib/errors.ts';
import { diskBytesOf } from '../../lib/files/disk-bytes.ts';
import { below, type Listing, list } from './recording-tree.ts';

const SLICE = 500;
/** What is younger is on its way into the catalogue: just closed, or being converted. */
const SETTLED_AFTER_MS = 120_000;

export interface DiskWalkOptions {
  readonly tables: Kysely<Tables>;
  /** RECORD_DIR. */
  readonly root: string;
  /** Paths below it that are being written now. */
  readonly running: () => ReadonlySet<string>;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

interface Facts {
  /** The same for all names of one file. */
  readonly inode: string;
  readonly names: number;
  readonly length: number;
  readonly diskBytes: number;
  readonly changedAt: number;
}

/** One look at what lies in RECORD_DIR without being in the catalogue. */
export class DiskWalk {
  readonly #options: DiskWalkOptions;
  /** Files with further names that were not met yet, by inode. */
  readonly #open = new Map<string, { readonly facts: Facts; missing: number }>();

  constructor(options: DiskWalkOptions) {
    this.#options = options;
  }

  /** @returns bytes on the disk; undefined when the signal ended it */
  async bytes(): Promise<number | undefined> {
    const { root, signal } = this.#options;
    const folders = [''];
    let bytes = 0;
    for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
      const listing = await list(root, folder).catch(nothingBut(folder));
      for (const name of listing.folders) folders.push(below(folder, name));
      bytes += await this.#foreignIn(listing.files.map((name) => below(folder, name)));
      if (signal.aborted) return undefined;
    }
    return bytes - (await this.#bytesOfRecordings());
  }

  async #foreignIn(files: readonly string[]): Promise<number> {
    let bytes = 0;
    for (let at = 0; at < files.length && !this.#options.signal.aborted; at += SLICE) {
      const running = this.#options.running();
      const unknown = await withoutRow(this.#options.tables, files.slice(at, at + SLICE));
      for (const file of unknown) if (!running.has(file)) bytes += await this.#newBytesOf(file);
      await new Promise(setImmediate);
    }
    return bytes;
  }

  /** What a name adds: nothing where the file has been counted by another one. */
  async #newBytesOf(file: string): Promise<number> {
    const facts = await factsOf(path.join(this.#options.root, file));
    if (!facts) return 0;
    const isSegmentLike = /\.(mkv|mp4)$/i.test(file);
    if (isSegmentLike && facts.changedAt > this.#options.now() - SETTLED_AFTER_MS) return 0;
    if (facts.names === 1) return facts.diskBytes;
    const known = this.#open.get(facts.inode);
    if (!known) this.#open.set(facts.inode, { facts, missing: facts.names - 1 });
    else known.missing--;
    return known ? 0 : facts.diskBytes;
  }

  /** What was counted here although it is another name of a recording, which the catalogue counts. */
  async #bytesOfRecordings(): Promise<number> {
    const { tables, root, signal } = this.#options;
    const open = new Map([...this.#open].filter(([, { missing }]) => missing > 0));
    if (open.size === 0) return 0;
    let bytes = 0;
    const lengths = new Set([...open.values()].map(({ facts }) => facts.length));
    for (const file of await recordingsOfLength(tables, [...lengths])) {
      if (signal.aborted) return bytes;
      const inode = (await factsOf(path.join(root, file)))?.inode ?? '';
      bytes += open.get(inode)?.facts.diskBytes ?? 0;
      open.delete(inode);
    }
    return bytes;
  }
}

/** A folder that cannot be looked into is not counted; without the root nothing is known. */
function nothingBut(folder: string): (error: unknown) => Listing {
  return (error) => {
    if (folder === '') throw error;
    return { files: [], folders: [], others: 0 };
  };
}

async function withoutRow(t: Kysely<Tables>, files: readonly string[]): Promise<string[]> {
  const rows = await t.selectFrom('segments').select('path').where(isOneOf('path', files)).execute();
  const known = new Set(rows.map((row) => row.path));
  return files.filter((file) => !known.has(file));
}

/** By the index that holds the lengths: the rows themselves are read only where one is found. */
async function recordingsOfLength(t: Kysely<Tables>, lengths: readonly number[]): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < lengths.length; at += SLICE) {
    const { rows } = await sql<{ path: string }>`
      SELECT path FROM segments WHERE id IN (
        SELECT id FROM segments ${byIndex('segments_by_time')} WHERE ${isOneOf('size_bytes', lengths.slice(at, at + SLICE))})`.execute(t);
    found.push(...rows.map((row) => row.path));
  }
  return found;
}

/** @returns undefined when it is gone */
async function factsOf(absolutePath: string): Promise<Facts | undefined> {
  try {
    // as a number, an inode of 64 bits could be that of another file
    const { dev, ino, nlink, size, blocks, ctimeMs } = await lstat(absolutePath, { bigint: true });
    const diskBytes = diskBytesOf({ blocks: Number(blocks) });
    return { inode: `${dev}:${ino}`, names: Number(nlink), length: Number(size), diskBytes, changedAt: Number(ctimeMs) };
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
