import type { EventTold } from '#shared/event-data.ts';
import type { StreamingPhase, StreamingReason, StreamingRecordKind } from '#shared/youtube.ts';
import type { Clock } from '../lib/clock.ts';
import type { BroadcastState } from './broadcast-state.ts';

/** An interruption that lasted so long is told as an event. */
const TOLD_AFTER_MS = 15_000;

export interface StateWatchOptions {
  readonly clock: Clock;
  readonly onChange: () => void;
  readonly onEvent: (event: EventTold) => void;
  readonly note: (kind: StreamingRecordKind, reason: StreamingReason | null, text: string) => void;
}

type Look = Pick<BroadcastState, 'phase' | 'reason' | 'picture' | 'detail' | 'droppedFrames'>;

/** Looks at the state again and again, notices what has changed, and tells those who should know. */
export class StateWatch {
  readonly #options: StateWatchOptions;
  #seen: { readonly phase: StreamingPhase; readonly reason: StreamingReason | null; readonly picture: string; readonly since: number };
  #wellAt: number;
  #isLossTold = false;
  #slow: { readonly reason: StreamingReason; readonly droppedFrames: number } | undefined;

  constructor(options: StateWatchOptions) {
    this.#options = options;
    this.#seen = { phase: 'offline', reason: null, picture: 'none', since: options.clock.now() };
    this.#wellAt = options.clock.monotonic();
  }

  /** Since when this phase lasts, epoch ms. */
  get since(): number {
    return this.#seen.since;
  }

  look(state: Look): void {
    const { clock, onChange } = this.#options;
    const { phase, reason, picture } = state;
    this.#tellLoss(state);
    this.#tellSlowness(state);
    if (phase === this.#seen.phase && reason === this.#seen.reason && picture === this.#seen.picture) return;
    this.#seen = { phase, reason, picture, since: phase === this.#seen.phase ? this.#seen.since : clock.now() };
    onChange();
  }

  #tellLoss({ phase, reason, detail: said }: Look): void {
    const { clock, onEvent } = this.#options;
    const isLost = phase === 'waiting' || phase === 'starting';
    if (!isLost) {
      this.#wellAt = clock.monotonic();
      if (this.#isLossTold && phase !== 'stopped') onEvent({ kind: 'streaming_back', data: {} });
      this.#isLossTold = false;
    } else if (!this.#isLossTold && clock.monotonic() - this.#wellAt > TOLD_AFTER_MS) {
      this.#isLossTold = true;
      onEvent({ kind: 'streaming_lost', data: { reason, said } });
    }
  }

  /** A stream that is too slow is live all the same; the history says so, and what it has cost. */
  #tellSlowness({ phase, reason, detail, droppedFrames }: Look): void {
    const { note } = this.#options;
    if (phase === 'degraded' && (reason === 'upload_slow' || reason === 'encoder_slow')) {
      if (this.#slow?.reason === reason) return;
      this.#slow = { reason, droppedFrames: this.#slow?.droppedFrames ?? droppedFrames };
      note('slow', reason, detail ?? '');
    } else if (phase === 'live' && this.#slow) {
      note('slow_over', this.#slow.reason, `Pictures left out: ${droppedFrames - this.#slow.droppedFrames}`);
      this.#slow = undefined;
    } else if (phase !== 'rotating' && phase !== 'degraded') this.#slow = undefined;
  }
}
