import { type GapReason, gapReasonOf, type TroubleReason } from '#shared/channel.ts';
import type { Span } from '../segments/segments.ts';

/** Trouble told shortly before the last frame's time, or while the next segment was opening, still belongs to the gap. */
const BEFORE_MS = 2_000;
const AFTER_MS = 5_000;
const REMEMBERED = 32;

interface Trouble {
  readonly at: number;
  readonly reason: TroubleReason;
}

/** What troubled each channel lately, to name the gaps it made. */
export class TroubleLog {
  readonly #startedAt: number;
  readonly #troubles = new Map<number, Trouble[]>();

  /** @param startedAt when this process began: a gap around it that nobody explained is a restart */
  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  tell(channel: number, reason: TroubleReason, at: number): void {
    const troubles = this.#troubles.get(channel) ?? [];
    troubles.push({ at, reason });
    if (troubles.length > REMEMBERED) troubles.shift();
    this.#troubles.set(channel, troubles);
  }

  /** Why nothing was recorded in this time. */
  reasonFor(channel: number, { from, to }: Span): GapReason {
    const told = this.#troubles.get(channel)?.findLast(({ at }) => at >= from - BEFORE_MS && at <= to + AFTER_MS);
    if (told) return gapReasonOf(told.reason);
    return this.#startedAt >= from && this.#startedAt <= to ? 'restart' : 'unknown';
  }
}
