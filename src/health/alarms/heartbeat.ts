import type { Messenger } from '#shared/alarms.ts';
import { type Clock, rest } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { isoOrNull } from '../../lib/iso-time.ts';
import type { Logger } from '../../lib/log.ts';
import { call } from './call.ts';

const EVERY_MS = 60_000;
const TIMEOUT_MS = 10_000;

export interface HeartbeatOptions {
  /** Null: nobody listens. */
  readonly url: URL | null;
  /** Whether all is well: it beats only then. */
  readonly isWell: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly everyMs?: number;
  readonly timeoutMs?: number;
}

/** Calls an address every minute while all is well, so that somebody outside notices when the calls stop. */
export class Heartbeat implements AsyncDisposable {
  readonly #options: HeartbeatOptions;
  readonly #life = new AbortController();
  #lastSentAt: number | null = null;
  #lastError: string | null = null;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  static start(options: HeartbeatOptions): Heartbeat {
    const heartbeat = new Heartbeat(options);
    if (options.url) heartbeat.#done = heartbeat.#beat(options.url);
    return heartbeat;
  }

  status(): Messenger {
    const lastSentAt = isoOrNull(this.#lastSentAt);
    return { isConfigured: this.#options.url !== null, waiting: 0, lastSentAt, lastError: this.#lastError };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    await this.#done;
  }

  async #beat(url: URL): Promise<void> {
    const { isWell, clock, everyMs = EVERY_MS } = this.#options;
    const { signal } = this.#life;
    while (!signal.aborted) {
      await rest(clock, everyMs, signal);
      if (!signal.aborted && isWell()) await this.#call(url, signal);
    }
  }

  async #call(url: URL, signal: AbortSignal): Promise<void> {
    const { clock, log, timeoutMs = TIMEOUT_MS } = this.#options;
    try {
      await call({ url, timeoutMs, signal });
      this.#lastSentAt = clock.now();
      this.#lastError = null;
    } catch (error) {
      if (signal.aborted) return;
      if (this.#lastError === null) log.warn({ reason: messageOf(error) }, 'HEARTBEAT_URL does not answer');
      this.#lastError = messageOf(error);
    }
  }
}
