import { DAY_MS } from '#shared/durations.ts';
import type { EventTold } from '#shared/event-data.ts';
import { type Clock, rest } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { Segment, SegmentDeletion } from '../segments/segments.ts';
import { ClockTrust } from './clock-trust.ts';
import { removeEmptyFolders, removeIfEmpty } from './empty-folders.ts';
import { goalOf, planOf, type Retention, type Shortage, type StorageState } from './retention.ts';
import { type Cleaned, Tally } from './tally.ts';

export type { Retention } from './retention.ts';
export type { Cleaned } from './tally.ts';

/** What cleanup asks of the catalogue. */
export interface CleanupQuestions {
  /** Oldest first; never protected, running or marked ones. */
  oldestDeletable(limit: number): Promise<Segment[]>;
  olderThan(time: number, limit: number): Promise<Segment[]>;
  deletableBytes(): Promise<number>;
  /** When the newest recording ended; null when there is none. */
  newestEnd(): Promise<number | null>;
}

export interface CleanupOptions {
  readonly questions: CleanupQuestions;
  readonly addEvent: (event: EventTold) => Promise<void>;
  readonly deletion: Pick<SegmentDeletion, 'delete' | 'finish'>;
  /** RECORD_DIR. */
  readonly root: string;
  readonly retention: Retention & { readonly intervalMs: number };
  /** Bytes of everything in RECORD_DIR. */
  readonly usedBytes: () => Promise<number>;
  /** Null: the disk is not there or not writable, so nothing is touched. */
  readonly freeBytes: () => Promise<number | null>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onCleaned?: (cleaned: Cleaned) => void;
}

const BATCH = 200;
const SWEEP_EVERY_MS = DAY_MS;

/** Makes retention true: deletes the oldest recordings, never more than needed, and says what it did. */
export class Cleanup implements AsyncDisposable {
  readonly #options: CleanupOptions;
  readonly #life = new AbortController();
  readonly #trust: ClockTrust;
  readonly #told = new Set<Shortage>();
  #sweptAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #loop: Promise<void> = Promise.resolve();

  private constructor(options: CleanupOptions) {
    this.#options = options;
    this.#trust = new ClockTrust(options.clock);
  }

  static start(options: CleanupOptions): Cleanup {
    const cleanup = new Cleanup(options);
    cleanup.#loop = cleanup.#watch();
    return cleanup;
  }

  /** Looks now: when a segment closed, or the disk is low. Resolves after a whole run that began after the call. */
  check(): Promise<void> {
    if (!this.#running) return this.#begin();
    this.#next ??= this.#running.then(() => {
      this.#next = undefined;
      return this.#begin();
    });
    return this.#next;
  }

  /** After the file in hand. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#loop;
    await this.#next;
    await this.#running;
  }

  async #watch(): Promise<void> {
    const { clock, retention } = this.#options;
    const { signal } = this.#life;
    await this.#distrustAfterLongAbsence().catch((error: unknown) => this.#failed(error));
    while (!signal.aborted) {
      await this.check();
      await rest(clock, retention.intervalMs, signal);
    }
  }

  #begin(): Promise<void> {
    const running = (this.#life.signal.aborted ? Promise.resolve() : this.#run())
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#running = undefined;
      });
    this.#running = running;
    return running;
  }

  #failed(error: unknown): void {
    this.#options.log.error({ error, reason: messageOf(error) }, 'cleanup failed; it is tried again');
  }

  async #run(): Promise<void> {
    const { deletion, root, clock } = this.#options;
    await this.#lookAtClock();
    if ((await this.#options.freeBytes()) === null) return;
    const tally = new Tally();
    tally.add(await deletion.finish(this.#life.signal));
    const shortages = await this.#deleteInBatches(tally);
    await this.#tellShortages(shortages);
    for (const folder of tally.folders) await removeIfEmpty(root, folder, clock.now());
    if (clock.monotonic() - this.#sweptAt >= SWEEP_EVERY_MS) await this.#sweep();
    await this.#tell(tally.cleaned);
  }

  async #deleteInBatches(tally: Tally): Promise<readonly Shortage[]> {
    const { retention, deletion } = this.#options;
    let atFirst: number | undefined;
    for (;;) {
      const found = await this.#storageState();
      if (!found) return [];
      atFirst ??= found.freeBytes;
      // the disk is measured now and then, and some free what was deleted later, or never (snapshots): never delete on their account
      const state = { ...found, freeBytes: Math.max(found.freeBytes, atFirst + tally.bytes) };
      const goal = goalOf(retention, state);
      const plan = planOf(retention, state, goal, await this.#candidates(state, goal.bytes > 0));
      if (plan.length === 0) return goal.shortages;
      const removed = await deletion.delete(
        plan.map(({ segment }) => segment),
        this.#life.signal,
      );
      tally.add(removed, new Map(plan.map(({ segment, cause }) => [segment.id, cause])));
      const wasTried = removed.segments.length + removed.refused > 0; // others may have protected or deleted all of it meanwhile
      if (!wasTried || removed.isStopped) return goal.shortages;
    }
  }

  /** The catalogue is asked only for what can be needed. */
  async #candidates({ now, mayDeleteByAge }: StorageState, isSpaceNeeded: boolean): Promise<Segment[]> {
    const { questions, retention } = this.#options;
    if (isSpaceNeeded) return await questions.oldestDeletable(BATCH);
    if (retention.keepForMs === null || !mayDeleteByAge) return [];
    return await questions.olderThan(now - retention.keepForMs, BATCH);
  }

  /** @returns undefined when the disk went away */
  async #storageState(): Promise<StorageState | undefined> {
    const { questions, clock, usedBytes, freeBytes, retention } = this.#options;
    const free = await freeBytes();
    if (free === null) return undefined;
    const used = await usedBytes();
    // everything that may be deleted is summed up only when something has to go
    const isNeeded = used > retention.maxBytes || free < retention.minFreeBytes;
    const deletableBytes = isNeeded ? await questions.deletableBytes() : 0;
    return { now: clock.now(), usedBytes: used, freeBytes: free, deletableBytes, mayDeleteByAge: this.#trust.isTrusted };
  }

  async #lookAtClock(): Promise<void> {
    const stepMs = this.#trust.look();
    if (stepMs === 0) return;
    const { addEvent, log } = this.#options;
    log.warn({ stepMs }, 'system clock changed: nothing is deleted by age for ten minutes');
    await addEvent({ kind: 'clock_stepped', data: { stepMs: Math.round(stepMs) } });
  }

  /** A computer without a battery for its clock may start in the wrong year. */
  async #distrustAfterLongAbsence(): Promise<void> {
    const newest = await this.#options.questions.newestEnd();
    if (newest !== null && this.#trust.isFarFrom(newest)) this.#trust.hold();
  }

  async #sweep(): Promise<void> {
    const { root, clock } = this.#options;
    this.#sweptAt = clock.monotonic();
    await removeEmptyFolders(root, clock.now());
  }

  /** Each once, until it is over. */
  async #tellShortages(shortages: readonly Shortage[]): Promise<void> {
    const { addEvent, log } = this.#options;
    for (const shortage of this.#told) if (!shortages.includes(shortage)) this.#told.delete(shortage);
    for (const shortage of shortages) {
      if (this.#told.has(shortage)) continue;
      this.#told.add(shortage);
      log.warn({ shortage }, 'storage limit exceeded, and nothing is left that may be deleted');
      await addEvent({ kind: 'storage_low', data: { limit: shortage } });
    }
  }

  async #tell(cleaned: Cleaned): Promise<void> {
    const { addEvent, log, onCleaned } = this.#options;
    const { segments, bytes, channels, refused, causes } = cleaned;
    if (segments === 0) return;
    log.info({ segments, bytes, channels, refused, causes }, 'old segments deleted');
    await addEvent({ kind: 'cleanup', data: { segments, bytes, channels: channels.join(','), refused, ...causes } });
    onCleaned?.(cleaned);
  }
}
