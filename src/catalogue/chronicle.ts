import type { Kysely } from 'kysely';
import type { Notice } from '#shared/events.ts';
import type { Database, Tables } from '../database/database.ts';
import type { Clock } from '../lib/clock.ts';
import type { ClosedSegment, OpenedSegment } from '../recorder/recorder.ts';
import { type CameraStateTold, type RecordingStateTold, writeCameraState, writeRecordingState, writeRunning } from './camera-status.ts';
import { enterSegment } from './rows/enter-segment.ts';
import { fillHoleBefore } from './rows/gap-rows.ts';
import { dateOf } from './rows/segment.ts';
import type { RunningSegments } from './running-segments.ts';
import type { TroubleLog } from './trouble-log.ts';

export interface ChronicleOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly maxGapMs: number;
  readonly troubles: TroubleLog;
  readonly running: RunningSegments;
  readonly notify: (notice: Notice) => void;
}

/** Writes down what recorder and hub tell: segments, the gaps between them, the state of each channel. */
export class Chronicle {
  readonly #options: ChronicleOptions;

  constructor(options: ChronicleOptions) {
    this.#options = options;
  }

  async segmentOpened(opened: OpenedSegment): Promise<void> {
    const { database, running, notify } = this.#options;
    const { channel, path, startedAt } = opened;
    const isBeforeKnown = running.opened(channel, { path, startedAt });
    if (isBeforeKnown) {
      await database.transaction(async (t) => {
        await this.#fillHole(t, channel, startedAt);
        await writeRunning(t, channel, running.shown(channel));
      });
    }
    notify({ topic: 'recording', channel, date: dateOf(opened) });
    notify({ topic: 'channel', channel });
  }

  /** @returns the row's id */
  async segmentClosed(closed: ClosedSegment): Promise<number> {
    const { database, maxGapMs, running, notify } = this.#options;
    const { channel } = closed;
    const next = running.closed(channel, closed);
    const id = await database.transaction(async (t) => {
      const entered = await enterSegment(t, closed, maxGapMs);
      await this.#fillHole(t, channel, closed.startedAt);
      await writeRunning(t, channel, next);
      return entered;
    });
    notify({ topic: 'recording', channel, date: dateOf(closed) });
    notify({ topic: 'channel', channel });
    return id;
  }

  async recordingState(told: RecordingStateTold): Promise<void> {
    const { database, clock, troubles, notify } = this.#options;
    const now = clock.now();
    const reason = told.reason ?? (told.phase === 'off' ? 'disabled' : null);
    if (reason) troubles.tell(told.channel, reason, now);
    if (await writeRecordingState(database.kysely, told, now)) notify({ topic: 'channel', channel: told.channel });
  }

  async cameraState(told: CameraStateTold): Promise<void> {
    const { database, notify } = this.#options;
    if (await writeCameraState(database.kysely, told)) notify({ topic: 'channel', channel: told.channel });
  }

  async #fillHole(t: Kysely<Tables>, channel: number, moment: number): Promise<void> {
    const { maxGapMs, troubles } = this.#options;
    await fillHoleBefore(t, { channel, maxGapMs }, Math.round(moment), (hole) => troubles.reasonFor(channel, hole));
  }
}
