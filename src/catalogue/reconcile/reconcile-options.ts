import type { EventTold } from '#shared/event-data.ts';
import type { Database } from '../../database/database.ts';
import type { Logger } from '../../lib/log.ts';
import type { Removed } from '../../segments/segments.ts';
import type { NewSegment } from '../rows/segment.ts';
import type { MediaReaders } from './media-reader.ts';

export interface ReconcileOptions extends MediaReaders {
  /** RECORD_DIR. */
  readonly root: string;
  /** For older file names, which have no UTC offset. */
  readonly timeZone: string;
  /** Paths being written now: never touched. */
  readonly running: () => ReadonlySet<string>;
  /** Goes on with deletions that were cut short. */
  readonly finishDeletions?: (signal: AbortSignal) => Promise<Removed>;
  /** Whether a file of this name is what a conversion that was cut short leaves behind. */
  readonly isLeftover?: (name: string) => boolean;
  /** The id the disk must have; where not given, it must have any. */
  readonly volumeId?: string | null;
  /** A person accepted a new disk: rows without a file are forgotten however many there are. */
  readonly acceptMissing?: boolean;
  readonly signal: AbortSignal;
}

/** What reconciling did, in numbers of files or rows. */
export interface ReconcileReport {
  /** Files without a row that have one now. */
  readonly adopted: number;
  /** Rows that point to the other file of their name now, or whose second file went. */
  readonly settled: number;
  /** Rows without a file that are gone. */
  readonly forgotten: number;
  /** Deletions that had been cut short. */
  readonly deleted: number;
  /** Among the adopted: those that cannot be played, and say why. */
  readonly unplayable: number;
  /** Among the adopted: those whose name tells a time that cannot be right. */
  readonly misdated: number;
  /** Files whose name was not that of their content, or taken by another recording. */
  readonly renamed: number;
  /** Remains of conversions that are removed. */
  readonly leftovers: number;
  /** Files with names that are not ours; left alone. */
  readonly foreign: number;
  /** Files that could not be looked into; tried again at the next start. */
  readonly failed: number;
  /** It is not our disk, or too many rows had no file: nothing was changed. */
  readonly wasRefused: boolean;
  readonly tookMs: number;
}

/** The counters of a report while it is made. */
export type Counters = { -readonly [K in Exclude<keyof ReconcileReport, 'wasRefused' | 'tookMs'>]: number };

/** What reconciling needs of the catalogue. */
export interface ReconcileContext {
  readonly database: Database;
  readonly maxGapMs: number;
  /** Files changed since belong to this process. */
  readonly openedAt: number;
  readonly now: () => number;
  /** What the last process was writing when it ended. */
  readonly leftRunning: readonly string[];
  readonly log: Logger;
  readonly addEvent: (event: EventTold) => Promise<void>;
  readonly onEntered: (segment: Pick<NewSegment, 'channel' | 'path' | 'startedAt'>) => void;
  readonly forget: (id: number) => Promise<void>;
}
