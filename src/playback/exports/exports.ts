import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DAY_MS } from '#shared/durations.ts';
import type { EventTold } from '#shared/event-data.ts';
import type { ExportEstimate, ExportFile } from '#shared/exports.ts';
import type { RecordedBytes } from '../../catalogue/catalogue.ts';
import type { Database } from '../../database/database.ts';
import type { Clock } from '../../lib/clock.ts';
import { MediaInvalid, messageOf, Refused, systemCodeOf } from '../../lib/errors.ts';
import type { Logger } from '../../lib/log.ts';
import { SingleFlight } from '../../lib/single-flight.ts';
import { adoptExports } from './export-adoption.ts';
import { type ExportShelf, exportChannel } from './export-channel.ts';
import { MANIFEST, manifestOf } from './export-manifest.ts';
import { type ExportLimits, ExportRoom } from './export-room.ts';
import { type ExportJob, ExportRows, type ExportWish } from './export-rows.ts';

/** What this asks the catalogue. */
export interface ExportsShelf extends ExportShelf {
  recordedBytes(channels: readonly number[], from: number, to: number): Promise<RecordedBytes>;
}

export interface ExportsOptions {
  readonly database: Database;
  readonly shelf: ExportsShelf;
  /** RECORD_DIR */
  readonly root: string;
  /** Where exports are kept, each in a folder of its own. */
  readonly folder: string;
  readonly ffmpeg: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told of each step of an export, at most once a second while it runs. */
  readonly onChange: (id: number) => void;
  /** Told how an export ended by itself. */
  readonly note: (event: EventTold) => void;
  readonly limits?: Partial<ExportLimits>;
}

const LIMITS: ExportLimits = {
  bytes: 50e9,
  allBytes: 100e9,
  keptForMs: 7 * DAY_MS,
  perUser: 4,
  keptPerUser: 200,
  freeBytes: 1e9,
};
const LONGEST_MS = 7 * DAY_MS;
const NOTICE_MS = 1_000;
/** What was recorded just now is readable only after this. */
const SETTLE_MS = 4_000;

/** Exports, one at a time and in the order they were asked for; what a process that ended had in hand begins again. */
export class Exports implements AsyncDisposable {
  readonly #options: ExportsOptions;
  readonly #limits: ExportLimits;
  readonly #room: ExportRoom;
  readonly #rows: ExportRows;
  readonly #life = new AbortController();
  #current: { readonly id: number; readonly cancel: AbortController; progress: number } | undefined;
  readonly #working = new SingleFlight(() => this.#workAll());
  #lastNotice = 0;

  private constructor(options: ExportsOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#rows = new ExportRows(options.database);
    const { folder, clock } = options;
    this.#room = new ExportRoom({ folder, clock, limits: this.#limits, progressOf: (job) => this.progressOf(job) });
  }

  static async open(options: ExportsOptions): Promise<Exports> {
    const exports = new Exports(options);
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await exports.#rows.requeue();
    await adoptExports({ rows: exports.#rows, folder: options.folder, log: options.log });
    await exports.#tidy();
    void exports.#working.run();
    return exports;
  }

  /** Leaves what is in hand to the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#working.settled();
  }

  /**
   * Asks for an export.
   * @throws Refused `input-invalid`, `recording-unknown` when nothing was recorded then, `export-too-large`, `too-many-exports`
   */
  async request(wish: ExportWish): Promise<ExportJob> {
    const now = this.#options.clock.now();
    const span = { from: wish.from, to: Math.min(wish.to, now) };
    if (span.to <= span.from) throw new Refused('input-invalid', '`to` must be later than `from`, and `from` in the past');
    if (span.to - span.from > LONGEST_MS) throw new Refused('input-invalid', 'Ask for 7 days at most');
    const channels = [...new Set(wish.channels)];
    const sizeBytes = Math.round(await this.#bytesOf(channels, span));
    this.#room.demandSize(sizeBytes);
    const left = await this.#room.freeBytes();
    const { by, cut } = wish;
    const row = { channels, ...span, by, cut, createdAt: now, sizeBytes };
    const id = await this.#rows.add(row, (all) => this.#room.demand(all, { by, bytes: sizeBytes, left }));
    void this.#working.run();
    return await this.get(id);
  }

  /** Newest first. */
  async list(): Promise<ExportJob[]> {
    await this.#tidy();
    return await this.#rows.all();
  }

  /** @throws Refused `export-unknown` */
  async get(id: number): Promise<ExportJob> {
    const job = await this.#rows.get(id);
    if (!job) throw new Refused('export-unknown', 'There is no such export');
    return job;
  }

  /** 0 to 1. */
  progressOf({ id, state }: ExportJob): number {
    if (state === 'done') return 1;
    return this.#current?.id === id ? this.#current.progress : 0;
  }

  /** When its files are deleted; null while it is not finished. */
  expiryOf({ finishedAt, sharedUntil }: ExportJob): number | null {
    return finishedAt === null ? null : Math.max(finishedAt + this.#limits.keptForMs, sharedUntil ?? 0);
  }

  /** How large an export would be, and what it may be. @throws Refused `recording-unknown` */
  async estimate(wish: Pick<ExportWish, 'channels' | 'from' | 'to'>): Promise<ExportEstimate> {
    const sizeBytes = Math.round(await this.#bytesOf([...wish.channels], wish));
    const left = (await this.#room.freeBytes()) - this.#room.promisedBytes(await this.#rows.all());
    return { sizeBytes, maxBytes: this.#limits.bytes, freeBytes: Math.max(0, Math.round(left - this.#limits.freeBytes)) };
  }

  /** Ends an export, or deletes what it made. @throws Refused `export-unknown` */
  async remove(id: number): Promise<ExportJob> {
    const job = await this.get(id);
    await this.#rows.remove(id);
    if (this.#current?.id === id)
      this.#current.cancel.abort(); // removes its files when it has ended
    else await this.#removeFiles(id);
    this.#options.onChange(id);
    return job;
  }

  /** Where a file of a finished export is. @throws Refused `export-unknown` */
  async file(id: number, name: string): Promise<{ readonly path: string; readonly facts: ExportFile | null }> {
    const job = await this.get(id);
    const facts = job.files.find((file) => file.name === name) ?? null;
    if (job.state !== 'done' || (facts === null && name !== MANIFEST)) throw new Refused('export-unknown', 'This export has no such file');
    return { path: path.join(this.#folderOf(id), facts?.name ?? MANIFEST), facts };
  }

  async #workAll(): Promise<void> {
    const { log } = this.#options;
    try {
      for (let job = await this.#next(); job && !this.#life.signal.aborted; job = await this.#next()) await this.#run(job);
    } catch (error) {
      log.error({ error: messageOf(error) }, 'export queue failed; it continues with the next export');
    }
  }

  async #next(): Promise<ExportJob | undefined> {
    return (await this.#rows.all()).reverse().find(({ state }) => state === 'queued');
  }

  async #run(job: ExportJob): Promise<void> {
    const { onChange, note, log, clock } = this.#options;
    const cancel = new AbortController();
    const over = new AbortController();
    const full = new AbortController();
    this.#current = { id: job.id, cancel, progress: 0 };
    if (!(await this.#rows.begin(job.id))) return; // somebody cancelled it while it was being chosen
    onChange(job.id);
    const watching = this.#room.watch(full, over.signal);
    try {
      await this.#removeFiles(job.id); // what an earlier process left of it takes no room from it
      await this.#room.demandStill(job.sizeBytes);
      const files = await this.#make(job, AbortSignal.any([cancel.signal, full.signal, this.#life.signal]));
      const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
      await this.#rows.change(job.id, { state: 'done', files, sizeBytes, finishedAt: clock.now() });
    } catch (error) {
      if (this.#life.signal.aborted) return; // it is still `running` in the database: the next start begins it again
      await this.#removeFiles(job.id);
      if (!cancel.signal.aborted) {
        log.warn({ error, id: job.id }, 'export failed');
        await this.#rows.change(job.id, { state: 'failed', problem: sentenceOf(error), sizeBytes: 0, finishedAt: clock.now() });
      }
    } finally {
      over.abort();
      await watching;
      this.#current = undefined;
    }
    if (cancel.signal.aborted) await this.#removeFiles(job.id);
    const ended = await this.#rows.get(job.id);
    if (ended) note(endOf(ended));
    onChange(job.id);
  }

  async #make(job: ExportJob, signal: AbortSignal): Promise<ExportFile[]> {
    const { shelf, root, ffmpeg, timeZone, clock, log } = this.#options;
    const { channels, from, to, cut } = job;
    const folder = this.#folderOf(job.id);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await clock.sleep(Math.max(0, to + SETTLE_MS - clock.now()), signal);
    const files: ExportFile[] = [];
    for (const [at, channel] of channels.entries()) {
      const onProgress = (share: number): void => this.#progress((at + share) / channels.length);
      try {
        files.push(...(await exportChannel({ shelf, root, folder, ffmpeg, channel, from, to, cut, clock, log, signal, onProgress })));
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof MediaInvalid) || channels.length === 1) throw error; // one camera must not cost the others
      }
    }
    if (files.length === 0) throw new MediaInvalid('Nothing of it can be read');
    await writeFile(path.join(folder, MANIFEST), `${JSON.stringify(manifestOf(job, files, { at: clock.now(), timeZone }), null, 2)}\n`);
    return files;
  }

  #progress(share: number): void {
    const { clock, onChange } = this.#options;
    if (!this.#current) return;
    this.#current.progress = share;
    if (clock.monotonic() - this.#lastNotice < NOTICE_MS) return;
    this.#lastNotice = clock.monotonic();
    onChange(this.#current.id);
  }

  async #bytesOf(channels: readonly number[], span: { readonly from: number; readonly to: number }): Promise<number> {
    const { shelf } = this.#options;
    const { bytes, segments, isRunning } = await shelf.recordedBytes(channels, span.from, span.to);
    if (segments === 0 && !isRunning) throw new Refused('recording-unknown', 'Nothing was recorded in this time');
    return bytes;
  }

  /** Removes what is too old, and the oldest while all together are too large; what somebody may see by link goes last. */
  async #tidy(): Promise<void> {
    const now = this.#options.clock.now();
    const isShared = ({ sharedUntil }: ExportJob): boolean => (sharedUntil ?? 0) > now;
    let total = 0;
    for (const job of (await this.#rows.all()).toSorted((one, other) => Number(isShared(other)) - Number(isShared(one)))) {
      const { id, finishedAt, sizeBytes } = job;
      if (finishedAt === null) continue;
      total += sizeBytes;
      const isOld = (this.expiryOf(job) ?? now) < now;
      if (!isOld && (total <= this.#limits.allBytes || total === sizeBytes)) continue;
      await this.#rows.remove(id);
      await this.#removeFiles(id);
    }
  }

  async #removeFiles(id: number): Promise<void> {
    await rm(this.#folderOf(id), { recursive: true, force: true });
  }

  #folderOf(id: number): string {
    return path.join(this.#options.folder, String(id));
  }
}

function sentenceOf(error: unknown): string {
  if (systemCodeOf(error) === 'ENOSPC') return 'The disk of DATA_DIR is full';
  return error instanceof MediaInvalid ? error.message : 'Something went wrong here; the log tells more';
}

function endOf({ id, state, by, problem, sizeBytes }: ExportJob): EventTold {
  if (state === 'done') return { kind: 'export_ready', data: { id, by, sizeBytes } };
  return { kind: 'export_failed', data: { id, by, said: problem } };
}
