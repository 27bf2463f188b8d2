import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { messageOf, systemCodeOf } from '../lib/errors.ts';
import { parseSegmentPath, type SegmentName } from '../lib/segment-name.ts';
import { AdoptionBatch } from './adoption-batch.ts';
import { demandReadable, type FileFacts, fileFacts, makeDurable } from './file-facts.ts';
import { inParallel } from './in-parallel.ts';
import type { MediaFacts, MediaReader } from './media-reader.ts';
import { quarantine } from './quarantine.ts';
import type { Counters, ReconcileOptions, Surroundings } from './reconcile.ts';
import { below, list } from './recording-tree.ts';
import { writeMedia } from './segment-media.ts';
import { removeSegment, replaceFile } from './segment-rows.ts';

const SLICE = 500;
const FILES_AT_ONCE = 4;
const DAY_MS = 86_400_000;
/** The converter lets no more differ. */
const SAME_DURATION_MS = 200;
const TOLD_FAILURES = 5;

interface Row {
  readonly id: number;
  readonly path: string;
  readonly duration_ms: number;
}

/** The files of one name, and the rows that point to them. */
interface Name {
  readonly stem: string;
  readonly mkv: boolean;
  readonly mp4: boolean;
  readonly mkvRow: Row | undefined;
  readonly mp4Row: Row | undefined;
}

/** Makes one folder after the other agree with the catalogue. */
export class FolderTidy {
  readonly #options: ReconcileOptions & Surroundings;
  readonly #reader: MediaReader;
  readonly #counters: Counters;
  readonly #batch: AdoptionBatch;
  /** Inodes of adopted files with several names. */
  readonly #several = new Set<string>();
  #quarantined: string[] = [];

  constructor(options: ReconcileOptions & Surroundings, reader: MediaReader, counters: Counters) {
    this.#options = options;
    this.#reader = reader;
    this.#counters = counters;
    this.#batch = new AdoptionBatch(options, counters);
  }

  /** @param folder relative to the root; never rejects because of what lies in it */
  async tidy(folder: string): Promise<void> {
    const { root, signal } = this.#options;
    try {
      const { files, others } = await list(root, folder);
      this.#counters.foreign += others;
      const names = await this.#segmentNames(folder, files);
      for (let at = 0; at < names.length && !signal.aborted; at += SLICE) await this.#slice(names.slice(at, at + SLICE));
    } catch (error) {
      this.#failed(folder, error);
    }
    await this.#batch.flush();
    await this.#tellQuarantined(folder);
  }

  /** Paths that are segments; removes remains of conversions on the way. */
  async #segmentNames(folder: string, files: readonly string[]): Promise<string[]> {
    const paths: string[] = [];
    for (const [index, name] of files.entries()) {
      const file = below(folder, name);
      if (parseSegmentPath(file, 'UTC')) paths.push(file);
      else if (this.#options.isLeftover?.(name)) await this.#removeLeftover(file);
      else if (!name.startsWith('.nvr-')) this.#counters.foreign++;
      if (index % SLICE === SLICE - 1) await new Promise(setImmediate);
    }
    return paths.sort();
  }

  async #slice(paths: readonly string[]): Promise<void> {
    const names = await this.#named(paths);
    const unsettled = names.filter(({ mkv, mp4, mkvRow, mp4Row }) => (mkv && mp4) || (mkv && !mkvRow) || (mp4 && !mp4Row));
    await inParallel(unsettled, FILES_AT_ONCE, async (name) => {
      if (!this.#options.signal.aborted) await this.#settle(name).catch((error: unknown) => this.#failed(name.stem, error));
    });
  }

  /** Puts the files of one name together with their rows. */
  async #named(paths: readonly string[]): Promise<Name[]> {
    const files = new Set(paths);
    const stems = [...new Set(paths.map((file) => file.slice(0, -4)))];
    const wanted = JSON.stringify(stems.flatMap((stem) => [`${stem}.mkv`, `${stem}.mp4`]));
    const { rows } = await sql<Row>`
      SELECT id, path, duration_ms FROM segments WHERE path IN (SELECT value FROM json_each(${wanted}))`.execute(
      this.#options.database.kysely,
    );
    const byPath = new Map(rows.map((row) => [row.path, row]));
    return stems.map((stem) => ({
      stem,
      mkv: files.has(`${stem}.mkv`),
      mp4: files.has(`${stem}.mp4`),
      mkvRow: byPath.get(`${stem}.mkv`),
      mp4Row: byPath.get(`${stem}.mp4`),
    }));
  }

  async #settle(name: Name): Promise<void> {
    const { root, running, openedAt, now, leftRunning } = this.#options;
    const paths = [name.mkv && `${name.stem}.mkv`, name.mp4 && `${name.stem}.mp4`].filter((file) => file !== false);
    const writing = running();
    if (paths.some((file) => writing.has(file))) return;
    const files: FileFacts[] = [];
    for (const file of paths) {
      const facts = await fileFacts(root, file);
      if (!facts) return; // it went while we looked: whoever took it knows why
      // what changed since the start is being written, converted or entered by others in this process, unless the last one left it:
      // then the clock was set back meanwhile, as on a machine that starts without one
      if (facts.changedAt >= openedAt && facts.changedAt < now() + DAY_MS && !leftRunning.includes(file)) return;
      files.push(facts);
    }
    const [first, second] = files;
    if (first && second) await this.#settlePair(name, first, second);
    else if (first) await this.#settleOne(name, first);
  }

  async #settleOne(name: Name, file: FileFacts): Promise<void> {
    const media = await this.#look(file);
    if (!media) return this.#quarantine(file.path);
    await makeDurable(this.#options.root, file, this.#options.openedAt);
    const otherRow = file.path.endsWith('.mkv') ? name.mp4Row : name.mkvRow;
    if (otherRow) await this.#relink(otherRow.id, file, media);
    else await this.#adopt(file, media);
  }

  /** A conversion was cut short between writing the MP4 and removing the MKV. */
  async #settlePair(name: Name, mkv: FileFacts, mp4: FileFacts): Promise<void> {
    const ofMp4 = await this.#look(mp4);
    const mkvDurationMs = name.mkvRow?.duration_ms ?? (await this.#look(mkv))?.durationMs;
    if (mkvDurationMs === undefined) {
      await this.#quarantine(mkv.path);
      return this.#settleOne({ ...name, mkv: false }, mp4);
    }
    const isGood = ofMp4?.isComplete && Math.abs(ofMp4.durationMs - mkvDurationMs) <= SAME_DURATION_MS;
    if (isGood) await this.#keep(name, mp4, ofMp4, mkv);
    else await this.#keep(name, mkv, { durationMs: mkvDurationMs, isComplete: false }, mp4);
  }

  /** The row points to one file before the other goes. */
  async #keep(name: Name, file: FileFacts, media: MediaFacts, other: FileFacts): Promise<void> {
    const { root, database, openedAt } = this.#options;
    const [own, others] = file.path.endsWith('.mkv') ? [name.mkvRow, name.mp4Row] : [name.mp4Row, name.mkvRow];
    await makeDurable(root, file, openedAt);
    if (own && others) await database.transaction((t) => removeSegment(t, others.id));
    else if (others) await this.#relink(others.id, file, media);
    else if (!own) {
      await this.#adopt(file, media);
      await this.#batch.flush();
    }
    await unlink(path.join(root, other.path)).catch(unlessGone);
    if (own || !others) this.#counters.settled++;
  }

  async #relink(id: number, file: FileFacts, { durationMs, media }: MediaFacts): Promise<void> {
    const replaced = await this.#options.database.transaction(async (t) => {
      await t.deleteFrom('segment_media').where('segment_id', '=', id).execute();
      const segment = await replaceFile(t, id, { ...this.#sizesOf(file), path: file.path, durationMs });
      if (segment && media) await writeMedia(t, id, media);
      return segment;
    });
    if (!replaced) return;
    this.#counters.settled++;
    this.#options.onEntered(replaced);
  }

  async #adopt(file: FileFacts, { durationMs, media }: MediaFacts): Promise<void> {
    const parsed: SegmentName | null = parseSegmentPath(file.path, this.#options.timeZone);
    if (!parsed) return;
    const { channel, startedAt } = parsed;
    const segment = { channel, path: file.path, startedAt, endedAt: startedAt + durationMs, durationMs, ...this.#sizesOf(file) };
    await this.#batch.add({ segment, media });
  }

  /** A file with several names takes its room once. */
  #sizesOf({ sizeBytes, diskBytes, inode }: FileFacts): Pick<FileFacts, 'sizeBytes' | 'diskBytes'> {
    if (inode === undefined) return { sizeBytes, diskBytes };
    const isCounted = this.#several.has(inode);
    this.#several.add(inode);
    return { sizeBytes, diskBytes: isCounted ? 0 : diskBytes };
  }

  async #look(file: FileFacts): Promise<MediaFacts | undefined> {
    return file.sizeBytes === 0 ? undefined : await this.#reader.read(path.join(this.#options.root, file.path));
  }

  async #quarantine(file: string): Promise<void> {
    await demandReadable(path.join(this.#options.root, file));
    await quarantine(this.#options.root, file);
    this.#counters.quarantined++;
    this.#quarantined.push(file);
  }

  async #tellQuarantined(folder: string): Promise<void> {
    const files = this.#quarantined;
    if (files.length === 0) return;
    this.#quarantined = [];
    const text = `${files.length === 1 ? 'A file is' : `${files.length} files are`} no readable video and moved to .quarantine: ${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''}`;
    this.#options.log.warn({ folder, files: files.slice(0, 20), count: files.length }, 'files that are no video are moved to .quarantine');
    const channel = parseSegmentPath(files[0] ?? '', 'UTC')?.channel ?? null;
    await this.#options.addEvent({ kind: 'quarantined', channel, text, data: { folder, files: files.length } });
  }

  async #removeLeftover(file: string): Promise<void> {
    const { root, openedAt } = this.#options;
    const facts = await fileFacts(root, file);
    if (!facts || facts.changedAt >= openedAt) return; // a conversion of this process
    await unlink(path.join(root, file)).catch(unlessGone);
    this.#counters.leftovers++;
  }

  #failed(where: string, error: unknown): void {
    if (this.#options.signal.aborted || systemCodeOf(error) === 'ENOENT') return;
    this.#counters.failed++;
    if (this.#counters.failed <= TOLD_FAILURES)
      this.#options.log.warn({ where, reason: messageOf(error) }, 'a recording cannot be looked into');
  }
}

function unlessGone(error: unknown): void {
  if (systemCodeOf(error) !== 'ENOENT') throw error;
}
