import type { GapReason } from '#shared/channel.ts';
import { localTimeAt, siteDay } from '../../time/site-time.ts';
import { type Recorded, type Run, stateAt } from './runs.ts';

/** A stretch without pictures; `from` null: nothing was recorded before, `to` null: nothing follows. `unreadable`: recorded, but it cannot be played. */
export interface CameraGap {
  readonly from: number | null;
  readonly to: number | null;
  readonly reason: GapReason | 'unreadable' | null;
}

interface RecordingHistoryOptions {
  /** What a channel recorded between two moments. */
  readonly ask: (channel: number, from: number, to: number) => Promise<Recorded | null>;
  /** The days of the site on which recordings of a channel begin, newest first. */
  readonly dates: (channel: number) => Promise<readonly string[]>;
  readonly timeZone: string;
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;
const NEAR_MS = 24 * HOUR_MS;
/** A recording that begins before midnight ends within this time after it, and one that begins then was listed the day before. */
const OVER_MIDNIGHT_MS = HOUR_MS;
/** All recordings of the first day may lie on the wrong side of a moment in it; those of the second do not. */
const DAYS_TRIED = 2;

/** Knows why there is nothing at a moment, and where recordings are before and after it; also far from what is on view. */
export class RecordingHistory {
  readonly #options: RecordingHistoryOptions;

  constructor(options: RecordingHistoryOptions) {
    this.#options = options;
  }

  /** What is missing around a moment at which nothing can be played: from the last recording before up to the next. */
  async gapAt(channel: number, time: number): Promise<CameraGap> {
    const from = Math.floor(time / HOUR_MS) * HOUR_MS - HOUR_MS;
    const near = await this.#options.ask(channel, from, from + NEAR_MS);
    if (!near) return { from: null, to: null, reason: null };
    const state = stateAt(near, time);
    if (state.kind === 'run') return { from: state.run.from, to: state.run.isLive ? null : state.run.to, reason: 'unreadable' };
    const [before, after] = [lastEnd(near, time), nextBegin(near, time)];
    const reason = state.kind === 'gap' ? state.gap.reason : null;
    if (before !== null && (after !== null || from + NEAR_MS > this.#options.now())) return { from: before, to: after, reason };
    const dates = await this.#options.dates(channel);
    const date = localTimeAt(time, this.#options.timeZone).date;
    return {
      from:
        before ??
        (await this.#find(
          channel,
          dates.filter((day) => day <= date),
          (recorded) => lastEnd(recorded, time),
        )),
      to: after ?? (await this.#find(channel, dates.filter((day) => day >= date).toReversed(), (recorded) => nextBegin(recorded, time))),
      reason,
    };
  }

  /** The first recorded moment of a span, or null when it has none. */
  async firstWithin(channel: number, { from, to }: { readonly from: number; readonly to: number }): Promise<number | null> {
    const recorded = await this.#options.ask(channel, from, to).catch(() => null);
    const run = recorded?.runs.find((candidate) => candidate.to > from);
    return run ? Math.max(run.from, from) : null;
  }

  /** The newest run of a channel, or null when it has none. */
  async newest(channel: number): Promise<Run | null> {
    const { ask, dates, now } = this.#options;
    const until = Math.ceil(now() / HOUR_MS) * HOUR_MS;
    const near = await ask(channel, until - NEAR_MS, until);
    return near?.runs.at(-1) ?? (await this.#find(channel, await dates(channel), ({ runs }) => runs.at(-1) ?? null));
  }

  /** Looks through the first of some days, one after the other. */
  async #find<Found>(channel: number, dates: readonly string[], look: (recorded: Recorded) => Found | null): Promise<Found | null> {
    for (const date of dates.slice(0, DAYS_TRIED)) {
      const { from, to } = siteDay(date, this.#options.timeZone);
      const recorded = await this.#options.ask(channel, from, to + OVER_MIDNIGHT_MS);
      const found = recorded && look(recorded);
      if (found !== null) return found;
    }
    return null;
  }
}

function lastEnd({ runs }: Recorded, time: number): number | null {
  return runs.findLast((run) => run.to <= time)?.to ?? null;
}

function nextBegin({ runs }: Recorded, time: number): number | null {
  return runs.find((run) => run.from > time)?.from ?? null;
}
