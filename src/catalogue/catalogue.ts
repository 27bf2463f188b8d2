import type { EventTold } from '#shared/event-data.ts';
import type { Notice, NvrEvent } from '#shared/events.ts';
import type { Conversion, ConversionShelf, PendingSegment } from '../converter/converter.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { ClosedSegment, OpenedSegment } from '../recorder/recorder.ts';
import type { ChannelDeletion, DeletionShelf, DeletionWish, Segment } from '../segments/segments.ts';
import { type CameraStateTold, type RecordingStateTold, takeLeftStatus } from './camera-status.ts';
import { CameraWatch } from './camera-watch.ts';
import { CatalogueQuestions } from './catalogue-questions.ts';
import { Chronicle } from './chronicle.ts';
import { standingOfTracks } from './reconcile/playability.ts';
import { Reconciliation } from './reconcile/reconcile.ts';
import type { ReconcileOptions, ReconcileReport } from './reconcile/reconcile-options.ts';
import { conversionFailed, nextToConvert } from './rows/conversion-queue.ts';
import { addEvent } from './rows/event-log.ts';
import { writeMeta } from './rows/meta.ts';
import { addProtection, type Protection, removeProtection } from './rows/protections.ts';
import { dateOf } from './rows/segment.ts';
import { beginDeletion, forgetSegments, planDeletion } from './rows/segment-deletion.ts';
import { writeMedia } from './rows/segment-media.ts';
import { beingDeleted, knownPaths } from './rows/segment-queries.ts';
import { replaceFile } from './rows/segment-rows.ts';
import { RunningSegments } from './running-segments.ts';
import { TroubleLog } from './trouble-log.ts';

export { type AlarmTold, alarmText } from './alarm-text.ts';
export type { CameraStateTold, ChannelState, RecordingStateTold } from './camera-status.ts';
export type { CatalogueQuestions } from './catalogue-questions.ts';
export { DiskUsage } from './disk-usage.ts';
export { eventText } from './event-text.ts';
export { mediaReaders } from './reconcile/media-reader.ts';
export { ReconcileLoop } from './reconcile/reconcile-loop.ts';
export type { ReconcileOptions, ReconcileReport } from './reconcile/reconcile-options.ts';
export type { Protection } from './rows/protections.ts';
export type { RecordedBytes } from './rows/recorded-bytes.ts';
export type { PlayableSegment, SegmentMedia } from './rows/segment-media.ts';
export type { ListedSegment } from './rows/segment-queries.ts';
export type { Usage } from './rows/usage.ts';
export { SegmentIntake } from './segment-intake.ts';
export type { ChannelHistory } from './timeline.ts';

export interface CatalogueOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Ends of segments nearer than this belong together; 1500 ms. */
  readonly maxGapMs?: number;
  /** Told what changed, after it is written. */
  readonly onNotice?: (notice: Notice) => void;
}

const MAX_GAP_MS = 1_500;

/** The memory: which files there are, what is missing and why, what happened, what is to be kept. */
export class Catalogue implements ConversionShelf, DeletionShelf, AsyncDisposable {
  /** What can be asked of it, and changes nothing. */
  readonly questions: CatalogueQuestions;
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #maxGapMs: number;
  readonly #notify: (notice: Notice) => void;
  readonly #openedAt: number;
  readonly #running = new RunningSegments();
  readonly #troubles: TroubleLog;
  readonly #chronicle: Chronicle;
  readonly #watch: CameraWatch;
  #leftRunning: readonly string[] = [];
  /** Segments of this process; until the rest is reconciled only these are converted. */
  #closedHere: Set<number> | null = new Set();

  private constructor({ database, clock, log, maxGapMs = MAX_GAP_MS, onNotice = () => undefined }: CatalogueOptions) {
    const openedAt = clock.now();
    const troubles = new TroubleLog(openedAt);
    this.questions = new CatalogueQuestions({
      tables: database.kysely,
      reading: database.reading,
      now: () => clock.now(),
      maxGapMs,
      troubles,
    });
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#maxGapMs = maxGapMs;
    this.#notify = onNotice;
    this.#openedAt = openedAt;
    this.#troubles = troubles;
    this.#chronicle = new Chronicle({ database, clock, maxGapMs, troubles: this.#troubles, running: this.#running, notify: onNotice });
    this.#watch = new CameraWatch({
      clock,
      log,
      lastEvent: (channel) => this.#lastCameraEvent(channel),
      addEvent: (event) => this.addEvent(event),
      hasRecorded: async (channel) =>
        (await this.questions.channelStates()).some((state) => state.channel === channel && state.newestPath !== null),
    });
  }

  static async open(options: CatalogueOptions): Promise<Catalogue> {
    const catalogue = new Catalogue(options);
    const { running, troubles } = await takeLeftStatus(options.database.kysely, catalogue.#openedAt);
    catalogue.#leftRunning = running;
    for (const { channel, reason, at } of troubles) catalogue.#troubles.tell(channel, reason, at);
    return catalogue;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch[Symbol.asyncDispose]();
  }

  // what the recorder and the hub tell

  /** A file is being written. */
  async segmentOpened(segment: OpenedSegment): Promise<void> {
    await this.#chronicle.segmentOpened(segment);
  }

  /** A file is complete and synced; telling it twice changes nothing. @returns the segment's id */
  async segmentClosed(segment: ClosedSegment): Promise<number> {
    const id = await this.#chronicle.segmentClosed(segment);
    this.#closedHere?.add(id);
    return id;
  }

  async recordingState(state: RecordingStateTold): Promise<void> {
    await this.#chronicle.recordingState(state);
    this.#watch.tell(state);
  }

  async cameraState(state: CameraStateTold): Promise<void> {
    await this.#chronicle.cameraState(state);
  }

  /** Remembers what happened, and tells it. */
  async addEvent(event: EventTold): Promise<void> {
    const added = await addEvent(this.#database.kysely, event, this.#clock.now());
    this.#notify({ topic: 'event', event: added });
  }

  /** The same for rooms that go on whether it can be written or not: it never rejects, and a failure is logged. */
  note(event: EventTold): void {
    this.addEvent(event).catch((error: unknown) =>
      this.#log.error({ kind: event.kind, channel: event.channel, error: messageOf(error) }, 'cannot save an event in the catalogue'),
    );
  }

  /** @returns the protection's id. @throws Refused `too-many-protections` */
  protect(protection: Omit<Protection, 'id' | 'createdAt'>): Promise<number> {
    return this.#database.transaction((t) => addProtection(t, protection, this.#clock.now()));
  }

  /** @returns whether there was such a protection */
  unprotect(id: number): Promise<boolean> {
    return removeProtection(this.#database.kysely, id);
  }

  setMeta(key: string, value: string): Promise<void> {
    return writeMeta(this.#database.kysely, key, value);
  }

  // what deletion asks

  planDeletion(wish: DeletionWish): Promise<ChannelDeletion[]> {
    return planDeletion(this.#database.reading, wish, this.#maxGapMs);
  }

  /** Ends protections and marks, in one transaction. @returns what is marked, each with the file it has now */
  async beginDeletion(plans: Parameters<typeof beginDeletion>[1]): Promise<Segment[]> {
    const marked = await this.#database.transaction((t) => beginDeletion(t, plans));
    this.#told(marked);
    return marked;
  }

  /** Their files are gone; their time becomes a gap. */
  async forget(ids: readonly number[]): Promise<void> {
    const facts = { maxGapMs: this.#maxGapMs, now: this.#clock.now() };
    const removed = await this.#database.transaction((t) => forgetSegments(t, ids, facts));
    this.#database.roomFreed();
    this.#told(removed);
  }

  /** Marked segments whose file may still be there: a deletion that was cut short, or a file that refused. */
  beingDeleted(): Promise<Segment[]> {
    return beingDeleted(this.#database.kysely);
  }

  /** Which of these paths are those of segments, marked ones among them. */
  knownPaths(paths: readonly string[]): Promise<ReadonlySet<string>> {
    return knownPaths(this.#database.kysely, paths);
  }

  // what the converter asks

  nextToConvert(excluding: readonly number[]): Promise<PendingSegment | undefined> {
    const only = this.#closedHere && [...this.#closedHere];
    return nextToConvert(this.#database.kysely, { excluding, only, now: this.#clock.now() });
  }

  async converted(conversion: Conversion): Promise<boolean> {
    const { id, init, index, tracks } = conversion;
    const segment = await this.#database.transaction(async (t) => {
      const replaced = await replaceFile(t, id, { ...conversion, found: standingOfTracks(tracks) });
      if (replaced) await writeMedia(t, id, { init, index, tracks });
      return replaced;
    });
    this.#told(segment ? [segment] : []);
    return segment !== undefined;
  }

  async conversionFailed(id: number, reason: string, isUnreadable: boolean): Promise<void> {
    const failed = await conversionFailed(this.#database.kysely, id, { reason, isUnreadable }, this.#clock.now());
    if (!failed?.isLast) return;
    await this.addEvent({ kind: 'conversion_failed', channel: failed.channel, data: { path: failed.path, said: reason } });
  }

  /** Makes catalogue and disk agree, behind the recording; see `Reconciliation`. */
  async reconcile(options: ReconcileOptions): Promise<ReconcileReport> {
    try {
      return await new Reconciliation({
        ...options,
        running: () => new Set([...options.running(), ...this.#running.paths()]),
        database: this.#database,
        maxGapMs: this.#maxGapMs,
        openedAt: this.#openedAt,
        now: () => this.#clock.now(),
        leftRunning: this.#leftRunning,
        log: this.#log,
        addEvent: (event) => this.addEvent(event),
        onEntered: (segment) => this.#notify({ topic: 'recording', channel: segment.channel, date: dateOf(segment) }),
        forget: (id) => this.forget([id]),
      }).run();
    } finally {
      this.#closedHere = null;
    }
  }

  /** Each day once. */
  #told(segments: readonly Segment[]): void {
    const days = new Map(segments.map((segment) => [`${segment.channel}/${dateOf(segment)}`, segment]));
    for (const segment of days.values()) this.#notify({ topic: 'recording', channel: segment.channel, date: dateOf(segment) });
    if (days.size > 0) this.#notify({ topic: 'storage' });
  }

  async #lastCameraEvent(channel: number): Promise<NvrEvent | undefined> {
    const [event] = await this.questions.events({ limit: 1, kinds: ['camera_lost', 'camera_back'], channel });
    return event;
  }
}
