import type { GapReason } from '#shared/channel.ts';
import { type Recorded, stateAt } from '../timeline/runs.ts';

/** A stretch without pictures; `to` null: nothing follows. `unreadable`: recorded, but it cannot be played. */
export interface CameraGap {
  readonly from: number | null;
  readonly to: number | null;
  readonly reason: GapReason | 'unreadable' | null;
}

export interface RecordingHistoryOptions {
  /** What a channel recorded between two moments. */
  readonly ask: (channel: number, from: number, to: number) => Promise<Recorded | null>;
  readonly now: () => number;
}

const HOUR_MS = 3_600_000;
const NEAR_MS = 24 * HOUR_MS;
const FAR_MS = 31 * NEAR_MS;

/** Knows why there is nothing at a moment, and where it goes on; also far from what is on view. */
export class RecordingHistory {
  readonly #options: RecordingHistoryOptions;

  constructor(options: RecordingHistoryOptions) {
    this.#options = options;
  }

  /** What is missing around a moment at which nothing can be played. */
  async gapAt(channel: number, time: number): Promise<CameraGap> {
    const { ask, now } = this.#options;
    const from = Math.floor(time / HOUR_MS) * HOUR_MS - HOUR_MS;
    const near = await ask(channel, from, from + NEAR_MS);
    if (!near) return { from: null, to: null, reason: null };
    const state = stateAt(near, time);
    if (state.kind === 'run') return { from: state.run.from, to: state.run.isLive ? null : state.run.to, reason: 'unreadable' };
    const far = nextRun(near, time) === null && from + NEAR_MS < now() ? await ask(channel, from + NEAR_MS, from + FAR_MS) : null;
    const to = nextRun(near, time) ?? (far && nextRun(far, time));
    return state.kind === 'gap'
      ? { from: state.gap.from, to, reason: state.gap.reason }
      : { from: near.runs.findLast((run) => run.to <= time)?.to ?? null, to, reason: null };
  }

  /** The first recorded moment of a span, or null when it has none. */
  async firstWithin(channel: number, { from, to }: { readonly from: number; readonly to: number }): Promise<number | null> {
    const recorded = await this.#options.ask(channel, from, to).catch(() => null);
    const run = recorded?.runs.find((candidate) => candidate.to > from);
    return run ? Math.max(run.from, from) : null;
  }

  /** The newest run of a channel, or null when it has none of the last month. */
  async newest(channel: number): Promise<{ readonly from: number; readonly to: number } | null> {
    const { ask, now } = this.#options;
    const until = Math.ceil(now() / HOUR_MS) * HOUR_MS;
    const near = await ask(channel, until - NEAR_MS, until);
    return near?.runs.at(-1) ?? (await ask(channel, until - FAR_MS, until))?.runs.at(-1) ?? null;
  }
}

function nextRun({ runs }: Recorded, time: number): number | null {
  return runs.find((run) => run.from > time)?.from ?? null;
}
