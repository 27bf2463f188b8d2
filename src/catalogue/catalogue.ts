// Longer than 300 lines: one short method for each question that other rooms ask.
import type { EventKind, Notice, NvrEvent } from '#shared/events.ts';
import type { Conversion, ConversionShelf, PendingSegment } from '../converter/converter.ts';
import type { Database } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/log.ts';
import type { ClosedSegment, OpenedSegment } from '../recorder/recorder.ts';
import { type CameraStateTold, type ChannelState, channelStates, type RecordingStateTold, takeLeftStatus } from './camera-status.ts';
import { CameraWatch } from './camera-watch.ts';
import { Chronicle } from './chronicle.ts';
import { conversionBacklog, conversionFailed, nextToConvert } from './conversion-queue.ts';
import { addEvent, type EventQuery, type EventTold, findEvents } from './event-log.ts';
import { enterDeleted } from './gap-rows.ts';
import { readMeta, writeMeta } from './meta.ts';
import { newestWithMedia } from './newest-media.ts';
import { addProtection, findProtections, type Protection, removeProtection } from './protections.ts';
import { type ReconcileOptions, type ReconcileReport, Reconciliation } from './reconcile.ts';
import { RunningSegments } from './running-segments.ts';
import { dateOf, type Segment } from './segment.ts';
import { initSegment, type PlayableSegment, playableBetween, readMedia, type SegmentMedia, writeMedia } from './segment-media.ts';
import { beingDeleted, deletableSegments, type ListedSegment, segmentByPath, segmentsBetween, segmentsOfDay } from './segment-queries.ts';
import { markSegment, removeSegment, replaceFile } from './segment-rows.ts';
import { type ChannelHistory, historiesOf } from './timeline.ts';
import { TroubleLog } from './trouble-log.ts';
import { datesWithRecordings, deletableBytes, hasSegments, newestEnd, type Usage, usage } from './usage.ts';

export type { CameraStateTold, ChannelState, RecordingStateTold } from './camera-status.ts';
export { DiskUsage, type DiskUsageOptions } from './disk-usage.ts';
export type { EventQuery, EventTold } from './event-log.ts';
export type { Protection } from './protections.ts';
export type { ReconcileOptions, ReconcileReport } from './reconcile.ts';
export type { Segment } from './segment.ts';
export type { PlayableSegment, SegmentMedia } from './segment-media.ts';
export type { ListedSegment } from './segment-queries.ts';
export type { ChannelHistory, Recording } from './timeline.ts';
export type { Usage } from './usage.ts';

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
export class Catalogue implements ConversionShelf, AsyncDisposable {
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
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#maxGapMs = maxGapMs;
    this.#notify = onNotice;
    this.#openedAt = clock.now();
    this.#troubles = new TroubleLog(this.#openedAt);
    this.#chronicle = new Chronicle({ database, clock, maxGapMs, troubles: this.#troubles, running: this.#running, notify: onNotice });
    this.#watch = new CameraWatch({
      clock,
      log,
      lastEvent: (channel) => this.#lastCameraEvent(channel),
      addEvent: (event) => this.addEvent(event),
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

  // what the API asks

  /** Every channel that has a state or recordings, by number. */
  channelStates(): Promise<ChannelState[]> {
    return channelStates(this.#database.kysely);
  }

  /** Local dates, newest first. */
  datesWithRecordings(channel?: number): Promise<string[]> {
    return datesWithRecordings(this.#database.kysely, channel);
  }

  /** Closed segments of a local date, in time order. */
  segmentsOfDay(channel: number, date: string): Promise<ListedSegment[]> {
    return segmentsOfDay(this.#database.kysely, channel, date);
  }

  /** Closed segments that touch a span, in time order. */
  segmentsBetween(channel: number, from: number, to: number): Promise<Segment[]> {
    return segmentsBetween(this.#database.kysely, channel, { from, to });
  }

  segmentByPath(path: string): Promise<ListedSegment | undefined> {
    return segmentByPath(this.#database.kysely, path);
  }

  /** Init segment, fragment index and tracks; undefined before the conversion. */
  mediaOf(id: number): Promise<SegmentMedia | undefined> {
    return readMedia(this.#database.kysely, id);
  }

  /** The same segments as `segmentsBetween`, with what playlists need of them. */
  playableBetween(channel: number, from: number, to: number): Promise<PlayableSegment[]> {
    return playableBetween(this.#database.kysely, channel, { from, to });
  }

  /** An init segment by its SHA-256 in hex. */
  initSegment(sha256: string): Promise<Uint8Array | undefined> {
    return initSegment(this.#database.kysely, sha256);
  }

  /** The newest converted segment of a channel, for `mediaOf`; undefined when none of the latest is. */
  newestWithMedia(channel: number): Promise<number | undefined> {
    return newestWithMedia(this.#database.kysely, channel);
  }

  /** What was recorded and what not, up to now; every moment after a channel's first recording is one or the other. */
  timeline(from: number, to: number, channels: readonly number[]): Promise<ChannelHistory[]> {
    const reasonFor = this.#troubles.reasonFor.bind(this.#troubles);
    return historiesOf(this.#database.kysely, channels, {
      span: { from, to },
      now: this.#clock.now(),
      maxGapMs: this.#maxGapMs,
      reasonFor,
    });
  }

  /** What the catalogue's files take, per channel and in all, in bytes; without running segments and files of others. */
  usage(): Promise<Usage> {
    return usage(this.#database.kysely, this.#clock.now());
  }

  /** Newest first. */
  events(query: EventQuery): Promise<NvrEvent[]> {
    return findEvents(this.#database.kysely, query);
  }

  async addEvent(event: EventTold): Promise<void> {
    const added = await addEvent(this.#database.kysely, event, this.#clock.now());
    this.#notify({ topic: 'event', event: added });
  }

  protections(): Promise<Protection[]> {
    return findProtections(this.#database.kysely);
  }

  /** @returns the protection's id */
  protect(protection: Omit<Protection, 'id' | 'createdAt'>): Promise<number> {
    return addProtection(this.#database.kysely, protection, this.#clock.now());
  }

  /** @returns whether there was such a protection */
  unprotect(id: number): Promise<boolean> {
    return removeProtection(this.#database.kysely, id);
  }

  /** Facts about the installation, e.g. the volume id. */
  meta(key: string): Promise<string | null> {
    return readMeta(this.#database.kysely, key);
  }

  setMeta(key: string, value: string): Promise<void> {
    return writeMeta(this.#database.kysely, key, value);
  }

  /** Whether any recording is known. */
  hasSegments(): Promise<boolean> {
    return hasSegments(this.#database.kysely);
  }

  // deleting: mark → unlink (by the caller) → forget

  /** Oldest first over all channels; never protected, never being deleted, never running (those have no row). */
  oldestDeletable(limit: number): Promise<Segment[]> {
    return deletableSegments(this.#database.kysely, { limit });
  }

  /** The same, of those that ended before a time. */
  olderThan(time: number, limit: number): Promise<Segment[]> {
    return deletableSegments(this.#database.kysely, { limit, endedBefore: time });
  }

  /** Marked segments whose file may still be there: a deletion that was cut short, or a file that refused. */
  beingDeleted(): Promise<Segment[]> {
    return beingDeleted(this.#database.kysely);
  }

  /** Bytes of all that `oldestDeletable` would give in the end. */
  deletableBytes(): Promise<number> {
    return deletableBytes(this.#database.kysely);
  }

  /** When the newest recording of any channel ended; null when there is none. */
  newestEnd(): Promise<number | null> {
    return newestEnd(this.#database.kysely);
  }

  /** @returns false when it is protected, marked already or gone */
  async markDeleting(id: number): Promise<boolean> {
    return (await this.beginDeleting(id)) !== undefined;
  }

  /** Marks it too. @returns the segment with the file it has now, which a conversion may just have changed */
  async beginDeleting(id: number): Promise<Segment | undefined> {
    const marked = await this.#database.transaction((t) => markSegment(t, id));
    if (marked) this.#told(marked);
    return marked;
  }

  /** Its file is gone; its time becomes a gap. */
  async forget(id: number, _why: 'deleted'): Promise<void> {
    const removed = await this.#database.transaction(async (t) => {
      const segment = await removeSegment(t, id);
      if (segment)
        await enterDeleted(t, { maxGapMs: this.#maxGapMs, channel: segment.channel }, { from: segment.startedAt, to: segment.endedAt });
      return segment;
    });
    this.#database.roomFreed();
    if (removed) this.#told(removed);
  }

  // what the converter asks

  nextToConvert(excluding: readonly number[]): Promise<PendingSegment | undefined> {
    const only = this.#closedHere && [...this.#closedHere];
    return nextToConvert(this.#database.kysely, { excluding, only, now: this.#clock.now() });
  }

  async converted(conversion: Conversion): Promise<boolean> {
    const { id, init, index, tracks } = conversion;
    const segment = await this.#database.transaction(async (t) => {
      const replaced = await replaceFile(t, id, conversion);
      if (replaced) await writeMedia(t, id, { init, index, tracks });
      return replaced;
    });
    if (segment) this.#told(segment);
    return segment !== undefined;
  }

  /** How many recordings wait for their conversion, and how many were given up. */
  conversionBacklog(): Promise<{ waiting: number; givenUp: number }> {
    return conversionBacklog(this.#database.kysely);
  }

  async conversionFailed(id: number, reason: string): Promise<void> {
    const failed = await conversionFailed(this.#database.kysely, id, reason, this.#clock.now());
    if (!failed?.isLast) return;
    const text = `A recording of camera ${failed.channel} cannot be converted and stays as it is: ${reason}`;
    await this.addEvent({ kind: 'conversion_failed', channel: failed.channel, text, data: { path: failed.path } });
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
        forget: (id) => this.forget(id, 'deleted'),
      }).run();
    } finally {
      this.#closedHere = null;
    }
  }

  #told(segment: Segment): void {
    this.#notify({ topic: 'recording', channel: segment.channel, date: dateOf(segment) });
    this.#notify({ topic: 'storage' });
  }

  async #lastCameraEvent(channel: number): Promise<{ kind: EventKind; at: string } | undefined> {
    const [event] = await this.events({ limit: 1, kinds: ['camera_lost', 'camera_back'], channel });
    return event;
  }
}
