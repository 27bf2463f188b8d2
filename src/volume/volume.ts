import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { EventTold } from '#shared/event-data.ts';
import type { VolumeState } from '#shared/storage.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { AlreadyRunning, CannotCreate, messageOf, type StreamUnavailable, systemCodeOf, VolumeUnusable } from '../lib/errors.ts';
import { isOpenToOthers } from '../lib/files/file-modes.ts';
import { FolderLock } from '../lib/files/folder-lock.ts';
import { makeFolder } from '../lib/files/make-folder.ts';
import type { Logger } from '../lib/log.ts';
import { waitPatiently } from '../lib/patience.ts';
import { SingleFlight } from '../lib/single-flight.ts';
import { isFull, type Space, spaceOf, tryWriting } from './disk.ts';
import { readMarker, writeMarker } from './marker.ts';
import { networkShareOf } from './network-share.ts';
import { diskText, eventOf, troubleOf } from './volume-detail.ts';

export { readMarker } from './marker.ts';
export { diskText } from './volume-detail.ts';

/** How the recording disk is. */
export interface VolumeReport {
  readonly state: VolumeState;
  /** What is wrong and what to do about it; null while all is well. */
  readonly detail: string | null;
  /** Null when it cannot be asked. */
  readonly freeBytes: number | null;
  readonly totalBytes: number | null;
}

export interface VolumeOptions {
  readonly recordDir: string;
  /** Held by the database already: the same folder is not locked twice. */
  readonly dataDir: string;
  /** The volume id the catalogue remembers. */
  readonly knownId: string | null;
  /** The catalogue knows recordings, so an empty folder is a disk that is not mounted. */
  readonly hasSegments: boolean;
  readonly minFreeBytes: number;
  readonly clock: Clock;
  readonly log: Logger;
  /** Told when state or detail change. */
  readonly onChange: (report: VolumeReport) => void;
  /** Keeps the id for the next start; asked again until it does not throw. */
  readonly rememberId?: (id: string) => Promise<unknown>;
  readonly note?: (event: EventTold) => void;
  readonly intervalMs?: number;
}

const INTERVAL_MS = 5_000;
/** A disk that is back should be recorded to within 5 s. */
const AWAY_INTERVAL_MS = 1_000;
const PATIENCE_MS = 10_000;
/** Cleanup works around MIN_FREE_GB all the time; only what it cannot hold is worth a word. */
const LOW_SHARE = 0.75;
const LOW_UNTIL_SHARE = 0.9;

/** RECORD_DIR as a disk: whether it is ours, there, writable and has room. Holds it for this process. */
export class Volume implements AsyncDisposable {
  readonly root: string;
  readonly #options: VolumeOptions;
  readonly #life = new AbortController();
  #loop: Promise<void> | undefined;
  #id: string | null;
  #rememberedId: string | null;
  #hasBeenOurs: boolean;
  #wasReplaced = false;
  #networkShare: string | null = null;
  #lock: FolderLock | undefined;
  readonly #looking = new SingleFlight(() => this.#look().catch((error: unknown) => this.#failed(error)));
  #report: VolumeReport = { state: 'error', detail: null, freeBytes: null, totalBytes: null };

  private constructor(options: VolumeOptions) {
    this.root = path.resolve(options.recordDir);
    this.#options = options;
    this.#id = options.knownId;
    this.#rememberedId = options.knownId;
    this.#hasBeenOurs = options.hasSegments;
  }

  /**
   * Opens also when the disk is away, full or read-only: then `report` says so and it is looked at again.
   * @throws AlreadyRunning (exit 75), or CannotCreate (73) when there is nothing recorded yet and the folder cannot be used
   */
  static async open(options: VolumeOptions): Promise<Volume> {
    const volume = new Volume(options);
    try {
      if (!options.hasSegments) await volume.#create();
      volume.#report = await volume.#within(volume.#look()).catch((error: unknown) => volume.#failedAtOpen(error));
      if (!options.hasSegments && volume.#report.state === 'read_only') throw cannotUse(volume.root, diskText('read_only', volume.root));
    } catch (error) {
      volume.#lock?.[Symbol.dispose]();
      throw error;
    }
    void volume.#lookAtShare();
    void volume.#tellIfOpen(); // not awaited: a disk that hangs must not hold up the start
    volume.#loop = volume.#watch();
    return volume;
  }

  /** The id in the marker file, to be remembered in the catalogue; null while the disk has none that we know. */
  get id(): string | null {
    return this.#id;
  }

  /** A person accepted this disk in place of another one: recordings that are not on it are gone for good. */
  get wasReplaced(): boolean {
    return this.#wasReplaced;
  }

  /** NFS, SMB … when the folder lies on a network share; null: a local disk, or not told yet. */
  get networkShare(): string | null {
    return this.#networkShare;
  }

  /** It can be recorded to. */
  get isUsable(): boolean {
    return this.#report.state === 'ok' || this.#report.state === 'low';
  }

  /** Why nothing may be written; undefined when it may. */
  get trouble(): StreamUnavailable | undefined {
    return troubleOf(this.#report);
  }

  /** @throws StreamUnavailable while nothing may be written */
  demandUsable(): void {
    if (this.trouble) throw this.trouble;
  }

  /** What the last check found. */
  report(): VolumeReport {
    return this.#report;
  }

  /** Looks now: ours, writable, room. Never rejects; a disk that does not answer is an `error`. */
  async check(): Promise<VolumeReport> {
    this.#tell(await this.#within(this.#looking.run()));
    return this.#report;
  }

  /** Looks now. @throws VolumeUnusable unless our disk is there and takes what is done to it; room is none of the question */
  async demandPresent(): Promise<void> {
    const { state, detail } = await this.check();
    if (!['ok', 'low', 'full'].includes(state)) throw new VolumeUnusable(detail ?? 'The recording disk cannot be used');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#loop;
    this.#lock?.[Symbol.dispose]();
  }

  async #watch(): Promise<void> {
    const { clock, intervalMs = INTERVAL_MS } = this.#options;
    const { signal } = this.#life;
    while (!signal.aborted) {
      await rest(clock, this.isUsable ? intervalMs : Math.min(intervalMs, AWAY_INTERVAL_MS), signal);
      if (!signal.aborted) await this.check();
    }
  }

  /** Not awaited: a share whose server is away would hold up the start. */
  async #lookAtShare(): Promise<void> {
    const share = await networkShareOf(this.root);
    this.#networkShare = share;
    if (share) {
      const advice = 'locks and syncs of a share are only as good as its server; a local disk is safer, and DATA_DIR must be on one';
      this.#options.log.warn({ root: this.root, share, advice }, 'recording disk is a network share');
    }
  }

  /** Only told: whoever opened the folder may have wanted it so, and files made from now on are closed to others anyway. */
  async #tellIfOpen(): Promise<void> {
    if (!(await isOpenToOthers(this.root).catch(() => false))) return;
    const advice = `chmod -R o= ${this.root}; a group that shall see them: docs/operate.md, "Who may read the recordings"`;
    this.#options.log.warn(
      { recordDir: this.root, advice },
      'every user of this machine can read the recordings that were there before, or their names',
    );
  }

  async #create(): Promise<void> {
    try {
      await makeFolder(this.root);
    } catch (error) {
      throw new CannotCreate(`RECORD_DIR ${this.root} cannot be made: ${messageOf(error)}. Make it, or choose another folder.`, {
        cause: error,
      });
    }
  }

  /** A disk that hangs must not keep us from saying so. */
  async #within(looking: Promise<VolumeReport>): Promise<VolumeReport> {
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#life.signal]);
    // a disk that answers while we stand still ourselves is not heard before: that must not end recordings
    const late = waitPatiently(this.#options.clock, PATIENCE_MS, signal).then(() =>
      this.#verdict('error', `${this.root} does not answer since ${PATIENCE_MS / 1000} seconds. The disk or its connection hangs.`),
    );
    looking.catch(() => undefined); // when it comes too late, the next check asks for it
    try {
      return await Promise.race([looking, late]);
    } finally {
      stop.abort();
    }
  }

  async #look(): Promise<VolumeReport> {
    const refusal = await this.#recognise();
    if (refusal) return this.#verdict(refusal);
    const written = await tryWriting(this.root);
    if (written === 'read_only') return this.#verdict('read_only');
    const space = await spaceOf(this.root);
    try {
      await this.#hold();
      await this.#mark();
    } catch (error) {
      // a full disk may not even have room for these; they are caught up on when it has
      if (written !== 'full' || error instanceof AlreadyRunning) throw error;
    }
    return this.#measured(written === 'full' || isFull(space), space);
  }

  /** @returns why this is not the disk we know; undefined when it is, or when it may become it */
  async #recognise(): Promise<'missing' | 'wrong_disk' | undefined> {
    const isFolder = await stat(this.root).then(
      (found) => found.isDirectory(),
      (error: unknown) => (systemCodeOf(error) === 'ENOENT' ? false : Promise.reject(error)),
    );
    if (!isFolder) return 'missing';
    const marker = await readMarker(this.root);
    switch (marker.kind) {
      case 'accepted':
        return undefined;
      case 'none':
        return this.#hasBeenOurs ? 'missing' : undefined;
      case 'id':
        return this.#hasBeenOurs && this.#id !== null && this.#id !== marker.id ? 'wrong_disk' : undefined;
    }
  }

  async #hold(): Promise<void> {
    if (this.#lock?.isInPlace()) return;
    this.#lock?.[Symbol.dispose]();
    this.#lock = undefined;
    if ((await realpath(this.root)) === (await realpath(this.#options.dataDir).catch(() => null))) return;
    this.#lock = FolderLock.take(this.root);
  }

  /** Makes the disk ours: from now on it is recognised by its id. */
  async #mark(): Promise<void> {
    const marker = await readMarker(this.root);
    if (marker.kind === 'id') this.#id = marker.id;
    else if (marker.kind === 'none') this.#id = await writeMarker(this.root, this.#id ?? undefined);
    else {
      this.#id = await writeMarker(this.root);
      this.#wasReplaced = true;
      this.#options.log.info({ root: this.root, id: this.#id }, 'new recording disk accepted');
    }
    this.#hasBeenOurs = true;
    if (this.#id !== this.#rememberedId) void this.#remember(this.#id); // not awaited: the database is no part of the disk
  }

  async #remember(id: string | null): Promise<void> {
    const { rememberId, log } = this.#options;
    if (id === null || !rememberId) return;
    try {
      await rememberId(id);
      this.#rememberedId = id;
    } catch (error) {
      log.error({ id, error: messageOf(error) }, 'cannot save the id of the recording disk; it is tried again');
    }
  }

  #measured(isFullNow: boolean, space: Space): VolumeReport {
    const { minFreeBytes } = this.#options;
    const share = this.#report.state === 'low' ? LOW_UNTIL_SHARE : LOW_SHARE;
    const isLow = space.freeBytes < minFreeBytes * share || space.inodes === 'low';
    return { ...this.#verdict(isFullNow ? 'full' : isLow ? 'low' : 'ok'), freeBytes: space.freeBytes, totalBytes: space.totalBytes };
  }

  #failedAtOpen(error: unknown): VolumeReport {
    if (error instanceof AlreadyRunning) throw error;
    if (!this.#options.hasSegments) throw cannotUse(this.root, messageOf(error), error);
    return this.#failed(error);
  }

  #failed(error: unknown): VolumeReport {
    return this.#verdict('error', error instanceof AlreadyRunning ? error.message : `${this.root} cannot be used: ${messageOf(error)}.`);
  }

  #verdict(state: VolumeState, detail = diskText(state, this.root)): VolumeReport {
    return { state, detail, freeBytes: null, totalBytes: null };
  }

  #tell(report: VolumeReport): void {
    const before = this.#report;
    if (this.#life.signal.aborted) return;
    this.#report = report;
    if (before.state === report.state && before.detail === report.detail) return;
    const { log, note, onChange } = this.#options;
    const level = report.state === 'ok' ? 'info' : report.state === 'low' ? 'warn' : 'error';
    log[level]({ ...report }, 'the recording disk has changed its state');
    onChange(report);
    note?.(eventOf(report, this.root));
  }
}

function cannotUse(root: string, why: string | null, cause?: unknown): CannotCreate {
  return new CannotCreate(`RECORD_DIR ${root} cannot be used: ${why}`, { cause });
}
