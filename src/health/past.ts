import type { GapReason } from '#shared/channel.ts';
import { DAY_MS } from '#shared/durations.ts';
import type { Clock } from '../lib/clock.ts';
import { localDate, momentOf } from '../lib/time-zone.ts';
import { clipped, coverageOf, type History, lengthOf, type Span } from '../segments/segments.ts';

const DAYS = 7;
/** An answer is good for so long, or longer where it was hard to find: it may take a hundredth of the time at most. */
const FRESH_MS = 10_000;
const REST_FACTOR = 100;
const LONGEST_SHOWN = 20;
/** Gaps after which the recording of a camera began anew, and that nobody wanted. */
const NO_RECONNECT: readonly GapReason[] = ['deleted', 'recording_off', 'restart'];

/** What the catalogue tells of one channel's past. */
export type PastOfChannel = History & { readonly channel: number };

export interface PastOptions {
  readonly timeline: (from: number, to: number, channels: readonly number[]) => Promise<readonly PastOfChannel[]>;
  readonly channels: () => readonly number[];
  readonly timeZone: string;
  readonly clock: Clock;
}

/** A channel's last days. */
export interface RecentPast {
  readonly coverage: readonly { readonly date: string; readonly percent: number | null }[];
  readonly gapsToday: { readonly count: number; readonly totalMs: number; readonly longest: readonly (Span & { reason: GapReason })[] };
  /** Those gaps by their reason; only reasons that occurred. */
  readonly gapReasonsToday: ReadonlyMap<GapReason, { readonly count: number; readonly totalMs: number }>;
  /** Recordings that began anew in the last 24 hours, but before this process started. */
  readonly earlierReconnects24h: number;
}

/** Coverage and gaps of the last seven days, worked out now and then. */
export class Past {
  readonly #options: PastOptions;
  readonly #startedAt: number;
  #known: { readonly at: number; readonly answer: Promise<ReadonlyMap<number, RecentPast>> } | undefined;
  #tookMs = 0;

  constructor(options: PastOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
  }

  /** By channel; ten seconds old at most, or more where there is very much to look at. */
  recent(): Promise<ReadonlyMap<number, RecentPast>> {
    const at = this.#options.clock.monotonic();
    if (!this.#known || at - this.#known.at >= Math.max(FRESH_MS, this.#tookMs * REST_FACTOR)) {
      const answer = this.#look();
      this.#known = { at, answer };
      answer.catch(() => {
        this.#known = undefined;
      });
    }
    return this.#known.answer;
  }

  async #look(): Promise<ReadonlyMap<number, RecentPast>> {
    const { timeline, channels, timeZone, clock } = this.#options;
    const now = clock.now();
    const days = daysUpTo(now, timeZone);
    const from = days[0]?.from ?? now;
    const begun = clock.monotonic();
    const histories = await timeline(from, now, channels());
    this.#tookMs = clock.monotonic() - begun;
    return new Map(histories.map((history) => [history.channel, recentPast(history, { days, now, startedAt: this.#startedAt })]));
  }
}

interface Day extends Span {
  readonly date: string;
}

/** The last seven local days, the last one up to now; days of 23 and 25 hours among them. */
export function daysUpTo(now: number, timeZone: string): Day[] {
  const today = Date.parse(`${localDate(now, timeZone)}T00:00:00Z`);
  return Array.from({ length: DAYS }, (_, index) => {
    const local = today - (DAYS - 1 - index) * DAY_MS;
    const to = Math.min(now, momentOf(local + DAY_MS, timeZone));
    return { date: new Date(local).toISOString().slice(0, 10), from: momentOf(local, timeZone), to };
  });
}

/** What a history comes to; what was deleted is no gap of today's. */
export function recentPast(
  history: PastOfChannel,
  { days, now, startedAt }: { readonly days: readonly Day[]; readonly now: number; readonly startedAt: number },
): RecentPast {
  const missing = history.gaps.filter(({ reason }) => reason !== 'deleted');
  const coverage = days.map((day) => ({ date: day.date, percent: coverageOf([history], day).percent }));
  const today = clipped(missing, days.at(-1) ?? { from: now, to: now });
  const longest = today.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, LONGEST_SHOWN);
  const reconnects = missing.filter(({ to, reason }) => to > now - DAY_MS && to < startedAt && !NO_RECONNECT.includes(reason));
  return {
    coverage,
    gapsToday: {
      count: today.length,
      totalMs: lengthOf(today),
      longest: longest.toSorted((a, b) => a.from - b.from),
    },
    gapReasonsToday: byReason(today),
    earlierReconnects24h: reconnects.length,
  };
}

function byReason(gaps: readonly (Span & { readonly reason: GapReason })[]): RecentPast['gapReasonsToday'] {
  const groups = Map.groupBy(gaps, ({ reason }) => reason);
  return new Map([...groups].map(([reason, all]) => [reason, { count: all.length, totalMs: lengthOf(all) }]));
}
