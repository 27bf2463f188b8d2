import { statfs } from 'node:fs/promises';
import { type Clock, rest } from '../../lib/clock.ts';
import { MediaInvalid, Refused } from '../../lib/errors.ts';
import type { ExportJob } from './export-rows.ts';

/** How often it is looked whether the disk still has what must stay free. */
const LOOK_MS = 1_000;
const NO_ROOM = 'DATA_DIR has not enough room: delete other exports, or give it more';

export interface ExportLimits {
  /** Of one export. */
  readonly bytes: number;
  /** Of all that are kept: the oldest go first. */
  readonly allBytes: number;
  readonly keptForMs: number;
  /** Unfinished ones of one user. */
  readonly perUser: number;
  /** Of one user, the finished and failed ones among them: each list tells all. */
  readonly keptPerUser: number;
  /** What must stay free on the disk. */
  readonly freeBytes: number;
}

export interface ExportRoomOptions {
  /** Where exports are kept. */
  readonly folder: string;
  readonly limits: ExportLimits;
  readonly clock: Clock;
  /** How much of an export is done, 0 to 1: the rest of it still takes room. */
  readonly progressOf: (job: ExportJob) => number;
}

/** How many exports there may be, and the room they may take of the disk that the catalogue is on. */
export class ExportRoom {
  readonly #options: ExportRoomOptions;

  constructor(options: ExportRoomOptions) {
    this.#options = options;
  }

  async freeBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#options.folder);
    return bavail * bsize;
  }

  /** What exports that are not finished will still take: each was promised its room. */
  promisedBytes(all: readonly ExportJob[]): number {
    const { progressOf } = this.#options;
    return all.filter(isUnfinished).reduce((sum, job) => sum + job.sizeBytes * (1 - progressOf(job)), 0);
  }

  /** @throws Refused `export-too-large` */
  demandSize(bytes: number): void {
    const { bytes: most } = this.#options.limits;
    if (bytes > most) throw new Refused('export-too-large', `This would be ${gigabytes(bytes)}; an export may be ${gigabytes(most)}`);
  }

  /** @param left bytes that were free a moment ago @throws Refused `too-many-exports`, `export-too-large` */
  demand(all: readonly ExportJob[], { by, bytes, left }: { readonly by: string; readonly bytes: number; readonly left: number }): void {
    const { perUser, keptPerUser, freeBytes } = this.#options.limits;
    const own = all.filter((job) => job.by === by);
    if (own.filter(isUnfinished).length >= perUser)
      throw new Refused('too-many-exports', `You have ${perUser} exports that are not finished: wait for them, or cancel one`);
    if (own.length >= keptPerUser) throw new Refused('too-many-exports', `You have ${keptPerUser} exports: delete some of them first`);
    const promised = this.promisedBytes(all);
    if (left >= promised + bytes + freeBytes) return;
    const others = promised > 0 ? `, of which ${gigabytes(promised)} are for exports that are not finished` : '';
    const why = `This would be ${gigabytes(bytes)}, and DATA_DIR has no more than ${gigabytes(left)} left${others}`;
    throw new Refused('export-too-large', why);
  }

  /** Looked at again when an export begins. @throws MediaInvalid */
  async demandStill(bytes: number): Promise<void> {
    if ((await this.freeBytes()) < bytes + this.#options.limits.freeBytes) throw new MediaInvalid(NO_ROOM);
  }

  /** Ends an export that takes more than was thought, before the disk is full: the catalogue is on it. */
  async watch(full: AbortController, over: AbortSignal): Promise<void> {
    const { clock, limits } = this.#options;
    while (!over.aborted) {
      await rest(clock, LOOK_MS, over);
      if (over.aborted) return;
      const left = await this.freeBytes().catch(() => Number.POSITIVE_INFINITY);
      if (left < limits.freeBytes) full.abort(new MediaInvalid(NO_ROOM));
    }
  }
}

function isUnfinished({ state }: ExportJob): boolean {
  return state === 'queued' || state === 'running';
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
