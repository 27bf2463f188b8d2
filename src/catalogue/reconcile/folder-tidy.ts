import { unlink } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS } from '#shared/durations.ts';
import { isOneOf } from '../../database/database.ts';
import { messageOf, systemCodeOf } from '../../lib/errors.ts';
import { parseSegmentPath, type SegmentName } from '../../lib/files/segment-name.ts';
import { misdated } from '../believable.ts';
import { writeMedia } from '../rows/segment-media.ts';
import { removeSegments, replaceFile } from '../rows/segment-rows.ts';
import { AdoptedSizes } from './adopted-sizes.ts';
import { AdoptionBatch } from './adoption-batch.ts';
import { demandReadable, type FileFacts, fileFacts, makeDurable } from './file-facts.ts';
import { inParallel } from './in-parallel.ts';
import type { FileReader, MediaFacts } from './media-reader.ts';
import { OddFiles } from './odd-files.ts';
import { unplayable } from './playability.ts';
import type { Counters, ReconcileContext, ReconcileOptions } from './reconcile-options.ts';
import { below, list } from './recording-tree.ts';
import { giveName, nextFreeName, rightName } from './right-name.ts';

const SLICE = 500;
const FILES_AT_ONCE = 4;
/** The converter lets no more differ. */
const SAME_DURATION_MS = 200;
const TOLD_FAILURES = 5;
const PLAYABLE = { unplayable: null, problem: null } as const;

interface Row {
  readonly id: number;
  readonly path: string;
  readonly duration_ms: number;
  readonly size_bytes: number;
  readonly is_unreadable: number;
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
  readonly #options: ReconcileOptions & ReconcileContext;
  readonly #reader: FileReader;
  readonly #counters: Counters;
  readonly #batch: AdoptionBatch;
  readonly #sizes = new AdoptedSizes();
  readonly #odd: OddFiles;
  /** What was given another name has changed since the start, by us. */
  readonly #renamed = new Set<string>();

  constructor(options: ReconcileOptions & ReconcileContext, reader: FileReader, counters: Counters) {
    this.#options = options;
    this.#reader = reader;
    this.#counters = counters;
    this.#batch = new AdoptionBatch(options, counters);
    this.#odd = new OddFiles(options);
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
    await this.#odd.tell(folder);
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
    const names = await this.#named(await this.#rightlyNamed(paths));
    await inParallel(names.filter(isUnsettled), FILES_AT_ONCE, async (name) => {
      if (!this.#options.signal.aborted) await this.#settle(name).catch((error: unknown) => this.#failed(name.stem, error));
    });
  }

  /** The same files, those without a row under the name that their content calls for. */
  async #rightlyNamed(paths: readonly string[]): Promise<string[]> {
    const known = await this.#rowsOf(paths);
    const right: string[] = paths.filter((file) => known.has(file));
    const unknown = paths.filter((file) => !known.has(file));
    await inParallel(unknown, FILES_AT_ONCE, async (file) => {
      if (!this.#options.signal.aborted)
        right.push(
          await this.#nameRightly(file).catch((error: unknown) => {
            this.#failed(file, error);
            return file;
          }),
        );
    });
    return right.sort();
  }

  async #nameRightly(file: string): Promise<string> {
    const { root, timeZone } = this.#options;
    const facts = await fileFacts(root, file);
    if (!facts || this.#isBusy(facts)) return file;
    const container = facts.sizeBytes === 0 ? null : await this.#reader.containerOf(path.join(root, file));
    const wanted = rightName(file, container);
    return wanted === file ? file : await this.#rename(file, await giveName(root, file, wanted, timeZone));
  }

  async #rename(file: string, name: string): Promise<string> {
    this.#renamed.add(name);
    this.#counters.renamed++;
    this.#options.log.info({ file, name }, 'segment renamed');
    return name;
  }

  async #rowsOf(paths: readonly string[]): Promise<Map<string, Row>> {
    const rows = await this.#options.database.kysely
      .selectFrom('segments')
      .select(['id', 'path', 'duration_ms', 'size_bytes', 'is_unreadable'])
      .where(isOneOf('path', paths))
      .execute();
    return new Map(rows.map((row) => [row.path, row]));
  }

  /** Puts the files of one name together with their rows. */
  async #named(paths: readonly string[]): Promise<Name[]> {
    const files = new Set(paths);
    const stems = [...new Set(paths.map((file) => file.slice(0, -4)))];
    const byPath = await this.#rowsOf(stems.flatMap((stem) => [`${stem}.mkv`, `${stem}.mp4`]));
    return stems.map((stem) => ({
      stem,
      mkv: files.has(`${stem}.mkv`),
      mp4: files.has(`${stem}.mp4`),
      mkvRow: byPath.get(`${stem}.mkv`),
      mp4Row: byPath.get(`${stem}.mp4`),
    }));
  }

  async #settle(name: Name): Promise<void> {
    const { root } = this.#options;
    const paths = [name.mkv && `${name.stem}.mkv`, name.mp4 && `${name.stem}.mp4`].filter((file) => file !== false);
    const files: FileFacts[] = [];
    for (const file of paths) {
      const facts = await fileFacts(root, file);
      if (!facts) return; // it went while we looked: whoever took it knows why
      if (this.#isBusy(facts)) return;
      files.push(facts);
    }
    const [first, second] = files;
    if (first && second) await this.#settlePair(name, first, second);
    else if (first) await this.#settleOne(name, first);
  }

  /**
   * What is written now, or has changed since the start, is being written, converted or entered by others in this process, unless
   * the last one left it: then the clock was set back meanwhile, as on a machine that starts without one.
   */
  #isBusy({ path: file, changedAt }: FileFacts): boolean {
    const { running, openedAt, now, leftRunning } = this.#options;
    if (running().has(file)) return true;
    return changedAt >= openedAt && changedAt < now() + DAY_MS && !leftRunning.includes(file) && !this.#renamed.has(file);
  }

  async #settleOne(name: Name, file: FileFacts): Promise<void> {
    const ownRow = file.path.endsWith('.mkv') ? name.mkvRow : name.mp4Row;
    if (ownRow?.size_bytes === file.sizeBytes) return;
    const media = await this.#look(file);
    await makeDurable(this.#options.root, file, this.#options.openedAt);
    // of one that could not be read more may have come meanwhile
    const row = ownRow ?? (file.path.endsWith('.mkv') ? name.mp4Row : name.mkvRow);
    if (row) await this.#relink(row.id, file, media);
    else await this.#adopt(file, media);
  }

  /** A conversion was cut short between writing the MP4 and removing the MKV, or two recordings have one name. */
  async #settlePair(name: Name, mkv: FileFacts, mp4: FileFacts): Promise<void> {
    const ofMp4 = await this.#look(mp4);
    const ofMkv =
      name.mkvRow && !name.mkvRow.is_unreadable
        ? { durationMs: name.mkvRow.duration_ms, isComplete: false, found: PLAYABLE }
        : await this.#look(mkv);
    const isConversion = mp4.sizeBytes === 0 || Math.abs(ofMp4.durationMs - ofMkv.durationMs) <= SAME_DURATION_MS;
    if (!isConversion || ofMkv.durationMs === 0) return this.#part(name, mkv, mp4);
    if (ofMp4.isComplete) await this.#keep(name, mp4, ofMp4, mkv);
    else await this.#keep(name, mkv, ofMkv, mp4);
  }

  /** What is no conversion of the other is a recording of its own: the MKV gets another name, the MP4 keeps its own. */
  async #part(name: Name, mkv: FileFacts, mp4: FileFacts): Promise<void> {
    const { root, timeZone } = this.#options;
    const moved = await this.#rename(mkv.path, await giveName(root, mkv.path, await nextFreeName(root, mkv.path, timeZone), timeZone));
    await this.#settleOne({ ...name, mkvRow: undefined }, mp4);
    const stem = moved.slice(0, -4);
    await this.#settleOne(
      { ...name, stem, mkvRow: name.mkvRow && { ...name.mkvRow, size_bytes: -1 }, mp4Row: undefined },
      { ...mkv, path: moved },
    );
  }

  /** The row points to one file before the other goes. */
  async #keep(name: Name, file: FileFacts, media: MediaFacts, other: FileFacts): Promise<void> {
    const { root, database, openedAt } = this.#options;
    const [own, others] = file.path.endsWith('.mkv') ? [name.mkvRow, name.mp4Row] : [name.mp4Row, name.mkvRow];
    await makeDurable(root, file, openedAt);
    if (own && others) await database.transaction((t) => removeSegments(t, [others.id]));
    else if (others) await this.#relink(others.id, file, media);
    else if (!own) {
      await this.#adopt(file, media);
      await this.#batch.flush();
    }
    await unlink(path.join(root, other.path)).catch(unlessGone);
    if (own || !others) this.#counters.settled++;
  }

  async #relink(id: number, file: FileFacts, { durationMs, media, found }: MediaFacts): Promise<void> {
    const replaced = await this.#options.database.transaction(async (t) => {
      await t.deleteFrom('segment_media').where('segment_id', '=', id).execute();
      const segment = await replaceFile(t, id, { ...this.#sizes.of(file, durationMs), path: file.path, durationMs, found });
      if (segment && media) await writeMedia(t, id, media);
      return segment;
    });
    if (!replaced) return;
    this.#counters.settled++;
    this.#options.onEntered(replaced);
  }

  async #adopt(file: FileFacts, { durationMs, media, found }: MediaFacts): Promise<void> {
    const parsed: SegmentName | null = parseSegmentPath(file.path, this.#options.timeZone);
    if (!parsed) return;
    const { channel, startedAt } = parsed;
    const segment = {
      channel,
      path: file.path,
      startedAt,
      endedAt: startedAt + durationMs,
      durationMs,
      found,
      ...this.#sizes.of(file, durationMs),
    };
    await this.#batch.add({ segment, media });
    const isMisdated = misdated(startedAt, this.#options.now()) !== null;
    if (found.unplayable !== null) this.#counters.unplayable++;
    if (isMisdated) this.#counters.misdated++;
    this.#odd.note(segment, isMisdated);
  }

  async #look(file: FileFacts): Promise<MediaFacts> {
    if (file.sizeBytes === 0) return { durationMs: 0, isComplete: false, found: unplayable('empty') };
    const absolute = path.join(this.#options.root, file.path);
    const media = await this.#reader.read(absolute);
    if (media.durationMs === 0) await demandReadable(absolute);
    return media;
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
    if (this.#counters.failed <= TOLD_FAILURES) this.#options.log.warn({ where, reason: messageOf(error) }, 'cannot read a segment file');
  }
}

/** One that could not be read may have grown since. */
function isUnsettled({ mkv, mp4, mkvRow, mp4Row }: Name): boolean {
  const isUnread = (row: Row | undefined): boolean => row === undefined || Boolean(row.is_unreadable);
  return (mkv && mp4) || (mkv && isUnread(mkvRow)) || (mp4 && isUnread(mp4Row));
}

function unlessGone(error: unknown): void {
  if (systemCodeOf(error) !== 'ENOENT') throw error;
}
