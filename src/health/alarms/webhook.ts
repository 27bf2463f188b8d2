import type { Messenger } from '#shared/alarms.ts';
import { DAY_MS } from '#shared/durations.ts';
import { type Clock, rest } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { isoOrNull } from '../../lib/iso-time.ts';
import type { Logger } from '../../lib/log.ts';
import type { Redactor } from '../../lib/redact.ts';
import { call } from './call.ts';

const TIMEOUT_MS = 10_000;
/** Between attempts: the first ones in turn, then the last until the message is too old. */
const DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000];
const GIVE_UP_AFTER_MS = DAY_MS;
const MOST_WAITING = 200;

export interface WebhookOptions {
  /** Null: nobody wants to hear. */
  readonly url: URL | null;
  readonly redactor: Redactor;
  readonly clock: Clock;
  readonly log: Logger;
  readonly timeoutMs?: number;
  readonly delaysMs?: readonly number[];
}

interface Message {
  readonly json: string;
  readonly at: number;
}

/** Delivers messages to somebody else's server, one after the other, and tries again for a day; whoever sends never waits. */
export class Webhook implements AsyncDisposable {
  readonly #options: WebhookOptions;
  readonly #life = new AbortController();
  readonly #waiting: Message[] = [];
  #bell = Promise.withResolvers<void>();
  #lastSentAt: number | null = null;
  #lastError: string | null = null;
  #done: Promise<void> = Promise.resolve();

  private constructor(options: WebhookOptions) {
    this.#options = options;
  }

  static start(options: WebhookOptions): Webhook {
    const webhook = new Webhook(options);
    if (options.url) webhook.#done = webhook.#deliver(options.url);
    return webhook;
  }

  /** Puts a message in the queue, secrets struck out. */
  send(message: Readonly<Record<string, unknown>>): void {
    const { url, redactor, clock, log } = this.#options;
    if (!url) return;
    this.#waiting.push({ json: redactor.json(JSON.stringify(message)), at: clock.monotonic() });
    // the first one is on its way
    if (this.#waiting.length > MOST_WAITING) {
      this.#waiting.splice(1, 1);
      log.warn({ waiting: this.#waiting.length }, 'ALERT_WEBHOOK_URL does not answer and its queue is full: the oldest message is dropped');
    }
    this.#bell.resolve();
  }

  status(): Messenger {
    const lastSentAt = isoOrNull(this.#lastSentAt);
    return { isConfigured: this.#options.url !== null, waiting: this.#waiting.length, lastSentAt, lastError: this.#lastError };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#life.abort();
    this.#bell.resolve();
    await this.#done;
  }

  async #deliver(url: URL): Promise<void> {
    const { signal } = this.#life;
    while (!signal.aborted) {
      this.#bell = Promise.withResolvers();
      const message = this.#waiting[0];
      if (!message) await this.#bell.promise;
      else if (await this.#persist(url, message, signal)) this.#waiting.shift();
    }
  }

  /** @returns whether the message is done with, because it was taken or is too old */
  async #persist(url: URL, { json, at }: Message, signal: AbortSignal): Promise<boolean> {
    const { clock, log, timeoutMs = TIMEOUT_MS, delaysMs = DELAYS_MS } = this.#options;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await call({ url, json, timeoutMs, signal });
        this.#taken();
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (this.#lastError === null)
          log.warn({ reason: messageOf(error) }, 'cannot send an alarm to ALERT_WEBHOOK_URL; it is tried again');
        this.#lastError = messageOf(error);
      }
      if (clock.monotonic() - at > GIVE_UP_AFTER_MS) return true;
      await rest(clock, delaysMs[Math.min(attempt, delaysMs.length - 1)] ?? 1_000, signal);
    }
    return false;
  }

  #taken(): void {
    if (this.#lastError !== null) this.#options.log.info('ALERT_WEBHOOK_URL accepts alarms again');
    this.#lastError = null;
    this.#lastSentAt = this.#options.clock.now();
  }
}
