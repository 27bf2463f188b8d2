import type { Kysely } from 'kysely';
import type { NvrEvent } from '#shared/events.ts';
import type { Tables } from '../database/database.ts';
import type { RunningSegment, Segment } from '../segments/segments.ts';
import { EARLIEST_MS } from './believable.ts';
import { type ChannelState, channelStates } from './camera-status.ts';
import { conversionBacklog } from './rows/conversion-queue.ts';
import { type EventQuery, findEvents, momentsWithin } from './rows/event-log.ts';
import { readMeta } from './rows/meta.ts';
import { newestWithMedia } from './rows/newest-media.ts';
import { findProtections, type Protection } from './rows/protections.ts';
import { bytesOfProtections, type RecordedBytes, recordedBytes } from './rows/recorded-bytes.ts';
import { initSegment, type PlayableSegment, playableIn, readMedia, type SegmentMedia } from './rows/segment-media.ts';
import { deletableSegments, type ListedSegment, runningDates, segmentByPath, segmentsIn, segmentsOfDay } from './rows/segment-queries.ts';
import { datesWithRecordings, hasSegments, keptBytes, misdatedDates, newestEnd, protectedBytes, type Usage, usage } from './rows/usage.ts';
import { type ChannelHistory, historiesOf } from './timeline.ts';
import type { TroubleLog } from './trouble-log.ts';

/** Days of a channel that are looked up at once, without asking elsewhere: a week of one camera. */
const SHORT_MS = 8 * 86_400_000;

export interface CatalogueQuestionsOptions {
  readonly tables: Kysely<Tables>;
  /** The same for questions that may read much. */
  readonly reading: Kysely<Tables>;
  readonly now: () => number;
  readonly maxGapMs: number;
  readonly troubles: TroubleLog;
}

/** What can be asked of the catalogue: one method for each question, and nothing that changes it. */
export class CatalogueQuestions {
  readonly #tables: Kysely<Tables>;
  readonly #reading: Kysely<Tables>;
  readonly #now: () => number;
  readonly #maxGapMs: number;
  readonly #troubles: TroubleLog;
  #protectedBytes = 0;

  constructor({ tables, reading, now, maxGapMs, troubles }: CatalogueQuestionsOptions) {
    this.#tables = tables;
    this.#reading = reading;
    this.#now = now;
    this.#maxGapMs = maxGapMs;
    this.#troubles = troubles;
  }

  /** Every channel that has a state or recordings, by number. */
  channelStates(): Promise<ChannelState[]> {
    return channelStates(this.#tables, this.#now());
  }

  /** Local dates, newest first; that of what is being written among them. */
  async datesWithRecordings(channel?: number): Promise<string[]> {
    // the running ones first: what is closed in between is then found among the closed ones
    const running = await runningDates(this.#tables, channel);
    const closed = await datesWithRecordings(this.#tables, this.#now(), channel);
    return [...new Set([...running, ...closed])].sort().reverse();
  }

  /** Local dates of recordings whose time cannot be right, newest first. */
  misdatedDates(channel?: number): Promise<string[]> {
    return misdatedDates(this.#tables, this.#now(), channel);
  }

  /** Segments of a local date, in time order; the one being written is the last. */
  segmentsOfDay(channel: number, date: string): Promise<(ListedSegment | RunningSegment)[]> {
    return segmentsOfDay(this.#tables, channel, date, this.#now());
  }

  /** The segments of a channel that lie in a span, in time order; the one being written is the last. */
  segmentsIn(channel: number, from: number, to: number): Promise<(Segment | RunningSegment)[]> {
    return segmentsIn(this.#tables, channel, { from, to });
  }

  /** Closed, or being written. */
  segmentByPath(path: string): Promise<ListedSegment | RunningSegment | undefined> {
    return segmentByPath(this.#tables, path, this.#now());
  }

  /** Init segment, fragment index and tracks; undefined before the conversion. */
  mediaOf(id: number): Promise<SegmentMedia | undefined> {
    return readMedia(this.#tables, id);
  }

  /** The same that can be played, with what playlists need of them. */
  playableIn(channel: number, from: number, to: number): Promise<(PlayableSegment | RunningSegment)[]> {
    return playableIn(this.#tables, channel, { from, to });
  }

  /** An init segment by its SHA-256 in hex. */
  initSegment(sha256: string): Promise<Uint8Array | undefined> {
    return initSegment(this.#tables, sha256);
  }

  /** The newest converted segment of a channel, for `mediaOf`; undefined when none of the latest is. */
  newestWithMedia(channel: number): Promise<number | undefined> {
    return newestWithMedia(this.#tables, channel, this.#now());
  }

  /** What was recorded and what not, up to now; every moment after a channel's first recording is one or the other. */
  timeline(from: number, to: number, channels: readonly number[]): Promise<ChannelHistory[]> {
    const reasonFor = this.#troubles.reasonFor.bind(this.#troubles);
    const isShort = (to - from) * channels.length <= SHORT_MS;
    return historiesOf(isShort ? this.#tables : this.#reading, channels, {
      span: { from, to },
      now: this.#now(),
      maxGapMs: this.#maxGapMs,
      reasonFor,
    });
  }

  /** What the catalogue's files take, per channel and in all, in bytes; without running segments and files of others. */
  usage(): Promise<Usage> {
    return usage(this.#reading, this.#now());
  }

  /** What was recorded of some channels in a span: segments that touch it, and their bytes in it. */
  recordedBytes(channels: readonly number[], from: number, to: number): Promise<RecordedBytes> {
    return recordedBytes(this.#reading, channels, { from, to });
  }

  /** The bytes recorded in each protection, by its id; those in which nothing is recorded are not among them. */
  bytesOfProtections(): Promise<ReadonlyMap<number, number>> {
    return bytesOfProtections(this.#reading);
  }

  /** Newest first. */
  events(query: EventQuery): Promise<NvrEvent[]> {
    // words are looked for in every sentence there is
    return findEvents(query.text ? this.#reading : this.#tables, query);
  }

  /** What happened to a camera in a span, in time order: lost, back, alarms; of very many the newest. */
  momentsWithin(channel: number, from: number, to: number): Promise<NvrEvent[]> {
    return momentsWithin(this.#tables, channel, { from, to });
  }

  protections(): Promise<Protection[]> {
    return findProtections(this.#tables);
  }

  /** Facts about the installation, e.g. the volume id. */
  meta(key: string): Promise<string | null> {
    return readMeta(this.#tables, key);
  }

  /** Whether any recording is known. */
  hasSegments(): Promise<boolean> {
    return hasSegments(this.#tables);
  }

  /** Oldest first over all channels; never protected, never being deleted, never running (those have no row). */
  oldestDeletable(limit: number): Promise<Segment[]> {
    return deletableSegments(this.#tables, { limit });
  }

  /** The same, of those that ended before a time; a recording of 1970 may be of yesterday, so age takes none that is misdated. */
  olderThan(time: number, limit: number): Promise<Segment[]> {
    return deletableSegments(this.#tables, { limit, endedBefore: time, startedFrom: EARLIEST_MS });
  }

  /** Bytes of all that `oldestDeletable` would give in the end. */
  async deletableBytes(): Promise<number> {
    // cleanup must work, too, while people keep the way for large questions busy: what was protected before is near enough
    this.#protectedBytes = await protectedBytes(this.#reading).catch(() => this.#protectedBytes);
    return (await keptBytes(this.#tables)) - this.#protectedBytes;
  }

  /** When the newest recording of any channel ended; null when there is none. */
  newestEnd(): Promise<number | null> {
    return newestEnd(this.#tables, this.#now());
  }

  /** How many recordings wait for their conversion, and how many were given up. */
  conversionBacklog(): Promise<{ waiting: number; givenUp: number }> {
    return conversionBacklog(this.#tables);
  }
}
